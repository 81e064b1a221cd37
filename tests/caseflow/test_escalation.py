"""Who is told of a limit, when, and that nobody is told twice: worker, both supervisors, committee."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseflow import escalation, outbox
from caseflow.actions import records
from caseflow.choices import AgencyKind, CaseState, Role
from caseflow.models import Agency, Case, Clock, Heartbeat, Notice, Reminder, User
from tests import factories
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def police() -> Agency:
    above = factories.agency(AgencyKind.POLICE)
    return factories.agency(AgencyKind.POLICE, parent=above)


@pytest.fixture
def officer(police: Agency) -> User:
    return factories.user(at=police)


@pytest.fixture
def limit(officer: User) -> Clock:
    """The only clock of a case that reminds."""
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    records.assign(case, to=officer, by=officer, now=timezone.now())
    kept = case.clocks.running().order_by("-due_at").first()
    assert kept is not None
    Reminder.objects.exclude(clock=kept).delete()
    return kept


def share(limit: Clock, percent: float) -> datetime:
    return limit.started_at + (limit.due_at - limit.started_at) * percent / 100


def run(now: datetime) -> int:
    raised = escalation.sweep(now)
    outbox.relay(now)
    return raised


def told() -> set[tuple[str, str, bool]]:
    """Every notice: kind, to whom, supervisors only."""
    return {
        (
            notice.kind,
            notice.user.username if notice.user else notice.agency.code,
            notice.supervisors_only,
        )
        for notice in Notice.objects.select_related("user", "agency")
        if notice.clock_id
    }


def test_the_ladder_reaches_worker_then_supervisors_then_the_committee(
    limit: Clock, officer: User, police: Agency
) -> None:
    committee = factories.agency(AgencyKind.STEERING_138)
    assert police.parent is not None

    assert run(share(limit, 49)) == 0
    assert run(share(limit, 50)) == 1
    worker = ("clock.soon", officer.username, False)
    assert told() == {worker}

    assert run(share(limit, 85)) == 1
    soon = {
        worker,
        ("clock.soon", police.code, False),
        ("clock.soon", police.code, True),
        ("clock.soon", police.parent.code, True),
    }
    assert told() == soon

    assert run(share(limit, 100)) == 1
    assert told() == soon | {
        ("clock.late", police.code, False),
        ("clock.late", police.code, True),
        ("clock.late", police.parent.code, True),
        ("clock.late", committee.code, True),
    }
    assert run(share(limit, 300)) == 0


def test_a_worker_who_moved_away_is_not_told_the_desk_is(limit: Clock, police: Agency) -> None:
    limit.case.assigned_to = factories.user()
    limit.case.save(update_fields=["assigned_to"])

    run(share(limit, 50))

    assert told() == {("clock.soon", police.code, False)}


def test_a_clock_of_a_handoff_concerns_the_supervisors_of_both_sides() -> None:
    scene = Scene()
    handoff = scene.sent()
    clock = Clock.objects.running().filter(about_uid=handoff.uid).first()
    assert clock is not None

    run(share(clock, 100))

    supervisors = {code for kind, code, only in told() if only and kind == "clock.late"}
    assert {handoff.sender.code, handoff.receiver.code} <= supervisors


def test_after_three_days_of_silence_lateness_is_right_and_everybody_is_told_once(
    limit: Clock, police: Agency
) -> None:
    late = limit.due_at + timedelta(days=3)

    assert run(late) == 3
    assert run(late + timedelta(seconds=1)) == 0

    assert Clock.objects.overdue(late).get() == limit
    notices = list(Notice.objects.filter(clock=limit).values_list("dedup", flat=True))
    assert len(notices) == len(set(notices))
    assert Heartbeat.objects.get(name="sweep").beat_at == late + timedelta(seconds=1)


def test_a_met_clock_raises_nothing_even_when_the_reminder_was_under_way(limit: Clock) -> None:
    escalation.sweep(share(limit, 50))
    limit.met_at = share(limit, 51)
    limit.save(update_fields=["met_at"])

    outbox.relay(share(limit, 52))

    assert told() == set()


def test_notices_name_case_and_rule_and_no_person(limit: Clock) -> None:
    run(share(limit, 100))

    case = Case.objects.get(pk=limit.case_id)
    for notice in Notice.objects.all():
        stored = " ".join(str(value) for value in vars(notice).values())
        assert "Lò Thị" not in stored
        assert notice.case == case


def test_the_cost_of_a_sweep_is_what_is_due(limit: Clock) -> None:
    def queries(now: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            escalation.sweep(now)
        return len(asked)

    queries(limit.started_at)  # the first sweep makes its heartbeat
    nothing_due = queries(limit.started_at + timedelta(seconds=1))
    for _ in range(3):
        factories.case_in(CaseState.IDENTIFIED)
    more_exist = queries(limit.started_at + timedelta(seconds=2))

    assert more_exist == nothing_due


def test_supervisors_of_the_agency_see_it_and_officers_do_not(limit: Clock, officer: User) -> None:
    chief = factories.user(Role.SUPERVISOR, at=limit.agency)
    run(share(limit, 100))

    from caseflow import notices

    assert notices.for_user(chief).filter(supervisors_only=True).exists()
    assert not notices.for_user(officer).filter(supervisors_only=True).exists()
