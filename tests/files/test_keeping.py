"""What becomes of stored files: changed behind our back, half-written, two at once."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import tasks, uploads
from caseflow.models import Case, CaseFile, User
from caseflow.sealing import files, keys, storing
from caseflow.sealing.errors import SealError
from tests import factories
from tests.files.papers import LONG, PDF, added, content, fetch, findings, path_of, send, stored
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


# -- Changed behind our back -------------------------------------------------------------------


def change_a_byte(mine: Path, other: Path) -> None:
    raw = bytearray(mine.read_bytes())
    raw[len(raw) // 2] ^= 1
    mine.write_bytes(raw)


def cut_the_last_chunk(mine: Path, other: Path) -> None:
    raw = mine.read_bytes()
    mine.write_bytes(raw[: 64 + 2 * files.SEALED_CHUNK])


def exchange_two_chunks(mine: Path, other: Path) -> None:
    raw, size = mine.read_bytes(), files.SEALED_CHUNK
    mine.write_bytes(raw[:64] + raw[64 + size :][:size] + raw[64:][:size] + raw[64 + 2 * size :])


def append(mine: Path, other: Path) -> None:
    mine.write_bytes(mine.read_bytes() + b"x")


def put_another_of_the_case(mine: Path, other: Path) -> None:
    shutil.copy(other, mine)


def name_another_key(mine: Path, other: Path) -> None:
    raw = mine.read_bytes()
    mine.write_bytes(raw[:4] + b"\0\0\0\7" + raw[8:])


def write_plain(mine: Path, other: Path) -> None:
    mine.write_bytes(LONG)


def remove(mine: Path, other: Path) -> None:
    mine.unlink()


SPOIL: list[Callable[[Path, Path], None]] = [
    change_a_byte, cut_the_last_chunk, exchange_two_chunks, append, put_another_of_the_case,
    name_another_key, write_plain, remove,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOIL, ids=lambda spoil: spoil.__name__)
def test_a_stored_file_changed_behind_our_back_is_refused_recorded_and_named(
    desk: Client, case: Case, spoil: Callable[[Path, Path], None]
) -> None:
    file, other = added(desk, case, LONG), added(desk, case, LONG)
    assert findings() == []

    spoil(path_of(file), path_of(other))
    answer = fetch(desk, file)

    assert answer.status_code == 409
    assert not answer.streaming
    assert AuditEvent.objects.filter(act="seal.failed").count() == 1
    assert not AuditEvent.objects.filter(act="personal.revealed").exists()
    (found,) = findings()
    assert file.file_uid().hex in found


@pytest.mark.parametrize("from_", ["the same case", "another case"])
def test_a_row_does_not_open_the_file_of_another(
    desk: Client, case: Case, officer: User, from_: str
) -> None:
    """Even with the digest of the other file: the bytes are bound to case and row."""
    file = added(desk, case, LONG)
    other = added(desk, case if from_ == "the same case" else factories.case(officer), LONG)

    with pytest.raises(SealError):
        storing.reader(other.stored_as, file.file_place())


@pytest.mark.parametrize("column", CaseFile.FILE_COLUMNS)
def test_a_row_pointed_elsewhere_is_refused_and_named(
    desk: Client, case: Case, column: str
) -> None:
    file, other = added(desk, case, LONG), added(desk, case, PDF)
    value: Any = {"key_ver": 2, "stored_as": uuid4()}.get(column, getattr(other, column))
    if column == "stored_as":
        storing.path_of(value).parent.mkdir(exist_ok=True)
        path_of(file).rename(storing.path_of(value))
    with connections["default"].cursor() as cursor:
        field: Any = CaseFile._meta.get_field(column)
        prepared = field.get_db_prep_value(value, connections["default"])
        cursor.execute(
            f"UPDATE caseflow_casefile SET {column} = %s WHERE id = %s", [prepared, file.pk]
        )

    assert fetch(desk, file).status_code == 409
    assert any(file.uid.hex in finding for finding in findings())


# -- Half-written, and at once -----------------------------------------------------------------


def test_what_a_crash_left_half_written_is_swept_after_a_day_and_nothing_else(
    desk: Client, case: Case
) -> None:
    file = added(desk, case, LONG)
    place = files.FilePlace(keys.KIND_CASE, case.uid, uuid4())
    crashed, running = storing.Writing(place), storing.Writing(place)
    crashed.take(LONG)
    crashed._file.close()  # the process is gone
    long_ago = timezone.now().timestamp() - 2 * 86_400
    now = timezone.now().timestamp()
    strange = path_of(file).with_suffix(".part")
    strange.touch()
    for path, moment in [
        (storing.path_of(crashed.stored_as), long_ago),
        (path_of(file), long_ago),
        (strange, long_ago),
        (storing.path_of(running.stored_as), now),
    ]:
        os.utime(path, (moment, moment))

    assert tasks.tidy() == 1

    assert set(stored()) == {path_of(file), strange, storing.path_of(running.stored_as)}
    running.drop()
    assert content(file) == LONG


def test_a_connection_lost_in_the_middle_leaves_nothing(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    took = uploads.SealingUpload.receive_data_chunk

    def lost(self: uploads.SealingUpload, raw_data: bytes, start: int) -> None:
        took(self, raw_data, start)
        assert stored()
        raise OSError("connection reset")

    monkeypatch.setattr(uploads.SealingUpload, "receive_data_chunk", lost)
    desk.raise_request_exception = False

    assert send(desk, case, LONG).status_code >= 400
    assert not stored()
    assert not case.files.exists()


@pytest.mark.ticking
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.parametrize("same", [True, False], ids=["the same form twice", "two forms"])
def test_two_uploads_at_once(browser: Browser, officer: User, case: Case, *, same: bool) -> None:
    once = [uuid4().hex] * 2 if same else [uuid4().hex, uuid4().hex]
    desks = [browser(officer), browser(officer)]
    together, answers = threading.Barrier(2), []

    def upload(number: int) -> None:
        together.wait()
        answers.append(send(desks[number], case, LONG, once=once[number]).status_code)
        for connection in connections.all():
            connection.close()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302, 302]
    assert case.files.count() == len(stored()) == (1 if same else 2)
    assert AuditEvent.objects.filter(act="file.added").count() == case.files.count()
    assert {content(file) for file in case.files.all()} == {LONG}
    assert findings() == []
