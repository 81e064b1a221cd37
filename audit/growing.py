"""Tables that only grow, the tree over the events first: what the database itself refuses on them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "audit_leaf": "number = NEW.number OR event_id = NEW.event_id",
    "audit_tile": "id = NEW.id OR (level = NEW.level AND number = NEW.number)",
    "audit_checkpoint": "id = NEW.id OR (origin = NEW.origin AND size = NEW.size)",
    "audit_cosignature": (
        "id = NEW.id OR (witness = NEW.witness AND origin = NEW.origin"
        " AND size = NEW.size AND at = NEW.at)"
    ),
    "audit_stamp": "id = NEW.id OR (origin = NEW.origin AND size = NEW.size)",
}
"""Those of the log, each with what makes a new row the same as an old one, which REPLACE would take away."""
_others: dict[str, str] = {}

BODY = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END "
FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$;
"""


def register(table: str, same: str) -> None:
    """Let a table of an upper floor only grow as well; called when its app starts."""
    _others[table] = same


def tables() -> dict[str, str]:
    """Every table that only grows, with what makes two rows the same."""
    return TABLES | _others


def triggers(table: str, vendor: str) -> dict[str, str]:
    """Name and DDL of each trigger of one of these tables."""
    if vendor == "postgresql":
        when = {
            f"{table}_no_change": "BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW",
            f"{table}_no_truncate": "BEFORE TRUNCATE ON {0} FOR EACH STATEMENT",
        }
        return {
            name: f"CREATE TRIGGER {name} {moment.format(table)} EXECUTE FUNCTION audit_append_only(); "
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
            for name, moment in when.items()
        }
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    same = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {tables()[table]})"  # noqa: S608 - constants
    when = {
        f"{table}_no_update": f"BEFORE UPDATE ON {table}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table}",
        f"{table}_guard_insert": f"BEFORE INSERT ON {table} {same}",
    }
    return {name: f"CREATE TRIGGER {name} {moment} {refuse}" for name, moment in when.items()}


def every_trigger(vendor: str) -> dict[str, tuple[str, str]]:
    """Table and DDL of every trigger, by its name."""
    return {
        name: (table, ddl) for table in tables() for name, ddl in triggers(table, vendor).items()
    }


def operation(*tables: str) -> migrations.RunPython:
    """A reversible migration operation that lets these tables only grow."""

    def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(FUNCTION, params=None)
        for table in tables:
            for ddl in triggers(table, editor.connection.vendor).values():
                editor.execute(ddl, params=None)

    def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for table in tables:
            for name in triggers(table, vendor):
                on = f" ON {table}" if vendor == "postgresql" else ""
                editor.execute(f"DROP TRIGGER {name}{on}", params=None)

    return migrations.RunPython(install, remove)
