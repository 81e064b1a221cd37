"""The supervisor's board, notices and the directory: every number leads to the files behind it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import notices, reports
from caseflow.actions import agencies
from caseflow.choices import AgencyKind, CaseState, Certainty, Role, Step, Teller
from caseflow.models import Case, Clock, Notice, User
from caseflow.reports import board
from tests import factories
from tests.pages.conftest import Browser
from tests.telling import statement, telling

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def limit(case: Case, *, due: timedelta, met: timedelta | None = None, hours: int = 48) -> Clock:
    """A limit of the case that was due, and perhaps met, so long from now."""
    now = timezone.now()
    clock = case.clocks.order_by("pk").first()
    assert clock is not None
    clock.pk = None
    clock.uid = uuid4()
    clock.about_uid = clock.uid
    clock.due_at = now + due
    clock.started_at = clock.due_at - timedelta(hours=hours)
    clock.met_at = now + met if met is not None else None
    clock.save()
    return clock


@pytest.fixture
def file(officer: User) -> Case:
    return factories.case_in(CaseState.IDENTIFIED, by=officer)


def test_late_limits_are_counted_by_agency_and_week(
    browser: Browser, supervisor: User, file: Case
) -> None:
    limit(file, due=timedelta(days=-8), met=timedelta(days=-7))
    limit(file, due=timedelta(days=-8), met=timedelta(days=-9))
    limit(file, due=timedelta(days=-1))
    standing = supervisor.get_standing()
    assert standing is not None

    seen = board.picture(supervisor, standing, weeks=4, now=timezone.now())
    page = browser(supervisor).get(reverse("caseflow:board")).content.decode()

    assert sum(board.lateness(seen)[0].counts) == 2
    assert board.durations(seen)[0].limit == 48
    assert "33%" in page
    assert "chiếm 2 trong 2 hạn trễ" in page
    cell = re.search(r'href="([^"]*tuan=[^"]*)"', page)
    assert cell is not None
    listed = browser(supervisor).get(unescape(cell[1])).content.decode()
    assert "Có hạn bị trễ trong tuần đã chọn" in listed
    assert file.reference in listed


@pytest.mark.parametrize("period", ["4", "26", "7", "x"])
def test_the_period_can_be_chosen(browser: Browser, supervisor: User, period: str) -> None:
    answer = browser(supervisor).get(reverse("caseflow:board"), {"ky": period})

    assert answer.status_code == 200


def test_files_to_look_at_first_stand_in_order(
    browser: Browser, officer: User, supervisor: User
) -> None:
    now = timezone.now()
    first, second = factories.case(officer), factories.case(officer)
    Case._base_manager.filter(pk=second.pk).update(next_due_at=now - timedelta(days=3, hours=2))
    Case._base_manager.filter(pk=first.pk).update(next_due_at=now + timedelta(hours=2))

    page = browser(supervisor).get(reverse("caseflow:board")).content.decode()

    assert page.index(second.reference) < page.index(first.reference)
    assert "Quá hạn 3 ngày" in page
    assert "Lò Thị Mẫu" not in page


def test_a_supervisor_sees_the_agencies_below(browser: Browser) -> None:
    above = factories.agency(AgencyKind.POLICE)
    below = factories.agency(AgencyKind.POLICE, parent=above)
    case = factories.case(factories.user(at=below))
    Case._base_manager.filter(pk=case.pk).update(next_due_at=timezone.now())

    chief = factories.user(Role.SUPERVISOR, at=above)

    assert case.reference in browser(chief).get(reverse("caseflow:board")).content.decode()


def test_notices_name_case_and_rule_and_are_marked_read(
    browser: Browser, officer: User, file: Case
) -> None:
    clock = file.clocks.running().first()
    assert clock is not None
    notices.tell(
        "clock.late", case=file, agency=file.responsible_agency, clock=clock,
        dedup="x", now=timezone.now(),
    )  # fmt: skip
    client = browser(officer)

    page = client.get(reverse("caseflow:notices")).content.decode()
    client.post(reverse("caseflow:notices"))

    assert f"{file.reference} · Quá hạn" in page
    assert "Điều" in page
    assert Notice.objects.get().read_at is not None
    standing = officer.get_standing()
    assert standing is not None
    assert reports.unread_count(officer, standing, timezone.now()) == 0


def test_a_notice_about_a_file_beyond_reach_has_no_link(browser: Browser, officer: User) -> None:
    other = factories.case()
    standing = officer.get_standing()
    assert standing is not None
    notices.tell("clock.soon", case=other, agency=standing.agency, dedup="x", now=timezone.now())

    page = browser(officer).get(reverse("caseflow:notices")).content.decode()

    assert other.reference in page
    assert reverse("caseflow:case", args=[other.reference]) not in page


def test_the_directory_is_filtered_and_keeps_former_agencies(
    browser: Browser, officer: User
) -> None:
    old = factories.agency(AgencyKind.POLICE, name="Công an huyện cũ", valid_to=date(2025, 2, 28))
    heir = factories.agency(AgencyKind.POLICE, name="Công an tỉnh mới", province="xx")
    now = timezone.now()
    agencies.succeed_agency(
        old, heir, on=date(2025, 3, 1), legal_basis="NQ", certainty=Certainty.UNVERIFIED,
        by=None, now=now,
    )  # fmt: skip
    client = browser(officer)
    here = reverse("caseflow:agencies")

    today = client.get(here, {"loai": "police", "ten": "CÔNG AN"}).content.decode()
    former = client.get(here, {"cu": "1", "ten": "huyện"}).content.decode()
    nobody = client.get(here, {"loai": "court"}).content.decode()

    assert "Công an huyện cũ" not in today
    assert "nay là Công an tỉnh mới" in " ".join(former.split())
    assert "Không có đơn vị nào khớp" in nobody


def test_a_row_offers_the_step_its_desk_decides(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.VERIFIED, by=officer)
    soon = timezone.now() + timedelta(hours=5)
    Case._base_manager.filter(pk=case.pk).update(next_due_at=soon)

    page = browser(officer).get(reverse("caseflow:case_list")).content.decode()

    assert reverse("caseflow:step", args=[case.reference, Step.IDENTIFY]) in page


def test_a_file_whose_delay_was_explained_goes_on(browser: Browser, officer: User) -> None:
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    clock = case.clocks.running().first()
    assert clock is not None
    late = timezone.now() - timedelta(hours=5)
    Clock.objects.filter(pk=clock.pk).update(due_at=late)
    Case._base_manager.filter(pk=case.pk).update(next_due_at=late)
    client = browser(officer)
    delay = reverse("caseflow:delay", args=[case.reference])
    assert delay in client.get(reverse("caseflow:case_list")).content.decode()
    assert delay in client.get(reverse("caseflow:case", args=[case.reference])).content.decode()

    client.post(delay, {"clock": clock.uid.hex, "text": "Chờ giấy tờ"})

    assert delay not in client.get(reverse("caseflow:case_list")).content.decode()


def test_a_waiting_proposal_is_the_next_thing(
    browser: Browser, officer: User, supervisor: User
) -> None:
    case = factories.case(officer)
    form = {"version": case.version, "close_reason": "withdrew", "grounds": "Xin thôi"}
    browser(officer).post(reverse("caseflow:step", args=[case.reference, "close"]), form)
    url = reverse("caseflow:case", args=[case.reference])

    for_officer = browser(officer).get(url).content.decode()
    for_supervisor = browser(supervisor).get(url).content.decode()

    assert "chờ giám sát viên duyệt" in for_officer
    assert "Xem đề nghị" in for_officer
    assert "Xem và duyệt" in for_supervisor


def test_how_often_people_had_to_tell_is_a_figure_of_the_board(
    browser: Browser, supervisor: User, officer: User
) -> None:
    address = reverse("caseflow:board")
    assert "Số lần phải kể" not in browser(supervisor).get(address).content.decode()
    for number in (1, 2, 4):
        case = factories.case(officer)
        for _time in range(number):
            statement(case, officer)
    statement(factories.case(officer), officer, told=telling(teller=Teller.RELATIVE))
    stranger = factories.user()
    statement(factories.case(stranger), stranger)

    page = browser(supervisor).get(address).content.decode()

    assert "Số lần phải kể" in page
    assert "trung vị, 3 hồ sơ đã hỏi" in page
    assert "2 hồ sơ phải kể hơn một lần" in page
    standing = supervisor.get_standing()
    assert standing is not None
    told = board.picture(supervisor, standing, weeks=4, now=timezone.now()).told
    assert told is not None
    assert (told.cases, told.median, told.more_than_once) == (3, 2, 2)


def test_who_only_oversees_sees_no_small_number_of_those_asked_again(browser: Browser) -> None:
    officer = factories.user()
    case = factories.case(officer)
    statement(case, officer)
    statement(case, officer)
    overseer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))

    page = browser(overseer).get(reverse("caseflow:board")).content.decode()

    assert "Số lần phải kể" in page
    assert "hơn một lần" not in page
