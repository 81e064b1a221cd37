"""The second person judges an emergency view; what nobody judges in 72 hours goes up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access, emergencies, tasks
from caseflow.actions import emergency
from caseflow.choices import (
    AgencyKind,
    Level,
    Role,
    Verdict,
)
from caseflow.models import Agency, Case, EmergencyView, User
from caseflow.refusals import (
    OutOfReach,
    WrongInput,
    WrongMoment,
    WrongRole,
)
from tests import factories
from tests.caseflow.emergency_scene import (
    agency_of,
    boss,
    case,
    judge,
    keeper,
    open_file,
    stranger,
    told,
)

__all__ = ["boss", "case", "keeper", "stranger"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


# -- The second person --------------------------------------------------------------------------


def test_a_supervisor_of_the_file_judges_and_the_reader_is_told(
    case: Case, boss: User, stranger: User
) -> None:
    view = judge(open_file(case, stranger), boss)

    assert (view.verdict, view.reviewed_by) == (Verdict.JUSTIFIED, boss)
    assert access.reach(stranger, case) == Level.PACKAGE, "justified: the four hours go on"
    assert told(stranger) == ["emergency.reviewed"]
    assert b'"verdict":"justified"' in bytes(AuditEvent.objects.get(act="emergency.reviewed").entry)


@pytest.mark.parametrize("verdict", [Verdict.UNNECESSARY, Verdict.MISUSED])
def test_what_was_not_necessary_ends_at_once(
    case: Case, boss: User, stranger: User, verdict: Verdict
) -> None:
    own_boss = factories.user(Role.SUPERVISOR, at=agency_of(stranger))
    view = open_file(case, stranger)

    with pytest.raises(WrongInput):
        emergency.review(view, verdict=verdict, answer=" ", by=boss, now=timezone.now())
    view = judge(view, boss, verdict)

    assert access.reach(stranger, case) is None
    assert view.open_until == timezone.now()
    assert AuditEvent.objects.filter(act="access.revoked", case_uid=case.uid).exists()
    assert ("emergency.misused" in told(own_boss)) == (verdict == Verdict.MISUSED)


def test_who_may_judge(case: Case, keeper: User, boss: User, stranger: User) -> None:
    view = open_file(case, stranger)
    above = factories.agency(AgencyKind.POLICE)
    Agency.objects.filter(pk=case.responsible_agency_id).update(parent=above)
    refused: list[tuple[User, type[Exception]]] = [
        (keeper, WrongRole),
        (stranger, OutOfReach),
        (factories.user(Role.SUPERVISOR, at=agency_of(stranger)), OutOfReach),
        (
            factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138)),
            OutOfReach,
        ),
        (factories.user(Role.AUDITOR, at=case.responsible_agency), OutOfReach),
        (factories.user(Role.UNIT_ADMIN, at=case.responsible_agency), OutOfReach),
    ]
    for person, error in refused:
        with pytest.raises(error):
            judge(view, person)

    assert judge(view, factories.user(Role.SUPERVISOR, at=above)).reviewed_at
    with pytest.raises(WrongMoment):
        judge(view, boss)


def test_nobody_judges_oneself_even_after_moving_to_the_agency_of_the_file(
    case: Case, stranger: User
) -> None:
    from caseflow.actions import people

    view = open_file(case, stranger)
    people.join_agency(
        stranger, case.responsible_agency, Role.SUPERVISOR, by=None, now=timezone.now()
    )

    with pytest.raises(WrongRole):
        judge(view, User.objects.get(pk=stranger.pk))


def test_the_database_refuses_a_reader_who_judges(case: Case, boss: User, stranger: User) -> None:
    from django.db import IntegrityError, transaction

    view = judge(open_file(case, stranger), boss)
    view.reviewed_by = stranger

    with pytest.raises(IntegrityError), transaction.atomic():
        view.save()


def test_a_verdict_changed_in_the_table_is_noticed(case: Case, boss: User, stranger: User) -> None:
    from django.db import connection

    from caseflow.sealing import reading as opened
    from caseflow.sealing.errors import SealError

    view = judge(open_file(case, stranger), boss, Verdict.MISUSED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE caseflow_emergencyview SET verdict = 'justified'")

    changed = EmergencyView.objects.get(pk=view.pk)
    with opened.opened("verify"), pytest.raises(SealError):
        assert changed.reason


def test_reader_and_supervisor_may_end_it_early_others_not(
    case: Case, keeper: User, boss: User, stranger: User
) -> None:
    view = open_file(case, stranger)
    for person, error in ((keeper, WrongRole), (factories.user(), OutOfReach)):
        with pytest.raises(error):
            emergency.end(view, by=person, now=timezone.now())

    emergency.end(view, by=stranger, now=timezone.now())

    assert access.reach(stranger, case) is None
    with pytest.raises(WrongMoment):
        emergency.end(view, by=boss, now=timezone.now())
    again = open_file(case, stranger)
    emergency.end(again, by=boss, now=timezone.now())
    assert access.reach(stranger, case) is None


# -- Seventy-two hours --------------------------------------------------------------------------


def test_what_nobody_judged_in_72_hours_goes_up_once(
    case: Case, boss: User, stranger: User, clock: Any
) -> None:
    above = factories.agency(AgencyKind.POLICE)
    Agency.objects.filter(pk=case.responsible_agency_id).update(parent=above)
    chief = factories.user(Role.SUPERVISOR, at=above)
    committee = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))
    elsewhere = factories.user(
        Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138, province="001")
    )
    view = open_file(case, stranger)
    clock.shift(emergencies.REVIEW_WITHIN - timedelta(seconds=1))
    assert emergencies.sweep(timezone.now()) == 0

    clock.shift(timedelta(seconds=1))

    assert tasks.sweep() >= 1
    assert emergencies.sweep(timezone.now()) == 0
    assert told(chief) == told(committee) == ["emergency.escalated"]
    assert told(elsewhere) == []
    assert AuditEvent.objects.filter(act="emergency.escalated", case_uid=case.uid).count() == 1
    assert judge(view, chief).reviewed_at, "late is better than never"


def test_what_was_judged_in_time_stays_here(
    case: Case, boss: User, stranger: User, clock: Any
) -> None:
    judge(open_file(case, stranger), boss)

    clock.shift(emergencies.REVIEW_WITHIN + timedelta(days=1))

    assert emergencies.sweep(timezone.now()) == 0
