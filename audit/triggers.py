"""What the database itself refuses: changes to the log, and states moved without an event."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection as default_connection, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit import growing, guard, keeping

WATCHED = ("state", "version", "last_event_uid")
"""Columns of a guarded row that move only together, with a new event."""

SQLITE_LOG = {
    "audit_event_no_update": """
        CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    "audit_event_no_delete": """
        CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    "audit_event_guard_insert": """
        CREATE TRIGGER audit_event_guard_insert BEFORE INSERT ON audit_event
        WHEN (NEW.id IS NOT NULL AND NEW.id <> -1
              AND NEW.id <= (SELECT COALESCE(MAX(id), 0) FROM audit_event))
          OR EXISTS (SELECT 1 FROM audit_event WHERE uid = NEW.uid)
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
    "audit_event_guard_number": """
        CREATE TRIGGER audit_event_guard_number AFTER INSERT ON audit_event
        WHEN NEW.id < 1 OR NEW.id - 1 <> (
          SELECT id FROM audit_event WHERE id < NEW.id ORDER BY id DESC LIMIT 1)
        BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END""",
}

POSTGRES_LOG = """
ALTER TABLE audit_event ADD COLUMN xid xid8;
CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$;
CREATE FUNCTION audit_event_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  NEW.id := nextval(pg_get_serial_sequence('audit_event', 'id'));
  RETURN NEW;
END $$;
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_append_only();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only();
CREATE TRIGGER audit_event_number BEFORE INSERT ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_event_number();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_change;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_truncate;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_number;
CREATE FUNCTION audit_state_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry jsonb;
BEGIN
  SELECT convert_from(e.entry, 'UTF8')::jsonb INTO entry FROM audit_event e
    WHERE e.uid = NEW.last_event_uid AND e.xid = pg_current_xact_id();
  IF NEW.last_event_uid = OLD.last_event_uid OR NEW.version <> OLD.version + 1
     OR entry IS NULL
     OR entry #>> '{obj,l}' IS DISTINCT FROM TG_ARGV[0]
     OR entry #>> '{obj,u}' IS DISTINCT FROM replace(NEW.uid::text, '-', '')
     OR (entry #>> '{data,version}')::bigint IS DISTINCT FROM NEW.version
     OR entry #>> '{data,after}' IS DISTINCT FROM NEW.state THEN
    RAISE EXCEPTION 'a state moves only with its event';
  END IF;
  RETURN NEW;
END $$;
"""

POSTGRES_TRIGGERS = {
    "audit_event_no_change": "audit_event_append_only",
    "audit_event_no_truncate": "audit_event_append_only",
    "audit_event_number": "audit_event_number",
}
FUNCTIONS = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)

POSTGRES_LOG_UNDO = """
DROP TRIGGER audit_event_no_change ON audit_event;
DROP TRIGGER audit_event_no_truncate ON audit_event;
DROP TRIGGER audit_event_number ON audit_event;
DROP FUNCTION audit_state_guard();
DROP FUNCTION audit_event_number();
DROP FUNCTION audit_event_append_only();
ALTER TABLE audit_event DROP COLUMN xid;
"""


def state_trigger_sql(table: str, label: str, vendor: str) -> str:
    """DDL that refuses to move `table.state` unless a new event names this row and its next version.

    On PostgreSQL the event must be of the same transaction.
    """
    name = f"{table}_state_guard"
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    moved = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in WATCHED)
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({moved}) "
            f"EXECUTE FUNCTION audit_state_guard('{label}'); "
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
        )
    text = "CAST(e.entry AS TEXT)"
    return f"""
        CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {moved}
        BEGIN SELECT RAISE(ABORT, 'a state moves only with its event')
        WHERE NEW.last_event_uid = OLD.last_event_uid OR NEW.version <> OLD.version + 1
          OR NOT EXISTS (
            SELECT 1 FROM audit_event e WHERE e.uid = NEW.last_event_uid
              AND json_extract({text}, '$.obj.l') = '{label}'
              AND json_extract({text}, '$.obj.u') = NEW.uid
              AND json_extract({text}, '$.data.version') = NEW.version
              AND json_extract({text}, '$.data.after') = NEW.state);
        END"""  # noqa: S608 - table and label come from migrations


def state_trigger_operation(table: str, label: str) -> migrations.RunPython:
    """A reversible migration operation that guards one table; for the migrations of every floor."""

    def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        sql = state_trigger_sql(table, label, editor.connection.vendor)
        editor.execute(sql.strip(), params=None)

    def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER {table}_state_guard{on}", params=None)

    return migrations.RunPython(install, remove)


def install_log(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table of events append-only; used by the first migration of the log."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_LOG, params=None)
        return
    for statement in SQLITE_LOG.values():
        editor.execute(statement.strip(), params=None)


def remove_log(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Undo `install_log`."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_LOG_UNDO, params=None)
        return
    for name in SQLITE_LOG:
        editor.execute(f"DROP TRIGGER {name}", params=None)


def missing(
    state_tables: Mapping[str, str], connection: BaseDatabaseWrapper | None = None
) -> list[str]:
    """Names of triggers that should stand in the database as written here and do not.

    `state_tables` are the guarded tables with the label of their rows in the log.
    """
    database = connection or default_connection
    present = _present(database)
    wanted = _wanted(state_tables, database.vendor)
    return [name for name, text in wanted.items() if present.get(name) != text]


def _wanted(state_tables: Mapping[str, str], vendor: str) -> Mapping[str, object]:
    guards = {f"{table}_state_guard": (table, label) for table, label in state_tables.items()}
    if vendor == "sqlite":
        texts = {
            name: state_trigger_sql(table, label, vendor) for name, (table, label) in guards.items()
        }
        kept = {name: ddl for name, (_table, ddl) in _of_tables(vendor).items()}
        return {name: text.strip() for name, text in (SQLITE_LOG | texts | kept).items()}
    bodies = dict(FUNCTIONS.findall(POSTGRES_LOG))
    log = {
        name: ("audit_event", bodies[function], 0, 0)
        for name, function in POSTGRES_TRIGGERS.items()
    }
    states = {
        name: (table, bodies["audit_state_guard"], 1, len(WATCHED))
        for name, (table, _label) in guards.items()
    }
    only_grow = {
        name: (table, growing.BODY, 0, 0)
        for name, (table, _ddl) in growing.every_trigger(vendor).items()
    }
    once = {name: (table, body, 0, 0) for name, (table, body) in keeping.functions().items()}
    return log | states | only_grow | once


def _of_tables(vendor: str) -> dict[str, tuple[str, str]]:
    """Table and DDL of every trigger of tables that only grow, or whose rows are written once."""
    return growing.every_trigger(vendor) | keeping.every_trigger(vendor)


def _present(database: BaseDatabaseWrapper) -> dict[str, object]:
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, prosrc, pg_get_triggerdef(t.oid) "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid WHERE tgenabled = 'A'"
        )
        return {
            name: (table, body, text.count(" WHEN "), text.count("IS DISTINCT FROM"))
            for name, table, body, text in cursor.fetchall()
        }


@contextmanager
def lifted(connection: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """The log unguarded while test databases are emptied; never used by the product."""
    database = connection or default_connection
    run: Callable[[str], None] = lambda sql: database.cursor().execute(sql)  # noqa: E731 - a shorthand of this function
    kept = _of_tables(database.vendor)
    with guard.relaxed():
        if database.vendor == "postgresql":
            if database.in_atomic_block:  # a table with checks still to come is not altered
                run("SET CONSTRAINTS ALL IMMEDIATE")
                run("SET CONSTRAINTS ALL DEFERRED")
            for table in ("audit_event", *growing.tables(), *keeping.tables()):
                run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for name in [*SQLITE_LOG, *kept]:
                run(f"DROP TRIGGER IF EXISTS {name}")
        try:
            yield
        finally:
            if database.vendor == "postgresql":
                standing = dict.fromkeys(POSTGRES_TRIGGERS, ("audit_event", "")) | kept
                for name in missing({}, database):
                    run(f"ALTER TABLE {standing[name][0]} ENABLE ALWAYS TRIGGER {name}")
            else:
                for statement in [*SQLITE_LOG.values(), *(ddl for _table, ddl in kept.values())]:
                    run(statement.strip())
