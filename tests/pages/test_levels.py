"""What each level of reach sees on the pages of one case, and what stays unread."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import access
from caseflow.actions import records
from caseflow.choices import AgeBand, AgencyKind, ContactKind, GrantBasis, Interpreter, Level, Role
from caseflow.models import Case, User
from caseflow.views import presenting
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

WRITING = ["contact", "statement", "statements", "health", "safety", "consent", "assign", "delay", "describe",
           "person", "intake_child", "records"]  # fmt: skip


@pytest.fixture
def case() -> Case:
    keeper = factories.user()
    made = factories.case(keeper, age_band=AgeBand.FROM_13, interpreter=Interpreter.HMONG)
    now = timezone.now()
    records.note_contact(made, kind=ContactKind.CALL, text="x", happened_at=now, by=keeper, now=now)
    return made


def let(case: Case, reader: User, level: Level, **more: object) -> None:
    basis = GrantBasis.FORMER if level == Level.TRAIL else GrantBasis.HANDOFF
    access.grant(case, to=reader, level=level, basis=basis, by=reader, now=timezone.now(), **more)  # type: ignore[arg-type]


def page_of(browser: Browser, reader: User, case: Case, name: str = "case") -> str:
    answer = browser(reader).get(reverse(f"caseflow:{name}", args=[case.reference]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_trail_is_steps_dates_and_agencies(browser: Browser, case: Case, officer: User) -> None:
    let(case, officer, Level.TRAIL)

    page = page_of(browser, officer, case)
    timeline = page_of(browser, officer, case, "case_timeline")

    assert "Tiến trình" in page
    assert case.responsible_agency.name in page
    for hidden in ("Thông tin cần bảo vệ", "Trẻ em", "Mông", "13–15", "Ghi liên hệ", "Các hạn"):
        assert hidden not in page
    assert "Chuyển bước: Tiếp nhận" in timeline
    assert "Ghi liên hệ" not in timeline
    assert "Ai đã xem" not in timeline


def test_a_package_opens_only_what_it_holds(browser: Browser, case: Case, officer: User) -> None:
    let(case, officer, Level.PACKAGE, labels=["person.full_name"])
    person = case.person
    url = reverse("caseflow:reveal", args=[case.reference])

    page = page_of(browser, officer, case)
    client = browser(officer)
    name = {"field": presenting.reveal_field(person, "full_name")[1], "reason": "verify"}
    phone = {"field": presenting.reveal_field(person, "phone")[1], "reason": "verify"}

    assert name["field"] in page
    assert phone["field"] not in page
    assert "Lò Thị Mẫu" in client.post(url, name).content.decode()
    assert client.post(url, phone).status_code == 404


@pytest.mark.parametrize("level", [Level.TRAIL, Level.PACKAGE])
@pytest.mark.parametrize("name", WRITING)
def test_lower_levels_write_nothing(
    browser: Browser, case: Case, officer: User, level: Level, name: str
) -> None:
    let(case, officer, level)
    url = reverse(f"caseflow:{name}", args=[case.reference])

    assert browser(officer).get(url).status_code == 404
    assert browser(officer).post(url, {}).status_code in (404, 405)


def test_the_steering_committee_follows_the_province_without_needs(
    browser: Browser, case: Case
) -> None:
    overseer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))

    listed = browser(overseer).get("/ho-so/", {"luu-y": "tre-em"}).content.decode()
    page = page_of(browser, overseer, case)
    board = browser(overseer).get("/giam-sat/").content.decode()

    assert case.reference in listed
    for shown in (listed, page, board):
        assert "Lò Thị Mẫu" not in shown
    row = listed[listed.index(case.reference) :]
    assert "Trẻ em" not in row
    assert "Phiên dịch" not in row
    assert "Thông tin cần bảo vệ" not in page
    assert "trẻ em" not in board.lower()


def test_who_has_seen_is_shown_to_those_who_work(browser: Browser) -> None:
    keeper = factories.user()
    made = factories.case(keeper)
    url = reverse("caseflow:reveal", args=[made.reference])
    field = presenting.reveal_field(made.person, "full_name")[1]
    browser(keeper).post(url, {"field": field, "reason": "paper"})

    seen = reverse("caseflow:case_timeline", args=[made.reference]) + "?loc=da-xem"
    page = browser(keeper).get(seen, follow=True).content.decode()

    assert "Lập giấy tờ, biên bản" in page
    assert "Chuyển bước" not in page
