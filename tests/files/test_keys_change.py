"""Files follow the keys of their case: sealed anew with it, and gone with it."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from caseflow import erasing, outbox, uploads
from caseflow.actions import erasure as erasing_actions
from caseflow.choices import ErasureBasis, Role
from caseflow.models import Case, CaseFile, User
from caseflow.sealing import rotation, storing
from caseflow.sealing.errors import Erased, SealError
from tests import factories
from tests.files.papers import LONG, PDF, added, content, fetch, findings, path_of, send, stored

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def rotate(*words: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("rotate_keys", "data", *words, stdout=out)
    return out.getvalue()


def test_a_file_is_sealed_anew_with_its_case_and_the_old_bytes_go_a_day_later(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    file = added(desk, case, LONG)
    before, old = path_of(file), path_of(file).read_bytes()

    assert "2 rows sealed anew, 0 keys destroyed" in rotate("--case", str(case.uid))
    monkeypatch.setattr(rotation, "RETIRE_AFTER", timedelta())
    assert "0 rows sealed anew, 1 keys destroyed" in rotate()

    fresh = CaseFile.objects.get(pk=file.pk)
    assert (fresh.key_ver, fresh.length) == (2, len(LONG))
    assert fresh.stored_as != file.stored_as
    assert content(fresh) == LONG
    assert findings() == []
    assert before.read_bytes() == old
    with pytest.raises(SealError):
        storing.reader(file.stored_as, file.file_place())
    clock.shift(timedelta(days=2))
    os.utime(before, (timezone.now().timestamp() - 90_000,) * 2)
    assert uploads.tidy(timezone.now()) == 1
    assert not before.exists()
    assert content(fresh) == LONG


def test_a_damaged_file_keeps_its_key_and_is_named(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, whole = added(desk, case, LONG), added(desk, case, PDF)
    path_of(file).write_bytes(path_of(file).read_bytes()[:-1] + b"?")
    monkeypatch.setattr(rotation, "RETIRE_AFTER", timedelta())

    out = StringIO()
    with pytest.raises(Exception, match="could not be sealed anew"):
        call_command("rotate_keys", "data", "--case", str(case.uid), stdout=out)

    assert f"row {file.uid.hex} is damaged" in out.getvalue()
    assert "0 keys destroyed" in out.getvalue()
    assert content(whole) == PDF
    assert CaseFile.objects.get(pk=file.pk).key_ver == 1


def test_an_upload_sealed_under_a_key_that_was_destroyed_meanwhile_is_refused(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    examine = uploads.examine

    def slowly(upload: uploads.SealedUpload) -> Any:
        found = examine(upload)
        monkeypatch.setattr(rotation, "RETIRE_AFTER", timedelta())
        rotate("--case", str(case.uid))
        return found

    monkeypatch.setattr(uploads, "examine", slowly)
    refused = send(desk, case)
    monkeypatch.setattr(uploads, "examine", examine)

    assert refused.status_code == 409
    assert "Hãy gửi lại tệp" in refused.content.decode()
    assert not stored()
    assert content(added(desk, case)) == PDF


# -- Erased ------------------------------------------------------------------------------------


def test_erasing_a_case_removes_its_files_and_no_copy_opens(
    desk: Client, case: Case, officer: User, tmp_path: Path, settings: Settings
) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erased.txt"
    file = added(desk, case, LONG)
    kept = added(desk, factories.case(officer), PDF)
    copy = path_of(file).read_bytes()
    factories.close(case, proposer=officer, now=timezone.now())
    asked = erasing_actions.ask_to_erase(
        case, basis=ErasureBasis.COURT, decision="12/QĐ-TA", by=officer, now=timezone.now()
    )
    chief = factories.user(Role.SUPERVISOR, at=case.responsible_agency)
    erasing_actions.approve_erasure(asked, by=chief, now=timezone.now())
    outbox.relay(timezone.now())

    assert stored() == [path_of(kept)]
    assert findings() == []
    assert fetch(desk, file).status_code == 409
    path_of(file).write_bytes(copy)
    with pytest.raises(Erased):
        content(file)
    with pytest.raises(Erased):
        storing.reader(file.stored_as, file.file_place())
    assert erasing.again() == 0
    assert stored() == [path_of(kept)]
