"""Writing into a file: contacts, statements, consent, corrections; refused input stays on the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import CaseState, Role
from caseflow.models import (
    Case,
    Consent,
    ContactNote,
    DelayReason,
    HealthNote,
    SafetyRecord,
    Statement,
    User,
)
from caseflow.sealing import reading
from tests import factories
from tests.pages.conftest import Browser
from tests.telling import TYPED

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def case(officer: User) -> Case:
    return factories.case(officer)


@pytest.fixture
def desk(browser: Browser, officer: User) -> Client:
    return browser(officer)


def url(case: Case, name: str) -> str:
    return reverse(f"caseflow:{name}", args=[case.reference])


def today(name: str = "happened_on") -> dict[str, str]:
    return {name: f"{timezone.localdate():%d/%m/%Y}"}


def moment(at: Any) -> dict[str, str]:
    return {"happened_at": f"{timezone.localtime(at):%d/%m/%Y %H:%M}"}


def test_a_contact_is_written_once_however_often_it_is_sent(desk: Client, case: Case) -> None:
    form = {"kind": "call", "text": "Đã gọi", "once": uuid4().hex, **moment(timezone.now())}

    first = desk.post(url(case, "contact"), form)
    second = desk.post(url(case, "contact"), form)

    assert first.status_code == second.status_code == 302
    assert ContactNote.objects.count() == 1


def test_a_contact_in_the_future_comes_back(desk: Client, case: Case) -> None:
    form = {"kind": "call", "text": "Sẽ gọi", **moment(timezone.now() + timedelta(days=2))}

    answer = desk.post(url(case, "contact"), form)

    assert answer.status_code == 422
    assert "tương lai" in answer.content.decode()
    assert "Sẽ gọi" in answer.content.decode()


def test_statements_are_versions(desk: Client, case: Case) -> None:
    for number in range(2):
        desk.post(url(case, "statement"), {**TYPED, "text": f"Lần {number}", **today()})

    assert list(Statement.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_a_text_of_two_million_signs_is_refused_and_kept(desk: Client, case: Case) -> None:
    text = "dài " * 500_000

    answer = desk.post(url(case, "statement"), {**TYPED, "text": text, **today()})

    assert answer.status_code == 422
    assert "tối đa" in answer.content.decode()
    assert "dài dài dài" in answer.content.decode()
    assert not Statement.objects.exists()


def test_health_and_safety_are_written(desk: Client, case: Case) -> None:
    desk.post(url(case, "health"), {"text": "Ổn định", **today()})
    desk.post(url(case, "safety"), {"manner": "rescued", "safe_place": "Nhà số 3", **today()})

    assert HealthNote.objects.count() == SafetyRecord.objects.count() == 1
    page = desk.get(url(case, "records")).content.decode()
    assert "Đã khám" in page
    assert "Ổn định" not in page
    assert "Nhà số 3" not in page


def test_consent_is_asked_kept_and_taken_back(desk: Client, case: Case) -> None:
    other = factories.agency()
    form = {"answer": "agrees", "basis": "none", "receiver": other.code, "with_interpreter": "on"}
    desk.post(url(case, "consent"), form)
    consent = Consent.objects.get()
    assert consent.receiver == other
    assert other.label in desk.get(url(case, "consent")).content.decode()

    withdraw = reverse("caseflow:consent_withdraw", args=[case.reference, consent.uid])
    assert desk.post(withdraw).status_code == 302
    assert desk.post(withdraw).status_code == 409

    assert Consent.objects.get().withdrawn_at is not None


def test_the_file_is_given_to_a_colleague(desk: Client, case: Case) -> None:
    colleague = factories.user(Role.SOCIAL_WORKER, at=case.responsible_agency)
    stranger = factories.user()

    refused = desk.post(url(case, "assign"), {"to": stranger.uid.hex})
    desk.post(url(case, "assign"), {"to": colleague.uid.hex})

    assert refused.status_code == 422
    assert Case.objects.get(pk=case.pk).assigned_to == colleague


def test_a_delay_is_explained(desk: Client, officer: User) -> None:
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    clock = case.clocks.running().first()
    assert clock is not None

    missing = desk.post(url(case, "delay"), {"clock": clock.uid.hex, "text": " "})
    desk.post(url(case, "delay"), {"clock": clock.uid.hex, "text": "Chờ giấy tờ"})

    assert missing.status_code == 422
    assert DelayReason.objects.get().clock == clock


def test_codes_are_corrected_but_not_from_an_old_tab(desk: Client, case: Case) -> None:
    names = (
        "age_band", "sex", "safe_contact", "interpreter",
        "interviewer", "risk", "citizenship", "exploitation",
    )  # fmt: skip
    form = {name: getattr(case, name) for name in names} | {"interpreter": "hmong"}

    stale = desk.post(url(case, "describe"), form | {"version": "7"})
    good = desk.post(url(case, "describe"), form | {"version": str(case.version)})

    assert (stale.status_code, good.status_code) == (409, 302)
    assert Case.objects.get(pk=case.pk).interpreter == "hmong"


def test_protected_fields_are_corrected_without_being_shown(desk: Client, case: Case) -> None:
    version = {"version": str(case.version)}
    assert "Lò Thị Mẫu" not in desk.get(url(case, "person")).content.decode()

    desk.post(url(case, "person"), {"full_name": "Giàng Thị Sai", "clear": ["phone"], **version})

    changed = Case.objects.get(pk=case.pk)
    with reading.opened("test"):
        assert changed.person.full_name == "Giàng Thị Sai"
        assert changed.person.phone is None
        assert changed.person.address
    assert AuditEvent.objects.filter(act="person.amended").count() == 1


def test_a_correction_that_changes_nothing_says_so(desk: Client, case: Case) -> None:
    answer = desk.post(url(case, "person"), {"version": str(case.version)})

    assert answer.status_code == 422
    assert "Chưa có thay đổi nào" in answer.content.decode()


def test_a_birth_after_the_reception_is_not_accepted_later_either(
    desk: Client, officer: User
) -> None:
    case = factories.case(officer, received_at=timezone.now() - timedelta(days=40))
    born = timezone.localdate() - timedelta(days=2)
    form = {"birth_date": f"{born:%d/%m/%Y}", "version": str(case.version)}

    answer = desk.post(url(case, "person"), form)

    assert answer.status_code == 422
    assert "Ngày sinh sau ngày tiếp nhận" in answer.content.decode()


def test_an_ended_file_takes_no_more_notes(desk: Client, officer: User) -> None:
    case = factories.case_in(CaseState.CLOSED, by=officer)
    form = {"kind": "call", "text": "Muộn rồi", **moment(timezone.now())}

    answer = desk.post(url(case, "contact"), form)

    assert answer.status_code == 409
    assert "Hồ sơ đã kết thúc" in answer.content.decode()
    assert "Muộn rồi" in answer.content.decode()
