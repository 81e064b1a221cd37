"""The period report: which days it covers, what it counts, who sees it, and that taking it out is recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import steps
from caseflow.choices import AgeBand, AgencyKind, Role, Route, Sex, VerificationResult
from caseflow.models import Case, User
from caseflow.workdays import ZONE
from support import actions, reports
from support.choices import ServiceKind
from tests import factories
from tests.pages.conftest import Browser
from tests.telling import statement

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PERIODS = [
    # span, first day, last day, due before (directive 17/UBND-BCĐ III.2)
    ("year", date(2025, 12, 15), date(2026, 12, 14), date(2026, 12, 15)),
    ("q3", date(2026, 6, 15), date(2026, 9, 14), date(2026, 9, 15)),
    ("h1", date(2025, 12, 15), date(2026, 6, 14), date(2026, 6, 15)),
    ("q1", date(2025, 12, 15), date(2026, 3, 14), date(2026, 3, 15)),
    ("year", date(2024, 12, 15), date(2025, 12, 14), date(2025, 12, 15)),
    ("q3", date(2025, 6, 15), date(2025, 9, 14), date(2025, 9, 15)),
    ("h1", date(2024, 12, 15), date(2025, 6, 14), date(2025, 6, 15)),
    ("q1", date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 15)),
]


@pytest.fixture
def supervisor() -> User:
    return factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))


def colleague(of: User, role: Role = Role.SOCIAL_WORKER) -> User:
    standing = of.get_standing()
    assert standing is not None
    return factories.user(role, at=standing.agency)


def year() -> reports.Period:
    return reports.next_due(timezone.localdate())


def test_the_four_reports_of_the_directive_cover_their_months():
    found = reports.periods(date(2026, 11, 23))

    assert [(each.span, each.start, each.end, each.due_on) for each in found] == PERIODS


@pytest.mark.parametrize(
    ("today", "span", "due"),
    [
        (date(2026, 3, 14), "q1", date(2026, 3, 15)),
        (date(2026, 3, 15), "h1", date(2026, 6, 15)),
        (date(2026, 7, 1), "q3", date(2026, 9, 15)),
        (date(2026, 12, 14), "year", date(2026, 12, 15)),
        (date(2026, 12, 15), "q1", date(2027, 3, 15)),
        (date(2026, 12, 31), "q1", date(2027, 3, 15)),
    ],
)
def test_the_report_owed_next_is_offered_first(today, span, due):
    found = reports.next_due(today)

    assert (found.span, found.due_on) == (span, due)


@pytest.mark.parametrize("cutoff", [10, 15])
def test_the_day_the_period_counts_to_is_a_setting(settings, cutoff):
    settings.REPORT_CUTOFF_DAY = cutoff

    assert {each.end.day for each in reports.periods(date(2026, 11, 23))} == {cutoff}


def test_both_ends_of_a_period_belong_to_it(supervisor):
    worker = colleague(supervisor)
    first, after = year().bounds()
    inside = [
        factories.case(worker, received_at=at)
        for at in (first, datetime(2026, 11, 23, 7, tzinfo=ZONE))
    ]
    factories.case(worker, received_at=first - timedelta(seconds=1))

    assert set(reports.received(supervisor, year())) == set(inside)
    assert after == datetime(2026, 12, 15, tzinfo=ZONE)


def test_files_are_counted_by_state_sex_age_agency_and_service(supervisor):
    worker = colleague(supervisor)
    people = [
        *[(Sex.FEMALE, AgeBand.FROM_13)] * 3,
        *[(Sex.FEMALE, AgeBand.FROM_16)] * 4,
        *[(Sex.MALE, AgeBand.FROM_30)] * 5,
        (Sex.UNKNOWN, AgeBand.MAYBE_CHILD),
    ]
    cases = [
        factories.case(worker, sex=sex, age_band=band, route=Route.SELF_REPORT)
        for sex, band in people
    ]
    for case in cases[:4]:
        give(case, worker, ServiceKind.MEDICAL, times=2)
    give(cases[5], worker, ServiceKind.TRAVEL)

    tables = reports.tables(supervisor, year())

    assert tables["received"] == [["13", "7", "4", "3"]]
    assert tables["states"] == [["Tiếp nhận", "13"]]
    assert tables["sex"] == [["Nữ", "7"], ["Nam", "5"], ["Chưa biết", "< 3"]]
    assert ["16–17 tuổi", "4"] in tables["ages"]
    assert [row[1] for row in tables["agencies"]] == ["13"]
    assert ["Y tế", "4", "8"] in tables["services"]
    assert ["Chi phí đi lại", "< 3", "< 3"] in tables["services"]
    assert ["Vay vốn", "0", "0"] in tables["services"]


def give(case: Case, by: User, kind: ServiceKind, *, times: int = 1) -> None:
    for _time in range(times):
        actions.give_service(
            case,
            kind=kind,
            provider=case.responsible_agency,
            happened_on=timezone.localdate(),
            note="",
            by=by,
            now=timezone.now(),
        )


def verified(case: Case, by: User) -> Case:
    now = timezone.now()
    return steps.verify(
        case,
        result=VerificationResult.SIGNS,
        asked=[],
        findings="",
        happened_on=timezone.localdate(now),
        by=by,
        now=now,
    )


def test_support_in_time_is_measured_against_the_limits_of_the_law(supervisor, clock):
    """Three days for the initial verification (Law 53/2024 Art. 27.2): one in time, one late, one
    never done, one still running; a limit of the house counts nowhere.
    """
    worker = colleague(supervisor)
    clock.move_to("2026-09-01T08:00:00+07:00")
    in_time, late, _never = [
        factories.case(worker, route=Route.SELF_REPORT, received_at=timezone.now())
        for _number in range(3)
    ]
    clock.move_to("2026-09-03T08:00:00+07:00")
    verified(in_time, worker)
    clock.move_to("2026-09-06T08:00:00+07:00")
    verified(late, worker)
    clock.move_to("2026-11-23T08:00:00+07:00")
    factories.case(worker, route=Route.SELF_REPORT, received_at=timezone.now())
    stopped = factories.case(worker, route=Route.SELF_REPORT, received_at=timezone.now())
    factories.close(stopped, proposer=worker, now=timezone.now())

    met, total = reports.timely(supervisor, year(), timezone.now())

    assert (met, total) == (1, 3)
    third = next(each for each in reports.periods(timezone.localdate()) if each.span == "q3")
    assert reports.timely(supervisor, third, timezone.now()) == (1, 3)


def test_a_file_of_another_agency_is_counted_nowhere(supervisor):
    factories.case(route=Route.SELF_REPORT)

    tables = reports.tables(supervisor, year())

    assert tables["received"] == [["0", "0", "0", "0"]]
    assert tables["agencies"] == []


def test_the_page_shows_the_rate_and_the_period(supervisor, browser: Browser):
    answer = browser(supervisor).get(reverse("support:report"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Hỗ trợ kịp thời theo hạn luật định" in page
    assert "15/12/2025 – 14/12/2026, báo cáo trước ngày 15/12/2026" in page
    assert "Quý 3 2026: 15/06/2026 – 14/09/2026" in page


def test_an_older_period_can_be_chosen_and_an_unknown_one_is_the_next(supervisor, browser: Browser):
    desk = browser(supervisor)

    assert (
        "báo cáo trước ngày 15/03/2026"
        in desk.get(reverse("support:report"), {"ky": "2026-03-15"}).content.decode()
    )
    assert (
        "báo cáo trước ngày 15/12/2026"
        in desk.get(reverse("support:report"), {"ky": "hôm nay"}).content.decode()
    )


def test_taking_the_figures_out_is_recorded_first(supervisor, browser: Browser):
    answer = browser(supervisor).post(reverse("support:report"))

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "Tổng số,Nữ" in answer.content.decode("utf-8-sig")
    assert AuditEvent.objects.filter(act="trail.exported").count() == 1


def test_the_report_is_for_supervisors(supervisor, browser: Browser):
    assert browser(colleague(supervisor)).get(reverse("support:report")).status_code == 403


def test_how_often_people_had_to_tell_is_shown_from_three_people_on(supervisor, browser: Browser):
    address = reverse("support:report")
    for number in (1, 1, 3):
        shown = browser(supervisor).get(address).content.decode()
        assert "Chưa đủ số liệu" in shown
        case = factories.case(supervisor, route=Route.SELF_REPORT)
        for _time in range(number):
            statement(case, supervisor)

    shown = browser(supervisor).get(address).content.decode()

    assert "Số lần một người phải kể, trung vị" in shown
    assert "Phải kể hơn một lần: &lt; 3 trên 3 người đã hỏi" in shown
