"""On SQLite nobody stands between the application and the file: the connection itself refuses.

Every application connection gets an authorizer that denies changing the log, changing any schema
(the triggers that guard states included) and switching the constraints off. Migrations run with the
guard relaxed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from audit import growing

_relaxed = 0

SCHEMA = frozenset({"sqlite_master", "sqlite_schema", "sqlite_temp_master", "sqlite_sequence"})
CHANGES_ROWS = frozenset({sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
CHANGES_THE_SCHEMA = frozenset(
    getattr(sqlite3, f"SQLITE_{verb}{kind}")
    for kind in ("TABLE", "INDEX", "TRIGGER", "VIEW")
    for verb in ("CREATE_", "CREATE_TEMP_", "DROP_", "DROP_TEMP_")
) | {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_DETACH,
    sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_DROP_VTABLE,
}
"""A temporary trigger would do to drop events in silence, so no schema is changed at all."""
SWITCHES = frozenset(
    {"writable_schema", "ignore_check_constraints", "foreign_keys", "schema_version"}
)
"""Pragmas that switch off what the tables hold; reading them is free."""


def kept() -> frozenset[str]:
    """Tables in which nothing that is written changes: the log, and what upper floors keep like it."""
    return frozenset({"audit_event", *growing.tables()})


@contextmanager
def relaxed() -> Iterator[None]:
    """Lets this process change the schema: for migrations and for emptying test databases."""
    global _relaxed  # noqa: PLW0603 - one switch for every connection of the process
    _relaxed += 1
    try:
        yield
    finally:
        _relaxed -= 1


def is_relaxed() -> bool:
    """Whether this process is migrating."""
    return _relaxed > 0


def _authorize(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
    if _relaxed:
        return sqlite3.SQLITE_OK
    denied = (
        action in CHANGES_THE_SCHEMA
        or (action in CHANGES_ROWS and (first in kept() or first in SCHEMA))
        or (action == sqlite3.SQLITE_INSERT and first in SCHEMA)
        or (action == sqlite3.SQLITE_PRAGMA and first in SWITCHES and second is not None)
    )
    return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK


def install(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of Django's `connection_created`, the only hook for every new connection."""
    if connection.vendor == "sqlite" and connection.alias == "default":
        connection.connection.set_authorizer(_authorize)
