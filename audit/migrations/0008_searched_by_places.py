"""What the log is searched by moves to the places, which the sequencer writes and no change waits for.

Three indexes for two questions at once exist on PostgreSQL only, as before: an embedded log is small
enough to walk the index of one of the two.
"""

import django.db.models.functions.comparison
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit.growing import operation

PAIRS = ("actor_act", "agency_act", "actor_agency")
COPY = """
UPDATE audit_leaf SET (at, act, actor, agency) =
  (SELECT e.at, e.act, e.actor, e.agency FROM audit_event e WHERE e.id = audit_leaf.event_id)
WHERE EXISTS (SELECT 1 FROM audit_event e WHERE e.id = audit_leaf.event_id)
"""
LONG_AGO = "1900-01-01T00:00:00+00:00"
guarded = operation("audit_leaf")


def pairs_to_places(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for pair in PAIRS:
            columns = ", ".join(pair.split("_"))
            editor.execute(f"DROP INDEX event_{pair}", params=None)
            editor.execute(
                f"CREATE INDEX leaf_{pair} ON audit_leaf ({columns}, at, event_id)", params=None
            )


def pairs_to_events(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for pair in PAIRS:
            columns = ", ".join(pair.split("_"))
            editor.execute(f"DROP INDEX leaf_{pair}", params=None)
            editor.execute(
                f"CREATE INDEX event_{pair} ON audit_event ({columns}, at, id)", params=None
            )


def settle(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL changes no table while checks on it are waiting."""
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)


def text(length: int, *, blank: bool = False) -> models.CharField:
    return models.CharField(max_length=length, blank=blank, default="")


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_pairs_on_the_server_only")]

    operations = [
        migrations.RunPython(guarded.reverse_code, guarded.code),
        migrations.AddField(
            "leaf", "at", models.DateTimeField(default=LONG_AGO), preserve_default=False
        ),
        migrations.AddField("leaf", "act", text(60), preserve_default=False),
        migrations.AddField("leaf", "actor", text(40), preserve_default=False),
        migrations.AddField("leaf", "agency", text(60, blank=True), preserve_default=False),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunPython(settle, migrations.RunPython.noop),
        *(
            migrations.AddIndex(
                "leaf", models.Index(fields=[name, "at", "event_id"], name=f"leaf_{name}")
            )
            for name in ("act", "actor", "agency")
        ),
        migrations.AddIndex(
            "leaf",
            models.Index(
                django.db.models.functions.comparison.Coalesce("at", "at"),
                models.F("event_id"),
                name="leaf_at",
            ),
        ),
        migrations.RunPython(pairs_to_places, pairs_to_events),
        migrations.RemoveIndex("auditevent", "event_act"),
        migrations.RemoveIndex("auditevent", "event_actor"),
        migrations.RemoveIndex("auditevent", "event_agency"),
        migrations.RemoveIndex("auditevent", "event_at"),
        guarded,
    ]
