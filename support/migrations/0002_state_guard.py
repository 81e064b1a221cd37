"""A plan moves only together with its event."""

from django.db import migrations

from audit.triggers import state_trigger_operation


class Migration(migrations.Migration):
    """A trigger only."""

    dependencies = [("support", "0001_initial"), ("audit", "0002_append_only")]

    operations = [state_trigger_operation("support_supportplan", "plan")]
