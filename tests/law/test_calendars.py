"""Working days of a province: changed by its administrators, recorded, and counted from then on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import calendars, clocks
from caseflow.actions import calendars as actions
from caseflow.choices import CaseState, DayKind, Milestone, Role
from caseflow.models import DayChange, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from tests import factories
from tests.journeys.desk import Desk
from tests.law.scene import desk_of, record, worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

BRIDGE = date(2026, 11, 27)
"""A Friday."""
SATURDAY = date(2026, 11, 28)


@pytest.fixture
def keeper() -> User:
    return factories.user(Role.UNIT_ADMIN)


def change(day: date, kind: DayKind, by: User, **more: str) -> DayChange:
    words = {"name": "Nghỉ bù", "legal_basis": "Công văn 12/UBND-VX"} | more
    return actions.change_day(day=day, kind=kind, by=by, now=timezone.now(), **words)


def due_on(social: User) -> date:
    """The last day of an application filed now: nine working days."""
    case = factories.move_to(factories.case_in(CaseState.IDENTIFIED), social)
    record(case, Milestone.APPLICATION_FILED, social)
    return timezone.localdate(case.clocks.get(rule="2024.support_dossier").due_at)


def test_a_day_off_lengthens_and_a_day_worked_shortens_what_begins_afterwards(keeper):
    social = worker()
    before = due_on(social)
    change(BRIDGE, DayKind.OFF, keeper)
    with_a_day_off = due_on(social)
    change(SATURDAY, DayKind.WORKED, keeper)

    assert (before, with_a_day_off, due_on(social)) == (
        date(2026, 12, 7),
        date(2026, 12, 8),
        date(2026, 12, 7),
    )


def test_a_running_limit_keeps_its_day_and_says_how_it_was_counted(keeper):
    social = worker()
    case = factories.move_to(factories.case_in(CaseState.IDENTIFIED), social)
    record(case, Milestone.APPLICATION_FILED, social)
    before = case.clocks.get(rule="2024.support_dossier")

    change(BRIDGE, DayKind.OFF, keeper)

    after = case.clocks.get(rule="2024.support_dossier")
    assert (after.due_at, clocks.why(after)) == (before.due_at, clocks.why(before))


def test_another_province_keeps_its_calendar(keeper):
    change(BRIDGE, DayKind.OFF, keeper)

    assert not calendars.calendar("079", BRIDGE).is_working(BRIDGE)
    assert calendars.calendar("001", BRIDGE).is_working(BRIDGE)


def test_a_change_taken_back_counts_no_longer_and_stays_as_history(keeper):
    made = change(BRIDGE, DayKind.OFF, keeper)

    actions.withdraw_day(made.uid, by=keeper, now=timezone.now())

    assert calendars.calendar("079", BRIDGE).is_working(BRIDGE)
    assert DayChange.objects.count() == 1
    assert change(BRIDGE, DayKind.OFF, keeper).pk != made.pk
    with pytest.raises(WrongMoment):
        actions.withdraw_day(made.uid, by=keeper, now=timezone.now())


def test_each_change_leaves_one_event(keeper):
    made = change(BRIDGE, DayKind.OFF, keeper)
    actions.withdraw_day(made.uid, by=keeper, now=timezone.now())

    acts = AuditEvent.objects.filter(act__startswith="calendar.").order_by("id")
    assert [event.act for event in acts] == ["calendar.changed", "calendar.withdrawn"]


def test_a_day_is_changed_once_and_with_its_basis(keeper):
    change(BRIDGE, DayKind.OFF, keeper)

    with pytest.raises(WrongMoment):
        change(BRIDGE, DayKind.WORKED, keeper)
    with pytest.raises(WrongInput):
        change(SATURDAY, DayKind.WORKED, keeper, legal_basis=" ")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.UNIT_ADMIN])
def test_only_administrators_change_days(keeper, role):
    made = change(BRIDGE, DayKind.OFF, keeper)
    other = factories.user(role, at=desk_of(keeper))

    with pytest.raises(WrongRole):
        change(SATURDAY, DayKind.WORKED, other)
    with pytest.raises(WrongRole):
        actions.withdraw_day(made.uid, by=other, now=timezone.now())


def test_an_administrator_of_another_province_does_not_reach_the_change(keeper):
    made = change(BRIDGE, DayKind.OFF, keeper)
    other = factories.user(Role.UNIT_ADMIN, at=factories.agency(province="001"))

    for uid in (made.uid, uuid4()):
        with pytest.raises(OutOfReach):
            actions.withdraw_day(uid, by=other, now=timezone.now())


def test_the_page_changes_a_day_and_takes_it_back(browser: Browser, keeper):
    desk = Desk(browser(keeper))
    assert "Chưa đổi ngày nào." in desk.see(reverse("caseflow:days"))

    desk.fill(
        reverse("caseflow:day_change"),
        day=BRIDGE,
        kind="off",
        name="Nghỉ bù",
        legal_basis="Công văn 12/UBND-VX",
    )

    page = desk.see(reverse("caseflow:days"))
    assert "Thứ Sáu, 27/11/2026: Nghỉ" in page
    assert "Thứ Ba, 24/11/2026" in page
    made = DayChange.objects.get()
    desk.press(reverse("caseflow:day_withdraw", args=[made.uid]), status=302)
    assert "Chưa đổi ngày nào." in desk.see(reverse("caseflow:days"))


def test_the_page_is_for_administrators(browser: Browser):
    client = browser(factories.user())

    assert client.get(reverse("caseflow:days")).status_code == 403
    assert client.get(reverse("caseflow:day_change")).status_code == 403


def test_the_day_of_a_limit_is_the_day_in_viet_nam(keeper):
    """A change of 27/11 is that of Viet Nam, also when Greenwich still has the 26th."""
    change(BRIDGE, DayKind.OFF, keeper)
    at = datetime(2026, 11, 26, 18, 30, tzinfo=timezone.get_fixed_timezone(0))

    assert not calendars.calendar("079", clocks.calendar_day(at)).is_working(
        clocks.calendar_day(at)
    )
