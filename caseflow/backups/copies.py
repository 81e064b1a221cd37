"""One database as a stream of bytes, taken in one moment, and put back into an empty one."""

import io
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from django.db import connections, transaction

PIECE = 1 << 20


class NotCopied(RuntimeError):
    """A database could not be read or written whole; says what the tool said first."""


def counts(alias: str) -> dict[str, int]:
    """Rows of every table, by name."""
    connection = connections[alias]
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def copied(alias: str) -> Iterator[tuple[IO[bytes], dict[str, int]]]:
    """The bytes of a copy, and the rows of its tables at that very moment."""
    connection = connections[alias]
    taking = _from_server if connection.vendor == "postgresql" else _from_file
    with taking(alias) as found:
        yield found


@contextmanager
def _from_file(alias: str) -> Iterator[tuple[IO[bytes], dict[str, int]]]:
    """Held in memory: nothing plain is written to a disk."""
    connection = connections[alias]
    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as copy:
        source: Any = connection.connection
        source.backup(copy)
        tables = [
            name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]  # fmt: skip
        rows = {
            table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - our own tables
            for table in sorted(tables)
        }
        yield io.BytesIO(copy.serialize()), rows


@contextmanager
def _from_server(alias: str) -> Iterator[tuple[IO[bytes], dict[str, int]]]:
    """`pg_dump` reads the snapshot in which the rows were counted."""
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        rows = counts(alias)
        with _tool(alias, "pg_dump", "--format=custom", f"--snapshot={snapshot}") as process:
            assert process.stdout is not None
            yield process.stdout, rows


def is_empty(alias: str) -> bool:
    """Whether nothing was ever migrated into this database."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def put_back(alias: str, stream: IO[bytes]) -> None:
    """Fill an empty database; NotCopied when anything refuses."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with _tool(alias, "pg_restore", "--exit-on-error", "--no-owner", "--single-transaction",
                   f"--dbname={connection.settings_dict['NAME']}") as process:  # fmt: skip
            assert process.stdin is not None
            shutil.copyfileobj(stream, process.stdin, PIECE)
        return
    connection.close()  # an empty file lies there now; nobody else may use it yet
    with Path(connection.settings_dict["NAME"]).open("wb") as file:
        shutil.copyfileobj(stream, file, PIECE)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _tool(alias: str, name: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    settings = connections[alias].settings_dict
    where = {
        "PGHOST": settings["HOST"], "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"], "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }  # fmt: skip
    program = shutil.which(name)
    if program is None:
        raise NotCopied(f"{name} is not here; on Debian: apt-get install postgresql-client")
    process = subprocess.Popen(  # noqa: S603 - found by name, arguments are ours
        [program, "--no-password", *arguments],
        env=os.environ | {key: value for key, value in where.items() if value},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        try:
            yield process
        except BrokenPipeError:
            pass  # the tool ended first; it says why
        except BaseException:
            process.kill()
            raise
        _out, said = process.communicate()
    if process.returncode:
        first = said.decode(errors="replace").strip().splitlines()[:1]
        raise NotCopied(f"{name} failed: {' '.join(first)}")
