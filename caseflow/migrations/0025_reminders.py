"""When a clock reminds next, in a table of its own. Run `tell_rows --changed` after it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def take_along(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clock, reminder = apps.get_model("caseflow", "Clock"), apps.get_model("caseflow", "Reminder")
    running = clock.objects.filter(
        met_at__isnull=True, stopped_at__isnull=True, remind_at__isnull=False
    )
    reminder.objects.bulk_create(
        (
            reminder(clock_id=pk, at=at)
            for pk, at in running.order_by("pk").values_list("pk", "remind_at")
        ),
        batch_size=2000,
    )


class Migration(migrations.Migration):
    dependencies = [("caseflow", "0024_breaches_of_data")]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "clock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reminder",
                        serialize=False,
                        to="caseflow.clock",
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(take_along, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="clock", name="clock_remind"),
        migrations.RemoveField(model_name="clock", name="remind_at"),
    ]
