"""Who loaded a version of the law, and on what it rests."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from audit.growing import operation

GUARD = operation("caseflow_regime")


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0028_consent_outside_the_system")]

    operations = [
        # SQLite makes the table anew, without its triggers: they are lifted and stand again after.
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(
            model_name="regime",
            name="basis",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="regime",
            name="loaded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        GUARD,
    ]
