"""Indexes for two questions at once stay on PostgreSQL: each is one more page to write with every event.

An embedded log is small enough to walk the index of one of the two; `searching` works either way.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PAIRS = ("event_actor_act", "event_agency_act", "event_actor_agency")


def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Where the log is embedded."""
    if editor.connection.vendor == "sqlite":
        for name in PAIRS:
            editor.execute(f"DROP INDEX {name}", params=None)


def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """As the migration before last made them."""
    if editor.connection.vendor == "sqlite":
        for name in PAIRS:
            columns = ", ".join(name.removeprefix("event_").split("_"))
            editor.execute(f"CREATE INDEX {name} ON audit_event ({columns}, at, id)", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_time_stamps")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, create)],
            state_operations=[migrations.RemoveIndex("auditevent", name) for name in PAIRS],
        )
    ]
