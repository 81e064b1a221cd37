"""Somebody opens the database file in a hex editor: `verify_trail` names the event, whatever byte."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from audit import trail
from audit.management.commands.verify_trail import NOTHING_SIGNED
from tests.audit.edits import IN_THE_FILE, Edit

pytestmark = [
    pytest.mark.skipif(settings.ON_POSTGRES, reason="about SQLite files"),
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
]
CASE = UUID("11111111-2222-4333-8444-555555555555")
EVENTS = 7
COPIES = "uid, at, act, actor, agency, case_uid, entry, mac"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A copy of the database file with some events in it, which this process reads from now on."""
    for number in range(EVENTS):
        with transaction.atomic():
            trail.record(
                "contact.noted",
                actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
                at=datetime(2026, 11, 23, 1, 2, 3, number, tzinfo=UTC),
                case=CASE,
                obj=("contact", uuid4()),
                data={"kind": "call"},
            )
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    original = connection.settings_dict["NAME"]
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(original, copy)
    connection.settings_dict["NAME"] = copy
    yield copy
    connection.close()
    connection.settings_dict["NAME"] = original


def verdict(command: str = "verify_trail") -> tuple[int, str]:
    """Exit code and output of a command, read from the file anew."""
    connection.close()
    out = StringIO()
    try:
        call_command(command, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    finally:
        connection.close()
    return 0, out.getvalue()


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file through a connection of one's own, without guard and triggers."""
    with closing(sqlite3.connect(path)) as other, other:
        for (name,) in other.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_event'"
        ).fetchall():
            other.execute(f"DROP TRIGGER {name}")
        yield other


def stored(path: Path, number: int) -> tuple[int, int]:
    """Where the record of an event begins and ends in the file, its header included."""
    with closing(sqlite3.connect(path)) as other:
        copies = other.execute(
            f"SELECT {COPIES} FROM audit_event WHERE id = ?",
            [number],
        ).fetchone()
    parts = [part if isinstance(part, bytes) else part.encode() for part in copies]
    body = b"".join(parts)
    start = path.read_bytes().index(body)
    header = (
        len(copies) + 5
    )  # one or two bytes a column, its own length, that of the record, the id
    return start - header, start + len(body)


def uid_of(path: Path, number: int) -> str:
    """The id of an event, by which it is named when its number is what changed."""
    with closing(sqlite3.connect(path)) as other:
        (uid,) = other.execute("SELECT uid FROM audit_event WHERE id = ?", [number]).fetchone()
    return str(uid)


@contextmanager
def changed_byte(path: Path, place: int) -> Iterator[None]:
    """One bit of one byte differs inside."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0x04]))
        file.flush()
        yield
        file.seek(place)
        file.write(bytes([byte]))


def test_an_untouched_file_verifies(log: Path) -> None:
    assert verdict() == (0, f"{NOTHING_SIGNED}\n{EVENTS} events, 0 findings\n")


@pytest.mark.parametrize("number", [1, 4, EVENTS])
def test_any_changed_byte_of_the_file_names_its_event(log: Path, number: int) -> None:
    start, end = stored(log, number)
    uid = uid_of(log, number)

    missed = []
    places = [*range(start, start + 24), *range(start + 24, end, 13), end - 1]
    for place in places:
        with changed_byte(log, place):
            code, said = verdict()
        named = said.splitlines()[0]
        if code != 1 or not (named.startswith(f"event {number} ") or uid in named):
            missed.append((place - start, code, named))

    assert missed == []
    assert verdict()[0] == 0


def test_a_removed_event_is_named_by_the_one_after(log: Path) -> None:
    with by_hand(log) as other:
        other.execute("DELETE FROM audit_event WHERE id = 4")

    code, said = verdict()

    assert code == 1
    assert said.startswith("event 5 ")
    assert "before it is missing" in said


def test_a_removed_event_whose_number_was_closed_up_is_named(log: Path) -> None:
    with by_hand(log) as other:
        other.execute("DELETE FROM audit_event WHERE id = 4")
        other.execute("UPDATE audit_event SET id = id - 1 WHERE id > 4")

    code, said = verdict()

    assert code == 1
    assert said.startswith("event 4 ")


def test_two_events_that_changed_places_are_named(log: Path) -> None:
    with by_hand(log) as other:
        for old, new in ((2, -1), (5, 2), (-1, 5)):
            other.execute("UPDATE audit_event SET id = ? WHERE id = ?", [new, old])

    code, said = verdict()

    assert code == 1
    assert said.startswith("event 2 ")


def test_a_copied_event_is_named(log: Path) -> None:
    with by_hand(log) as other:
        other.execute(
            f"INSERT INTO audit_event (id, {COPIES}) "
            f"SELECT {EVENTS + 1}, ?, {COPIES.removeprefix('uid, ')} FROM audit_event WHERE id = 3",
            [uuid4().hex],
        )

    code, said = verdict()

    assert code == 1
    assert said.startswith(f"event {EVENTS + 1} ")


def test_an_event_put_before_the_first_is_named(log: Path) -> None:
    with by_hand(log) as other:
        other.execute("UPDATE audit_event SET id = -5 WHERE id = 3")

    code, said = verdict()

    assert code == 1
    assert said.startswith("event -5 ")


@pytest.mark.parametrize("edit", IN_THE_FILE, ids=lambda edit: f"{edit.number} {edit.name}")
def test_what_passes_every_trigger_in_the_file_is_named(log: Path, edit: Edit) -> None:
    if edit.statements:
        with closing(sqlite3.connect(log, isolation_level=None)) as other:
            for statement in edit.statements:
                other.execute(statement)
    else:
        raw = log.read_bytes()
        log.write_bytes(raw.replace(b'"role":"officer"', b'"role":"auditor"', 1))

    code, said = verdict(edit.command)

    assert (code, edit.words in said) == (1, True), said
