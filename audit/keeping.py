"""Tables whose rows are written once: afterwards their cells are sealed under a newer key, and nothing else.

The key of a cell stands in its first bytes (suite, then four bytes of the version). The database compares
them: other bytes under the same key are other words, and are refused. That a cell under a newer key still
says the same, the tag of the row shows, which the database cannot make.
"""

from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from audit import growing

VERSION = ("row_ver", "row_tag")
"""Columns that change with every sealing."""


@dataclass(frozen=True)
class Kept:
    """One table: plain columns that stay, sealed ones, and what makes a new row the same as an old one."""

    columns: tuple[str, ...]
    cells: tuple[str, ...]
    same: str


_tables: dict[str, Kept] = {}


def register(table: str, kept: Kept) -> None:
    """Let the rows of a table be written once; called when its app starts."""
    _tables[table] = kept


def tables() -> dict[str, Kept]:
    """Every table whose rows are written once."""
    return dict(_tables)


def _other_words(cell: str, vendor: str) -> str:
    """Whether a cell changed without being sealed under a newer key."""
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    newer = f"substr(NEW.{cell}, 2, 4) > substr(OLD.{cell}, 2, 4)"
    no = "false" if vendor == "postgresql" else "0"
    return f"(NEW.{cell} {differs} OLD.{cell} AND NOT COALESCE({newer}, {no}))"


def body(table: str) -> str:
    """What the function of one table does on PostgreSQL."""
    kept = _tables[table]
    free = ", ".join(f"'{name}'" for name in (*kept.cells, *VERSION))
    changed = " OR ".join(
        [
            f"to_jsonb(NEW) - ARRAY[{free}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{free}]",
            *(_other_words(cell, "postgresql") for cell in kept.cells),
        ]
    )
    return (
        f"BEGIN IF {changed} THEN RAISE EXCEPTION '% is written once', TG_TABLE_NAME; END IF;"
        " RETURN NEW; END "
    )


def triggers(table: str, vendor: str) -> dict[str, str]:
    """Name and DDL of each trigger of one of these tables."""
    kept = _tables[table]
    if vendor == "postgresql":
        deeds = {
            f"{table}_written_once": ("BEFORE UPDATE ON {0} FOR EACH ROW", f"{table}_written_once"),
            f"{table}_no_delete": ("BEFORE DELETE ON {0} FOR EACH ROW", "audit_append_only"),
            f"{table}_no_truncate": (
                "BEFORE TRUNCATE ON {0} FOR EACH STATEMENT",
                "audit_append_only",
            ),
        }
        return {
            name: f"CREATE TRIGGER {name} {moment.format(table)} EXECUTE FUNCTION {function}(); "
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name};"
            for name, (moment, function) in deeds.items()
        }
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
    changed = " OR ".join(
        [
            *(f"NEW.{name} IS NOT OLD.{name}" for name in kept.columns),
            *(_other_words(cell, "sqlite") for cell in kept.cells),
        ]
    )
    same = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {kept.same})"  # noqa: S608 - constants
    when = {
        f"{table}_written_once": f"BEFORE UPDATE ON {table} WHEN {changed}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table}",
        f"{table}_guard_insert": f"BEFORE INSERT ON {table} {same}",
    }
    return {name: f"CREATE TRIGGER {name} {moment} {refuse}" for name, moment in when.items()}


def every_trigger(vendor: str) -> dict[str, tuple[str, str]]:
    """Table and DDL of every trigger, by its name."""
    return {
        name: (table, ddl) for table in _tables for name, ddl in triggers(table, vendor).items()
    }


def functions() -> dict[str, tuple[str, str]]:
    """On PostgreSQL: table and body of the function behind every trigger, by the trigger's name."""
    return {
        name: (table, body(table) if name.endswith("_written_once") else growing.BODY)
        for name, (table, _ddl) in every_trigger("postgresql").items()
    }


def operation(table: str) -> migrations.RunPython:
    """A reversible migration operation after which the rows of this table are written once."""

    def install(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_written_once() RETURNS trigger"
                f" LANGUAGE plpgsql AS $${body(table)}$$;",
                params=None,
            )
        for ddl in triggers(table, editor.connection.vendor).values():
            editor.execute(ddl, params=None)

    def remove(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for name in triggers(table, vendor):
            on = f" ON {table}" if vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER {name}{on}", params=None)
        if vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_written_once()", params=None)

    return migrations.RunPython(install, remove)
