"""Step × state × role × reach: who may take which step when; the table below is the rule."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from caseflow import workflow
from caseflow.choices import AgencyKind, CaseState, Role, Step
from caseflow.models import Case, User
from caseflow.refusals import MissingEvidence, OutOfReach, WrongMoment, WrongRole
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

POLICE_SIDE = {AgencyKind.POLICE, AgencyKind.BORDER_GUARD, AgencyKind.COAST_GUARD}
RESCUERS_AND_SOCIAL = POLICE_SIDE | {AgencyKind.SOCIAL_AFFAIRS}
ANY = set(AgencyKind)
OPEN = {
    CaseState.RECEIVED,
    CaseState.VERIFIED,
    CaseState.IDENTIFIED,
    CaseState.RESCUED,
    CaseState.SUPPORTED,
    CaseState.REINTEGRATED,
}
WORKERS = {Role.OFFICER, Role.SOCIAL_WORKER, Role.SUPERVISOR}
POLICE_ROLES = {Role.OFFICER, Role.SUPERVISOR}


@dataclass(frozen=True)
class Rule:
    """One row of the table: from which states, by which roles, of which kinds of agencies."""

    sources: set[CaseState]
    roles: set[Role]
    kinds: set[AgencyKind]


TABLE: dict[Step, Rule] = {
    Step.VERIFY: Rule({CaseState.RECEIVED}, WORKERS, POLICE_SIDE),
    Step.IDENTIFY: Rule({CaseState.VERIFIED}, POLICE_ROLES, POLICE_SIDE),
    Step.SECURE: Rule({CaseState.IDENTIFIED}, WORKERS, RESCUERS_AND_SOCIAL),
    Step.BEGIN_SUPPORT: Rule(
        {CaseState.RESCUED}, {Role.SOCIAL_WORKER, Role.SUPERVISOR}, {AgencyKind.SOCIAL_AFFAIRS}
    ),
    Step.REINTEGRATE: Rule({CaseState.SUPPORTED}, {Role.SUPERVISOR}, {AgencyKind.SOCIAL_AFFAIRS}),
    Step.RULE_OUT: Rule({CaseState.RECEIVED, CaseState.VERIFIED}, POLICE_ROLES, POLICE_SIDE),
    Step.RECONSIDER: Rule({CaseState.NOT_CONFIRMED}, POLICE_ROLES, POLICE_SIDE),
    Step.CLOSE: Rule(OPEN, {Role.SUPERVISOR}, ANY),
    Step.REOPEN: Rule({CaseState.CLOSED}, {Role.SUPERVISOR}, ANY),
}


def expected(step: Step, state: CaseState, person: User, *, near: bool) -> set[int]:
    """The answers the table allows; with the right person at the right moment only evidence lacks."""
    rule = TABLE[step]
    standing = person.get_standing()
    assert standing is not None
    if not near or standing.role not in WORKERS:
        return {404}
    if standing.role not in rule.roles or standing.agency_kind not in rule.kinds:
        return {403}
    if state not in rule.sources:
        return {409}
    return {200, 410}


def answer(case: Case, step: Step, person: User) -> int:
    """What the door says, undone afterwards; 410 stands for missing evidence."""
    try:
        with transaction.atomic():
            columns = (
                {"state_before_close": case.state, "close_reason": "withdrew"}
                if step == Step.CLOSE
                else {}
            )
            workflow.advance(
                case,
                step,
                by=person,
                now=timezone.now(),
                approving=frozenset({step}),
                columns=columns,
            )
            raise Undo
    except Undo:
        return 200
    except OutOfReach:
        return 404
    except WrongRole:
        return 403
    except WrongMoment:
        return 409
    except MissingEvidence:
        return 410


class Undo(Exception):
    """Rolls the attempt back."""


@pytest.mark.parametrize("state", list(CaseState))
@pytest.mark.parametrize("near", [True, False], ids=["own-agency", "other-agency"])
def test_every_step_answers_as_the_table_says(state: CaseState, near: bool) -> None:
    case = factories.case_in(state)
    agency = (
        case.responsible_agency
        if near
        else factories.agency(AgencyKind(case.responsible_agency.kind))
    )

    wrong = []
    for role in Role:
        person = factories.user(role, at=agency)
        for step in TABLE:
            got = answer(case, step, person)
            if got not in expected(step, state, person, near=near):
                wrong.append((step.value, role.value, got))

    assert wrong == []


def test_a_stale_version_is_refused_after_reach_and_role() -> None:
    officer = factories.user()
    case = factories.case(officer)
    factories.verify(case, by=officer, now=timezone.now())

    from caseflow.refusals import Stale

    with pytest.raises(Stale), transaction.atomic():
        workflow.ask(case, Step.IDENTIFY, by=officer, version=1)


def test_a_reopened_file_goes_on_where_it_was() -> None:
    officer = factories.user()
    case = factories.case_in(CaseState.VERIFIED, by=officer)
    closed = factories.close(case, proposer=officer, now=timezone.now())

    reopened = factories.reopen(closed, proposer=officer, now=timezone.now())

    assert reopened.state == CaseState.VERIFIED
    assert reopened.responsibilities.filter(ended_at__isnull=True).count() == 1


def test_all_missing_things_are_named_at_once() -> None:
    officer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    case = factories.case_in(CaseState.SUPPORTED)
    case = factories.move_to(case, officer)

    with pytest.raises(MissingEvidence) as refusal, transaction.atomic():
        workflow.advance(case, Step.REINTEGRATE, by=officer, now=timezone.now())

    assert len(refusal.value.sentences) == 4
