"""A case moves only together with its event."""

from django.db import migrations

from audit.triggers import state_trigger_operation


class Migration(migrations.Migration):
    """A trigger only."""

    dependencies = [("caseflow", "0002_responsibility_agrees"), ("audit", "0002_append_only")]

    operations = [state_trigger_operation("caseflow_case", "case")]
