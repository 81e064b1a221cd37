"""Migrated databases made once for each set of migrations and copied for every run after that."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import IntegrityError, OperationalError, ProgrammingError

from audit import guard, triggers

KEPT = Path(settings.BASE_DIR) / "var" / "test-databases"
LATEST = 20
"""How many a server keeps."""
ABOUT_MODELS = {"django_migrations", "django_content_type", "auth_permission"}
MAKES_TABLES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "audit/triggers.py",
    "caseflow/constraints.py",
    "requirements.txt",
)


def fingerprint() -> str:
    """Names everything that decides what a migrated database looks like."""
    digest = sha256()
    for pattern in MAKES_TABLES:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def lay() -> bool:
    """Put copies where the tests expect their databases; False when nothing was kept yet."""
    mark = fingerprint()
    laid = [_lay(connections[alias], f"{mark}_{alias}") for alias in settings.DATABASES]
    return all(laid)


def keep() -> None:
    """Keep the databases as they are now for later runs."""
    mark = fingerprint()
    for alias in settings.DATABASES:
        _keep(connections[alias], f"{mark}_{alias}")


def empty(connection: BaseDatabaseWrapper) -> None:
    """Remove every row a test committed; what `migrate` itself writes about models stays.

    Asks which tables hold anything and deletes from those: emptying all of them takes a server seconds.
    """
    quoted = {name: connection.ops.quote_name(name) for name in _tables(connection.alias)}
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [name for (name,) in cursor.fetchall()]
    if not filled:
        return
    with transaction.atomic(connection.alias), _unguarded(connection, filled) as cursor:
        for name in filled:
            cursor.execute(f"DELETE FROM {quoted[name]}")
        if connection.vendor == "sqlite":  # the log counts from one again
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'audit_event'")


@contextmanager
def _unguarded(connection: BaseDatabaseWrapper, filled: list[str]) -> Iterator[Any]:
    with guard.relaxed(), ExitStack() as lifted, connection.cursor() as cursor:
        if not guard.kept().isdisjoint(filled):
            lifted.enter_context(triggers.lifted(connection))
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        yield cursor


@cache
def _tables(alias: str) -> tuple[str, ...]:
    names = connections[alias].introspection.django_table_names(only_existing=True)
    return tuple(sorted(set(names) - ABOUT_MODELS))


def _lay(connection: BaseDatabaseWrapper, name: str) -> bool:
    if connection.vendor == "postgresql":
        test_name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # Django's own name for it
        with _server(connection) as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{test_name}"')
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_kept(name)])
            if cursor.fetchone() is None:
                return False
            cursor.execute(f'CREATE DATABASE "{test_name}" TEMPLATE "{_kept(name)}"')
        return True
    source = KEPT / f"{name}.sqlite3"
    if not source.exists():
        return False
    target = Path(connection.settings_dict["TEST"]["NAME"])
    target.write_bytes(source.read_bytes())
    return True


def _keep(connection: BaseDatabaseWrapper, name: str) -> None:
    if connection.vendor == "postgresql":
        test_name = connection.settings_dict["NAME"]
        connection.close()
        with _server(connection) as cursor:
            with suppress(
                IntegrityError, ProgrammingError
            ):  # another worker keeps its own just now
                cursor.execute(f'CREATE DATABASE "{_kept(name)}" TEMPLATE "{test_name}"')
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC OFFSET %s",
                [_kept("%"), LATEST],
            )
            for (old,) in cursor.fetchall():
                with suppress(OperationalError, ProgrammingError):  # somebody copies it right now
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    half = KEPT / f"{name}.{os.getpid()}"
    with closing(sqlite3.connect(half)) as copy:
        source: Any = connection.connection
        source.backup(copy)
    half.replace(KEPT / f"{name}.sqlite3")


def _kept(name: str) -> str:
    return f"tiepbuoc_kept_{name}"


@contextmanager
def _server(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # Django's own
        yield cursor
