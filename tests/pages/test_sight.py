"""Who has seen a file, and readings a supervisor should ask about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import records
from caseflow.choices import (
    RevealReason,
    Role,
)
from caseflow.models import Agency, Case, User
from caseflow.reports import unusual
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.sight_scene import NAME, case, look, open_file, stranger

__all__ = ["case", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


# -- Who has seen -------------------------------------------------------------------------------


def test_who_has_seen_names_people_fields_reasons_and_who_could(
    browser: Browser, case: Case, officer: User, stranger: User
) -> None:
    look(browser, case, officer, "phone")
    open_file(case, stranger)
    look(browser, case, stranger)

    page = browser(officer).get(reverse("caseflow:seen", args=[case.reference])).content.decode()

    for words in (
        officer.name, stranger.name, "Điện thoại", "Họ tên", "Liên hệ với người được hỗ trợ",
        "Xem khẩn cấp", "đến 23/11/2026 · 12:00", "Gói thông tin đã gửi",
    ):  # fmt: skip
        assert words in page, words
    assert NAME not in page


def test_a_case_nobody_has_looked_into_says_so(browser: Browser, officer: User, case: Case) -> None:
    answer = browser(officer).get(reverse("caseflow:seen", args=[case.reference]))

    assert "Chưa có lần nào." in answer.content.decode()


def test_looking_at_who_has_seen_is_seen_too(
    browser: Browser, case: Case, officer: User, supervisor: User
) -> None:
    url = reverse("caseflow:seen", args=[case.reference])
    timeline = reverse("caseflow:case_timeline", args=[case.reference])

    browser(supervisor).get(url)
    by_filter = browser(officer).get(timeline, {"loc": "da-xem"})
    page = browser(officer).get(by_filter["Location"]).content.decode()

    assert by_filter["Location"] == url, "one page says who has seen, and it records its readers"
    looks = AuditEvent.objects.filter(act="sight.of_case", case_uid=case.uid).order_by("id")
    assert [event.actor for event in looks] == [supervisor.uid.hex, officer.uid.hex]
    assert page.count("Xem danh sách ai đã xem") == 1, (
        "the look before; one's own is shown next time"
    )
    assert f'href="{timeline}?loc=ban-giao"' in page
    assert asked(supervisor) == {}, "keeping watch is no reading of what is sealed"


def test_whoever_reads_the_log_of_a_case_stands_among_those_who_have_seen_it(
    browser: Browser, case: Case, officer: User
) -> None:
    auditor = factories.user(Role.AUDITOR)
    browser(auditor).get(reverse("audit:trail"), {"case": case.reference})

    page = browser(officer).get(reverse("caseflow:seen", args=[case.reference])).content.decode()

    assert auditor.name in page
    assert "1 lần · Xem nhật ký" in page


@pytest.mark.parametrize("question", ["", "?loc=ban-giao"])
def test_the_timeline_begins_with_the_lanes_of_the_case(
    browser: Browser, case: Case, officer: User, clock: Any, question: str
) -> None:
    clock.shift(timedelta(hours=13))
    url = reverse("caseflow:case_timeline", args=[case.reference])

    page = browser(officer).get(url + question).content.decode()

    for lane in ("Bước", "Đơn vị giữ", "Liên hệ, gặp gỡ", "Hạn"):
        assert f'<span class="lb">{lane}</span>' in page, lane
    assert 'class="k-now"' in page
    assert page.index('class="lanes"') < page.index('id="dong-thoi-gian"')


# -- Readings to ask about ----------------------------------------------------------------------


@pytest.fixture
def colleague(officer: User) -> User:
    standing = officer.get_standing()
    assert standing is not None
    return factories.user(Role.OFFICER, at=standing.agency)


class Office(NamedTuple):
    """A file, who works with it, who answers for them."""

    browser: Browser
    case: Case
    officer: User
    supervisor: User


def asked(supervisor: User) -> dict[str, list[str]]:
    standing = supervisor.get_standing()
    assert standing is not None
    found = unusual.readers(standing, days=7, now=timezone.now())
    return {each.actor: each.questions for each in found}


def test_ordinary_work_raises_no_question(
    browser: Browser, case: Case, officer: User, supervisor: User
) -> None:
    look(browser, case, officer)

    assert asked(supervisor) == {officer.uid.hex: []}


@pytest.fixture
def office(browser: Browser, case: Case, officer: User, supervisor: User) -> Office:
    return Office(browser, case, officer, supervisor)


@pytest.mark.parametrize(
    ("hour", "questions"), [(5, ["night"]), (6, []), (21, []), (22, ["night"]), (23, ["night"])]
)
def test_night_is_a_question(office: Office, clock: Any, hour: int, questions: list[str]) -> None:
    local = timezone.localtime().replace(hour=hour, minute=30)
    clock.move_to(local if local > timezone.localtime() else local + timedelta(days=1))

    look(office.browser, office.case, office.officer)

    assert asked(office.supervisor)[office.officer.uid.hex] == questions


def test_a_file_of_a_colleague_is_a_question_unless_one_wrote_into_it(
    browser: Browser, case: Case, officer: User, colleague: User, supervisor: User
) -> None:
    now = timezone.now()
    records.assign(case, to=officer, by=officer, now=now)
    look(browser, case, colleague)
    look(browser, case, officer)
    assert asked(supervisor) == {officer.uid.hex: [], colleague.uid.hex: ["not_mine"]}

    records.note_health(case, text="", happened_on=timezone.localdate(), by=colleague, now=now)

    assert asked(supervisor)[colleague.uid.hex] == []


def test_many_readings_and_many_files_are_a_question(
    browser: Browser, case: Case, officer: User, colleague: User, supervisor: User
) -> None:
    for _number in range(unusual.MANY_A_DAY):
        look(browser, case, officer)
    for _number in range(unusual.MANY_FILES):
        look(browser, factories.case(officer), colleague)

    assert asked(supervisor) == {officer.uid.hex: ["many"], colleague.uid.hex: ["many"]}


def test_strangers_in_an_emergency_and_refusals_are_seen_too(
    browser: Browser, case: Case, colleague: User, supervisor: User, stranger: User
) -> None:
    open_file(case, stranger)
    look(browser, case, stranger)
    elsewhere = factories.case()
    browser(colleague).get(reverse("caseflow:case", args=[elsewhere.reference]))

    assert asked(supervisor) == {stranger.uid.hex: ["emergency"], colleague.uid.hex: ["outside"]}


def test_the_report_shows_people_of_ones_own_sight_only_and_is_recorded(
    office: Office, stranger: User, clock: Any
) -> None:
    browser, case, officer, supervisor = office
    look(browser, case, officer)
    look(browser, factories.case(stranger), stranger)
    client = browser(supervisor)

    page = client.get(reverse("caseflow:sight")).content.decode()
    person = client.get(reverse("caseflow:sight_of", args=[officer.uid]))
    other = client.get(reverse("caseflow:sight_of", args=[stranger.uid]))

    assert officer.name in page
    assert stranger.name not in page
    assert case.reference in person.content.decode()
    assert "Họ tên" in person.content.decode()
    assert other.status_code == 404
    assert AuditEvent.objects.filter(act="sight.reviewed").count() == 2
    clock.shift(timedelta(days=8))
    assert officer.name not in browser(supervisor).get(reverse("caseflow:sight")).content.decode()
    kept = browser(supervisor).get(reverse("caseflow:sight"), {"ky": "28"}).content.decode()
    assert officer.name in kept


def test_the_agency_below_is_in_sight_of_the_one_above(
    browser: Browser, case: Case, officer: User
) -> None:
    above = factories.agency()
    Agency.objects.filter(pk=case.responsible_agency_id).update(parent=above)
    look(browser, case, officer)

    assert officer.uid.hex in asked(factories.user(Role.SUPERVISOR, at=above))


def test_reveal_reasons_stay_four() -> None:
    assert len(RevealReason.choices) == 4
