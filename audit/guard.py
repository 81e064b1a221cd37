"""On SQLite nobody stands between the application and the file: the connection itself refuses.

Every application connection gets an authorizer that denies changing or dropping the log and
editing the schema behind SQLite's back. Migrations run with the guard relaxed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_relaxed = 0

PROTECTED = frozenset({"audit_event"})
ON_TABLE = frozenset({sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE})
SCHEMA_TABLES = frozenset({"sqlite_master", "sqlite_schema"})


@contextmanager
def relaxed() -> Iterator[None]:
    """Lets this process change the schema: for migrations and for emptying test databases."""
    global _relaxed  # noqa: PLW0603 - one switch for every connection of the process
    _relaxed += 1
    try:
        yield
    finally:
        _relaxed -= 1


def _authorize(action: int, first: str | None, second: str | None, *_rest: Any) -> int:
    if _relaxed:
        return sqlite3.SQLITE_OK
    if action in ON_TABLE and first in PROTECTED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_ALTER_TABLE and second in PROTECTED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_DROP_TRIGGER and second in PROTECTED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first == "writable_schema":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def install(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of Django's `connection_created`, the only hook for every new connection."""
    if connection.vendor == "sqlite" and connection.alias == "default":
        connection.connection.set_authorizer(_authorize)
