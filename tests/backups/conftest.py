"""An escrow key, places for backups, and an empty machine to restore on."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connections
from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shares(settings: Settings) -> list[str]:
    """Five shares of a new escrow key, three of which open backups; this machine knows the recipient."""
    said = StringIO()
    call_command("escrow", "create", "--shares", "5", "--needed", "3", stdout=said)
    [settings.BACKUP_RECIPIENT] = re.findall(r"BACKUP_RECIPIENT=(age1\w+)", said.getvalue())
    found = re.findall(r"open a backup:\n(.+)", said.getvalue())
    assert len(found) == 5
    return found


@dataclass
class Places:
    """Where the cases and where the keys are brought."""

    cases: Path
    keys: Path

    def take(self) -> tuple[Path, Path, str]:
        """The two new folders, and what the command said."""
        said = StringIO()
        call_command("backup", str(self.cases), "--keys", str(self.keys), stdout=said)
        [cases] = re.findall(r"^cases: (.+)$", said.getvalue(), re.MULTILINE)
        [keys] = re.findall(r"^keys:  (.+)$", said.getvalue(), re.MULTILINE)
        return Path(cases), Path(keys), said.getvalue()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Two places on this disk."""
    return Places(tmp_path / "carrier-one", tmp_path / "carrier-two")


@dataclass
class Machine:
    """Another machine, with empty databases and no keys."""

    home: Path
    databases: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)

    def run(
        self, *words: str | Path, typed: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """`manage.py` there; shares are typed line by line."""
        inherited = {
            key: value for key, value in os.environ.items()
            if key in ("PATH", "LANG", "HOME") or key.startswith("COV")
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *map(str, words)],
            env=inherited | self.databases | self.extra | {
                "DATA_DIR": str(self.home), "DJANGO_SETTINGS_MODULE": "settings.demo",
            },
            input="".join(f"{line}\n" for line in typed), cwd=ROOT,
            text=True, capture_output=True, check=False,
        )  # fmt: skip

    def content(self, alias: str) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        if project.ON_POSTGRES:
            url = self.databases["DATABASE_URL" if alias == "default" else "KEYRING_URL"]
            with psycopg.connect(url) as server:
                return content(server.cursor(), names_of_server(server.cursor()))
        name = "tiepbuoc.sqlite3" if alias == "default" else "keyring.sqlite3"
        with closing(sqlite3.connect(self.home / name)) as file:
            return content(file.cursor(), names_of_file(file.cursor()))


def names_of_server(cursor: Any) -> list[str]:
    """Tables of a PostgreSQL database."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in cursor.fetchall()]


def names_of_file(cursor: Any) -> list[str]:
    """Tables of a SQLite file."""
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in cursor.fetchall()]


def content(cursor: Any, tables: Sequence[str]) -> dict[str, list[str]]:
    """Every row as text, in a fixed order, by table."""
    found = {}
    for table in tables:
        cursor.execute(f'SELECT * FROM "{table}"')
        found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def content_here(alias: str) -> dict[str, list[str]]:
    """The same of this test's own database, past Django's conversions."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with psycopg.connect(
            host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"] or None,
            user=connection.settings_dict["USER"], dbname=connection.settings_dict["NAME"],
        ) as server:  # fmt: skip
            return content(server.cursor(), names_of_server(server.cursor()))
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as file:
        return content(file.cursor(), names_of_file(file.cursor()))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine to restore on; on PostgreSQL two databases of its own."""
    home = tmp_path / "new-machine"
    home.mkdir()
    if not project.ON_POSTGRES:
        yield Machine(home, {})
        return
    connection = connections["default"]
    made = {}
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # Django's own
        for variable, alias in (("DATABASE_URL", "default"), ("KEYRING_URL", "keyring")):
            name = f"{connections[alias].settings_dict['NAME']}_restored"
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
            made[variable] = re.sub(r"/[^/]*$", f"/{name}", project.POSTGRES)
    yield Machine(home, made)
    with connection.creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # Django's own
        for url in made.values():
            cursor.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')
