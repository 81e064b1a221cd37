"""What auditors take from the log: the filtered events on paper, all of it or one case signed."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit import note, signing, tasks, witnesses
from audit.bundles import Bundle, Checking
from audit.extractcheck import ExtractCheck
from audit.models import AuditEvent, Checkpoint
from audit.policy import Policy
from audit.verifier import Check
from caseflow.choices import Role
from caseflow.models import Case, User
from caseflow.reports import papers
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.sight_scene import NAME, case
from tests.reading_papers import check_kit, drawn, text

__all__ = ["case"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
PAPER, SIGNED = reverse("caseflow:trail_paper"), reverse("caseflow:signed_export")
WITNESS = signing.signer("vks.example", bytes(range(32)), note.WITNESS_KEY)


@pytest.fixture
def auditor(browser: Browser) -> Client:
    return browser(factories.user(Role.AUDITOR))


@pytest.fixture
def policy() -> Policy:
    """The public keys of the log and of one witness, an agency we know."""
    ours = signing.current()
    assert ours is not None
    witness = factories.agency()
    lines = f"log {ours.key.vkey}\nwitness {witness.code} {WITNESS.key.vkey}\nquorum none\n"
    Path(settings.AUDIT_POLICY_FILE).write_text(lines)
    return Policy.parse(lines)


def signed() -> Checkpoint:
    """Every event has its place, and the witness saw it."""
    tasks.sequence()
    newest = Checkpoint.objects.order_by("-size")[0]
    text, second = note.read_note(newest.note.encode()).text, int(timezone.now().timestamp())
    signature = second.to_bytes(8, "big") + WITNESS._private.sign(note.cosigned(text, second))
    raw = newest.note + note.signature_line(WITNESS.key, signature)
    witnesses.receive(raw.encode(), timezone.now())
    return newest


def last() -> dict[str, Any]:
    """The newest event."""
    told: dict[str, Any] = json.loads(bytes(AuditEvent.objects.order_by("-pk")[0].entry))
    return told


@drawn
def test_the_paper_says_who_asked_for_what_and_what_is_signed(
    auditor: Client, case: Case, officer: User, policy: Policy
) -> None:
    newest = signed()
    asked = {"event": "case.stepped", "case": case.reference, "actor": officer.uid.hex}

    answer = auditor.post(PAPER, {**asked, "agency": "", "since": "2026-11-23", "until": ""})

    check_kit(answer.content, "vi")
    words = text(answer.content)
    for each in (
        "NHẬT KÝ TRUY CẬP", f"Bộ lọc Sự kiện: Chuyển bước; Mã hồ sơ: {case.reference};", officer.name,
        "Từ ngày: 23/11/2026", "Chuyển bước", "Kiểm tra viên", "Số sự kiện 1",
        f"{newest.size} sự kiện, ký lúc", note.b64(bytes(newest.root)), "giờ Việt Nam, UTC+7",
        factories_name(policy),
    ):  # fmt: skip
        assert each in words, (each, words)
    assert NAME not in words
    assert answer["Content-Disposition"] == 'attachment; filename="nhat-ky-20261123-0800.pdf"'
    assert last()["data"] == {"what": "trail_paper", "rows": 1}
    assert last()["case"] == case.uid.hex


def factories_name(policy: Policy) -> str:
    """The name of the agency that is the witness."""
    from caseflow.models import Agency

    return Agency.objects.get(code=next(iter(policy.witnesses))).name


@drawn
def test_the_paper_of_everything_in_english_says_where_it_was_cut(
    auditor: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST", 2)
    auditor.cookies["django_language"] = "en"

    answer = auditor.post(PAPER)

    check_kit(answer.content, "en")
    words = text(answer.content)
    assert "Only the newest 2 events" in words
    assert "No filter, the whole log" in words
    assert "never been signed" in words


def test_a_filter_the_page_would_not_take_makes_no_paper(auditor: Client) -> None:
    page = auditor.get(reverse("audit:trail"), {"since": "nie"}).content.decode()

    answer = auditor.post(PAPER, {"since": "nie"})

    assert PAPER not in page
    assert SIGNED in page
    assert answer.status_code == 409
    assert "Lọc lại" in answer.content.decode()
    assert not AuditEvent.objects.filter(act="trail.exported").exists()


def kept(answer: Any, folder: Path) -> Path:
    """The downloaded file."""
    path = folder / "taken.zip"
    path.write_bytes(b"".join(answer))
    return path


@pytest.mark.parametrize(
    "bundle",
    [("", Check, "nhat-ky"), ("the case", ExtractCheck, "trich-luc")],
    ids=["whole", "extract"],
)
def test_a_bundle_from_the_page_verifies_and_leaves_nothing_behind(
    auditor: Client, case: Case, policy: Policy, tmp_path: Path, bundle: tuple[str, type[Check | ExtractCheck], str],
) -> None:  # fmt: skip
    typed, check, name = bundle
    signed()
    before = set(Path(tempfile.gettempdir()).glob("tiepbuoc-*"))

    answer = auditor.post(SIGNED, {"case": typed and f" {case.reference.lower()} "})

    recorded = last()
    run: Checking = check(Bundle(kept(answer, tmp_path)), policy, {})
    run.run([], lambda _done, _size: None)  # type: ignore[attr-defined]
    assert run.wrong == []
    assert run.size > 0
    assert recorded["data"] == {"what": "extract" if typed else "bundle", "rows": run.size}
    assert recorded.get("case") == (case.uid.hex if typed else None)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}-20261123-0800.zip"'
    assert answer["Cache-Control"] == "no-store"
    assert set(Path(tempfile.gettempdir()).glob("tiepbuoc-*")) <= before


def test_what_cannot_be_exported_says_why_and_keeps_what_was_typed(
    auditor: Client, case: Case, policy: Policy
) -> None:
    unknown = auditor.post(SIGNED, {"case": "KHONG-CO"})
    assert unknown.status_code == 422
    assert "Không có hồ sơ mang mã này" in unknown.content.decode()
    assert 'value="KHONG-CO"' in unknown.content.decode()

    never = auditor.post(SIGNED, {"case": case.reference})
    assert never.status_code == 409
    assert "chưa được ký lần nào" in never.content.decode()
    assert f'value="{case.reference}"' in never.content.decode()

    signed()
    young = factories.case()
    early = auditor.post(SIGNED, {"case": young.reference})
    assert early.status_code == 409
    assert "thử lại sau ít phút" in early.content.decode()
    assert not AuditEvent.objects.filter(act="trail.exported").exists()


def test_a_log_that_is_not_what_was_signed_does_not_leave_in_parts(
    auditor: Client, case: Case, policy: Policy
) -> None:
    ours = signing.current()
    assert ours is not None
    size = signed().size
    Checkpoint.objects.create(
        origin=ours.key.name, size=size - 1, root=bytes(32), signed_at=datetime(2027, 1, 1, tzinfo=UTC),
        note=ours.sign(note.Checkpoint(ours.key.name, size - 1, bytes(32)).text),
    )  # fmt: skip

    answer = auditor.post(SIGNED, {"case": case.reference})

    assert answer.status_code == 409
    assert "verify_trail" in answer.content.decode()
