"""A limit is paused only where its rule says so, and goes on with exactly the time it had left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from audit.models import AuditEvent
from caseflow import clocks, escalation, law, workdays
from caseflow.actions import delays
from caseflow.choices import AgencyKind, LimitNote, PauseReason, Role
from caseflow.models import Clock, DelayReason, OutboxEntry, User
from caseflow.reports import history, lists
from caseflow.workdays import Calendar, Unit
from referrals import actions as handing
from referrals.choices import Condition, Purpose
from tests import factories
from tests.law.scene import desk_of, send, worker
from tests.own_rules import pausing
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

RULE = "house.needs_assessment"
FORM = {"reason": "person_unable", "note": "Đang nằm viện"}


@pytest.fixture
def _own_rules(settings: Any, tmp_path: Path) -> Iterator[None]:
    with pausing(RULE, settings, tmp_path):
        yield


@pytest.fixture
def keeper(_own_rules: None) -> User:
    return worker()


@pytest.fixture
def chief(keeper: User) -> User:
    standing = keeper.get_standing()
    assert standing is not None
    return factories.user(Role.SUPERVISOR, at=standing.agency)


@pytest.fixture
def limit(keeper: User) -> Clock:
    return factories.case(keeper).clocks.get(rule=RULE)


def page(clock: Clock, name: str) -> str:
    reference = clock.case.reference
    return reverse(f"caseflow:{name}", kwargs={"reference": reference, "clock": clock.uid})


def fresh(clock: Clock) -> Clock:
    return Clock.objects.get(pk=clock.pk)


def pause(clock: Clock, by: User) -> None:
    delays.pause_clock(
        fresh(clock), reason=PauseReason.PERSON_UNABLE, note="Đang nằm viện", by=by,
        now=timezone.now(),
    )  # fmt: skip


def resume(clock: Clock, by: User) -> None:
    delays.resume_clock(fresh(clock), by=by, now=timezone.now())


def test_no_rule_of_the_shipped_files_may_be_paused():
    assert not [rule.code for rule in law.rules() if rule.pausable]


def test_a_paused_limit_reminds_nobody_and_goes_on_with_its_working_days(
    browser: Browser, clock: Any, chief: User, limit: Clock
) -> None:
    """Three working days, the first a Wednesday; paused then, with two left; two are left later."""
    assert timezone.localdate(limit.due_at) == date(2026, 11, 27)
    case_page = reverse("caseflow:case", kwargs={"reference": limit.case.reference})
    desk = browser(chief)
    assert page(limit, "pause") in desk.get(case_page).content.decode()
    clock.move_to("2026-11-25T09:00:00+07:00")
    desk = browser(chief)

    assert desk.post(page(limit, "pause"), FORM).status_code == 302

    shown = desk.get(case_page).content.decode()
    assert "đang tạm ngưng" in shown
    assert "Người được hỗ trợ chưa thể tham gia" in shown
    assert "Đang nằm viện" not in shown
    assert page(limit, "resume") in shown
    OutboxEntry.objects.all().delete()
    clock.move_to("2026-12-01T09:00:00+07:00")
    escalation.sweep(timezone.now())
    told = [entry.payload.get("clock") for entry in OutboxEntry.objects.all()]
    assert limit.uid.hex not in told
    assert limit not in Clock.objects.overdue(timezone.now())
    desk = browser(chief)

    assert desk.post(page(limit, "resume"), {}).status_code == 302

    now_due = fresh(limit)
    assert timezone.localdate(now_due.due_at) == date(2026, 12, 3)
    assert now_due.state_at(timezone.now()) == "running"
    line = "Ngừng tính: 09:00 Thứ Tư, 25/11/2026 đến 09:00 Thứ Ba, 01/12/2026."
    assert line in clocks.why(now_due).lines
    acts = AuditEvent.objects.filter(
        case_uid=limit.case.uid, act__in=["clock.paused", "clock.resumed"]
    )
    assert [event.act for event in acts.order_by("pk")] == ["clock.paused", "clock.resumed"]
    assert DelayReason.objects.get(clock=limit).kind == LimitNote.PAUSE
    assert vars(history.clocks_of(limit.case)[0])["reasons_count"] == 0
    assert lists.explained([limit.case_id]) == frozenset()
    records = reverse("caseflow:records", kwargs={"reference": limit.case.reference})
    assert "Ghi chú tạm ngưng" in desk.get(records).content.decode()


def as_it_is(_clock: Clock, _chief: User) -> None:
    pass


def another_rule(clock: Clock, _chief: User) -> None:
    Clock.objects.filter(pk=clock.pk).update(rule="house.plan_review")


def met(clock: Clock, _chief: User) -> None:
    Clock.objects.filter(pk=clock.pk).update(met_at=timezone.now())


def passed(clock: Clock, _chief: User) -> None:
    Clock.objects.filter(pk=clock.pk).update(due_at=timezone.now() - timedelta(hours=1))


def ended(clock: Clock, chief: User) -> None:
    factories.close(clock.case, proposer=chief, now=timezone.now())


STATES: list[tuple[Callable[[Clock, User], None], int, int]] = [
    (as_it_is, 302, 409),
    (pause, 409, 302),
    (another_rule, 409, 409),
    (met, 409, 409),
    (passed, 409, 409),
    (ended, 409, 409),
]
"""A state, and what a supervisor who pauses, or lets go on, is answered."""


@pytest.mark.parametrize("who", ["keeper", "chief", "stranger"])
@pytest.mark.parametrize(("state", "pausing", "resuming"), STATES)
def test_who_may_pause_and_let_go_on_when(  # noqa: PLR0917 - people, a state, what is expected
    browser: Browser,
    keeper: User,
    chief: User,
    limit: Clock,
    who: str,
    state: Callable[[Clock, User], None],
    pausing: int,
    resuming: int,
) -> None:
    people = {"keeper": keeper, "chief": chief, "stranger": factories.user(Role.SUPERVISOR)}
    state(limit, chief)
    desk = browser(people[who])
    stands = fresh(limit).stopped_at

    for name, form, expected in (("resume", {}, resuming), ("pause", FORM, pausing)):
        if expected == 302 and who == "chief":
            continue
        answer = desk.post(page(limit, name), form)
        assert answer.status_code == {"keeper": 403, "chief": expected, "stranger": 404}[who]
        if who == "chief" and name == "pause":
            assert "Đang nằm viện" in answer.content.decode()
    assert fresh(limit).stopped_at == stands

    for name, form, expected in (("resume", {}, resuming), ("pause", FORM, pausing)):
        if expected == 302 and who == "chief":
            assert desk.post(page(limit, name), form).status_code == 302
            assert fresh(limit).stopped_at != stands


@pytest.mark.parametrize("typed", [{"reason": "tired"}, {"reason": ""}, {"note": " "}])
def test_a_pause_needs_a_reason_and_words(
    browser: Browser, chief: User, limit: Clock, typed: dict[str, str]
) -> None:
    answer = browser(chief).post(page(limit, "pause"), FORM | typed)

    assert answer.status_code == 422
    assert fresh(limit).stopped_at is None


def test_what_is_done_meanwhile_is_done_in_time(clock: Any, chief: User, limit: Clock) -> None:
    pause(limit, chief)
    clock.move_to("2027-01-11T09:00:00+07:00")

    clocks.meet(limit.case, "needs_assessed", at=timezone.now())

    assert fresh(limit).state_at(timezone.now()) == "met"


def test_the_same_trigger_starts_no_second_limit_and_closing_ends_the_pause(
    clock: Any, chief: User, limit: Clock
) -> None:
    pause(limit, chief)
    clocks.start(limit.case, "taken_over", at=timezone.now())
    assert limit.case.clocks.filter(rule=RULE).count() == 1
    clock.shift(timedelta(days=7))

    ended(limit, chief)
    assert fresh(limit).state_at(timezone.now()) == "stopped"
    clock.shift(timedelta(days=7))
    factories.reopen(limit.case, proposer=chief, now=timezone.now())

    assert fresh(limit).state_at(timezone.now()) == "running"
    assert timezone.localdate(fresh(limit).due_at) == date(2026, 12, 10)


def test_a_paused_limit_goes_with_the_file(keeper: User, chief: User, limit: Clock) -> None:
    receiver = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    pause(limit, chief)
    handoff = send(limit.case, keeper, desk_of(receiver), Purpose.SUPPORT)

    handing.receive(
        handoff, condition=Condition.WELL, condition_note="", belongings="", by=receiver,
        now=timezone.now(),
    )  # fmt: skip

    assert fresh(limit).agency == desk_of(receiver)
    assert fresh(limit).state_at(timezone.now()) == "paused"


instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001 - aware below
    lambda at: at.replace(tzinfo=workdays.ZONE)
)
units = st.sampled_from([unit for unit in Unit if unit != Unit.NONE])
free_days = st.frozensets(st.dates(date(2020, 1, 1), date(2036, 12, 31)), max_size=30)


def left(after: datetime, due: datetime, unit: str, calendar: Calendar) -> int | timedelta:
    """The time a limit has left, as its unit counts it."""
    if unit in (Unit.AT_ONCE, Unit.HOURS):
        return due - after
    first, last = workdays.local_day(after), workdays.local_day(due)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    return sum(unit != Unit.WORKING_DAYS or calendar.is_working(day) for day in days)


@given(instants, st.integers(1, 40), units, free_days, st.floats(0, 1), st.lists(
    st.timedeltas(timedelta(0), timedelta(days=60)), min_size=1, max_size=4,
))  # fmt: skip
def test_pauses_never_shorten_or_lengthen_the_time_that_is_left(  # noqa: PLR0917 - one world
    start: datetime,
    length: int,
    unit: str,
    off: frozenset[date],
    share: float,
    rests: list[timedelta],
) -> None:
    calendar = Calendar(off=off)
    due = workdays.due(start, length, unit, calendar).at
    paused = start + (due - start) * share
    before = left(paused, due, unit, calendar)

    for rest in rests:
        resumed = paused + rest
        due = clocks.going_on(due, paused, resumed, unit, calendar).at
        assert left(resumed, due, unit, calendar) == before
        paused = resumed
