"""The case and its open stretch of responsibility agree, checked at commit."""

from django.db import migrations

import caseflow.constraints


class Migration(migrations.Migration):
    """After both tables exist."""

    dependencies = [("caseflow", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=caseflow.constraints.CompositeForeignKey(
                fields=["id", "responsible_agency", "responsibility_uid"],
                name="case_responsibility_agrees",
                to_columns=["case_id", "agency_id", "uid"],
                to_table="caseflow_responsibility",
            ),
        ),
    ]
