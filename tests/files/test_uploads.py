"""Taking files in and giving them out at the page: once, sealed, by content, with a reason, in reach."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from caseflow import uploads
from caseflow.models import Case, CaseFile, User
from caseflow.sealing import keys, reading, storing
from caseflow.sealing.errors import Unavailable
from caseflow.sealing.files import FilePlace
from caseflow.uploads import SealingUpload
from tests import factories, telling
from tests.canary import needles
from tests.files import papers
from tests.files.papers import PDF, added, address, fetch, send, stored
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def events(act: str) -> int:
    """How many events of this kind there are."""
    return AuditEvent.objects.filter(act=act).count()


def name_of(file: CaseFile) -> str:
    """The sealed name."""
    with reading.opened("test"):
        return str(CaseFile.objects.get(pk=file.pk).name)


@pytest.mark.parametrize("kind", papers.TAKEN)
def test_a_file_is_known_by_its_content_and_comes_back_unchanged(
    desk: Client, case: Case, kind: str
) -> None:
    content = papers.TAKEN[kind]

    file = added(desk, case, content, "bat-ky.exe")

    assert (file.kind, file.length, file.scan) == (kind, len(content), "not_scanned")
    assert b"".join(fetch(desk, file)) == content
    assert name_of(file) == "bat-ky.exe"


@pytest.mark.parametrize("what", papers.REFUSED)
def test_any_other_content_is_refused_whatever_it_is_called(
    desk: Client, case: Case, what: str
) -> None:
    answer = send(desk, case, papers.REFUSED[what], "giay.pdf", name="Giấy ra viện")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Loại tệp này không nhận được" in page
    assert 'value="Giấy ra viện"' in page
    assert not stored()
    assert not events("file.added")


def test_nothing_chosen_or_an_empty_file_is_a_sentence(desk: Client, case: Case) -> None:
    nothing = desk.post(address(case), {"name": "Giấy ra viện"})
    empty = send(desk, case, b"", name="Giấy ra viện")

    assert "Hãy chọn một tệp" in nothing.content.decode()
    assert "Tệp này trống" in empty.content.decode()
    for answer in (nothing, empty):
        assert answer.status_code == 422
        assert 'value="Giấy ra viện"' in answer.content.decode()
    assert not stored()


@pytest.mark.parametrize("size", [30_001, 3 * 1024**2])
def test_a_file_over_the_limit_is_refused_while_it_comes_in_or_before(
    desk: Client, case: Case, settings: Settings, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    settings.FILE_MOST_BYTES = 30_000
    began: list[int] = []
    write = storing.Writing

    def begin(place: FilePlace) -> storing.Writing:
        began.append(1)
        return write(place)

    monkeypatch.setattr(storing, "Writing", begin)
    fits = send(desk, case, PDF[:9] + b"x" * 29_991)

    answer = send(desk, case, PDF[:9] + b"x" * (size - 9), name="Giấy ra viện")

    assert fits.status_code == 302
    assert answer.status_code == 422
    assert "Tệp lớn hơn 0 MB" in answer.content.decode()
    assert 'value="Giấy ra viện"' in answer.content.decode()
    assert len(stored()) == 1
    assert len(began) == (2 if size < uploads.AROUND else 1)


def test_the_same_form_sent_again_adds_one_file(
    desk: Client, browser: Browser, case: Case, officer: User
) -> None:
    once = uuid4().hex

    answers = [send(client, case, once=once) for client in (desk, desk, browser(officer))]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert case.files.count() == len(stored()) == events("file.added") == 1


def test_an_upload_is_one_event_that_names_neither_name_nor_content(
    desk: Client, case: Case
) -> None:
    before = AuditEvent.objects.count()
    file = added(desk, case, PDF, "Giấy ra viện của Lò Thị Mẫu.pdf")

    entry = bytes(AuditEvent.objects.latest("pk").entry).decode()

    assert AuditEvent.objects.count() == before + 1
    assert bytes(file.digest).hex() in entry
    assert f"{file.uid.hex}:1:" in entry
    assert "Mẫu" not in entry
    assert file.stored_as.hex not in entry


def test_an_ended_case_takes_no_file_and_keeps_what_it_has(
    desk: Client, officer: User, case: Case
) -> None:
    file = added(desk, case)
    factories.close(case, proposer=officer, now=timezone.now())

    answer = send(desk, case, name="Giấy ra viện")

    assert answer.status_code == 409
    assert "Hồ sơ đã kết thúc" in answer.content.decode()
    assert 'value="Giấy ra viện"' in answer.content.decode()
    assert len(stored()) == 1
    assert b"".join(fetch(desk, file)) == PDF


def test_without_the_keys_of_the_case_nothing_is_begun_and_what_was_typed_is_shown(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_place: object) -> None:
        raise Unavailable

    with monkeypatch.context() as while_away:
        while_away.setattr(keys, "active", away)
        later = send(desk, case, name="Giấy ra viện")
    keys.destroy_scope(keys.KIND_CASE, case.uid)
    gone = send(desk, case, name="Giấy ra viện")

    assert (later.status_code, gone.status_code) == (503, 409)
    for answer in (later, gone):
        assert "Giấy ra viện" in answer.content.decode()
    assert "đã được xoá theo quyết định" in gone.content.decode()
    assert not stored()


def test_a_form_without_its_token_is_refused_and_nothing_is_left(
    case: Case, officer: User, browser: Browser
) -> None:
    strict = browser(officer)
    strict.handler.enforce_csrf_checks = True

    answer = send(strict, case)

    assert answer.status_code == 403
    assert not stored()
    assert not case.files.exists()


def test_no_other_page_takes_a_file(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: made.append("temporary"))
    typed = {**telling.TYPED, "text": "Chị kể", "happened_on": f"{timezone.localdate():%d/%m/%Y}"}
    paper = papers.Paper(b"x" * 3_000_000)

    answer = desk.post(
        reverse("caseflow:statement", args=[case.reference]), {**typed, "file": paper}
    )

    assert answer.status_code == 302
    assert case.statements.count() == 1
    assert not made
    assert not stored()


def test_no_plain_byte_lies_on_a_disk_during_or_after_an_upload(
    desk: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "Chim Yến 77 Hoàng Oanh"
    content = PDF + (canary + "\n").encode() * 100_000
    seen: list[str] = []
    took = SealingUpload.receive_data_chunk

    def look(self: SealingUpload, raw_data: bytes, start: int) -> None:
        took(self, raw_data, start)
        if start % (16 * len(raw_data)) == 0:
            seen.extend(lying_about(canary))

    monkeypatch.setattr(SealingUpload, "receive_data_chunk", look)
    file = added(desk, case, content, f"{canary}.pdf")
    page = desk.get(address(case)).content
    overview = desk.get(reverse("caseflow:case", args=[case.reference])).content
    answer = fetch(desk, file)

    assert b"".join(answer) == content
    assert not seen
    assert not lying_about(canary)
    for shown in (page, overview, repr(answer.headers).encode()):
        assert not needles.holds(shown, canary)
    (Path(tempfile.gettempdir()) / "tiepbuoc-control").write_text(canary)
    try:
        assert lying_about(canary), "nothing is found, so nothing was looked for"
    finally:
        (Path(tempfile.gettempdir()) / "tiepbuoc-control").unlink()


def lying_about(canary: str) -> list[str]:
    """Files under the data, the sealed files and the temporary folder that hold it."""
    folders = {
        Path(project.DATA_DIR), Path(project.FILES_DIR), Path(tempfile.gettempdir()),
    }  # fmt: skip
    found = []
    for folder in folders:
        files = folder.rglob("*") if folder != Path(tempfile.gettempdir()) else folder.glob("*")
        for path in files:
            try:
                if path.is_file() and path.stat().st_uid == os.getuid():
                    raw = path.read_bytes() if path.stat().st_size < 2**28 else b""
                    found += [str(path)] if needles.holds(raw, canary) else []
            except OSError:
                continue
    return found
