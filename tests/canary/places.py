"""What leaves the program and what servers keep of it: exports, files of PostgreSQL, Redis, RabbitMQ."""

from __future__ import annotations

import gzip
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from uuid import uuid4

import redis
from celery import Celery
from django.core.management import call_command
from django.db import connections
from kombu import Queue

from caseflow.backups import copies
from settings.celery import app

ALIASES = ("default", "keyring")
LOUD = (
    "SET client_min_messages = 'log'",
    "SET log_statement = 'all'",
    "SET log_min_duration_statement = 0",
    "LOAD 'auto_explain'",
    "SET auto_explain.log_min_duration = 0",
    "SET auto_explain.log_analyze = on",
    "SET auto_explain.log_verbose = on",
    "SET auto_explain.log_nested_statements = on",
)
"""Everything a server can be told to write down: statements, parameters, durations, plans."""


def exports(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Fixtures, backups before they are sealed, and the bundle of the log with all its members."""
    for alias in ALIASES:
        said = StringIO()
        call_command("dumpdata", database=alias, format="json", stdout=said)
        yield f"dumpdata {alias}", said.getvalue().encode()
        with copies.copied(alias) as (stream, _rows):
            (folder / "dump").write_bytes(stream.read())
        if connections[alias].vendor == "postgresql":  # packed; as statements it can be read
            told = subprocess.run(
                ["pg_restore", "--file=-", folder / "dump"],
                capture_output=True, check=True,
            ).stdout  # fmt: skip
        else:
            told = (folder / "dump").read_bytes()
        yield f"backup {alias}", told
    call_command("export_trail", str(folder / "log.zip"), stdout=StringIO())
    with zipfile.ZipFile(folder / "log.zip") as bundle:
        for name in bundle.namelist():
            content = bundle.read(name)
            yield f"bundle {name}", gzip.decompress(content) if name.endswith(".gz") else content


@contextmanager
def servers_at_their_loudest() -> Iterator[list[bytes]]:
    """What PostgreSQL would write into its log meanwhile; nothing on SQLite, which writes none."""
    said: list[bytes] = []
    listening = []
    for alias in ALIASES:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        connection.ensure_connection()
        raw = connection.connection
        handler = _handler(said)
        raw.add_notice_handler(handler)
        listening.append((raw, handler))
        with connection.cursor() as cursor:
            for statement in LOUD:
                cursor.execute(statement)
    yield said
    for raw, handler in listening:
        raw.remove_notice_handler(handler)
    for alias in ALIASES if listening else ():
        connections[alias].close()


def _handler(said: list[bytes]):
    def hear(notice: object) -> None:
        for part in ("message_primary", "message_detail", "message_hint", "context"):
            said.append(repr(getattr(notice, part, "")).encode())
            said.append((getattr(notice, part, "") or "").encode())

    return hear


def files_of_servers(since: str) -> Iterator[tuple[str, bytes]]:
    """Write-ahead log, tables and indexes of PostgreSQL as they lie on its disk.

    The log first: a checkpoint lets the server use its older parts again.
    """
    if connections["default"].vendor != "postgresql":
        return
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")  # what was committed is on the disk now
        cursor.execute(
            "SELECT name FROM pg_ls_waldir() WHERE name >= pg_walfile_name(%s)"
            " AND name <= pg_walfile_name(pg_current_wal_lsn())", [since],
        )  # fmt: skip
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT pg_read_binary_file('pg_wal/' || %s)", [name])
            yield f"write-ahead log {name}", bytes(cursor.fetchone()[0])
    for alias in ALIASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT relname, pg_relation_filepath(oid) FROM pg_class"
                " WHERE relkind IN ('r', 'i', 't') AND relnamespace IN"
                " ('public'::regnamespace, 'pg_toast'::regnamespace)"
            )
            for name, path in cursor.fetchall():
                cursor.execute("SELECT pg_read_binary_file(%s)", [path])
                yield f"{alias} file of {name}", bytes(cursor.fetchone()[0] or b"")


def place_in_log() -> str:
    """Where the write-ahead log stands now."""
    if connections["default"].vendor != "postgresql":
        return ""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        return str(cursor.fetchone()[0])


def redis_contents(url: str) -> bytes:
    """Every key of a Redis database with its value, as Redis would write it to a disk."""
    server = redis.Redis.from_url(url)
    return b"\n".join(key + b" " + (server.dump(key) or b"") for key in server.scan_iter(count=500))


def brokers() -> Iterator[tuple[str, bytes]]:
    """Every message of every clock and relay as it lies in a broker while no worker runs."""
    app.loader.import_default_modules()
    for variable in ("TB_REDIS_URL", "TB_RABBIT_URL"):
        if variable not in os.environ:
            continue
        name = f"canary-{uuid4().hex[:8]}"
        probe = Celery("probe", broker=os.environ[variable])
        queue = Queue(name)
        with probe.connection_for_write() as connection:
            for entry in app.conf.beat_schedule.values():
                probe.send_task(entry["task"], queue=name, connection=connection)
            bound = queue(connection.default_channel)
            bound.declare()
            count = 0
            while message := bound.get(no_ack=True):
                count += 1
                told = repr((message.body, message.headers, message.properties))
                yield f"{variable} {message.headers['task']}", told.encode()
            bound.delete()
            assert count == len(app.conf.beat_schedule)
