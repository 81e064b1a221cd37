"""The table of events refuses every change (both databases)."""

from django.db import migrations

from audit.triggers import install_log, remove_log


class Migration(migrations.Migration):
    """Triggers only."""

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(install_log, remove_log)]
