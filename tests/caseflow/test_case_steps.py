"""Step × state × role × reach: who may take which step when; the table below is the rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from caseflow import access, workflow
from caseflow.choices import AgencyKind, CaseState, GrantBasis, Level, Role, Route, Step
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


def expected(step: Step, state: CaseState, person: User, *, reached: bool) -> int:
    """The answer the table allows; for the right person at the right moment only evidence lacks."""
    rule = TABLE[step]
    standing = person.get_standing()
    assert standing is not None
    if not reached or standing.role not in WORKERS:
        return 404
    if standing.role not in rule.roles or standing.agency_kind not in rule.kinds:
        return 403
    if state not in rule.sources:
        return 409
    return 200 if step in (Step.CLOSE, Step.REOPEN) else 410


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


GRANTS: dict[str, tuple[Level, set[Step]] | None] = {
    "nothing": None,
    "trail": (Level.TRAIL, set()),
    "package": (Level.PACKAGE, set()),
    "work": (Level.WORK, set(TABLE)),
    "work for one step": (Level.WORK, {Step.IDENTIFY}),
    "work for two steps": (Level.WORK, {Step.SECURE, Step.CLOSE}),
}
"""What people of another agency were given, and the steps that reach then covers."""


@pytest.mark.parametrize("state", list(CaseState))
def test_every_step_answers_the_own_agency_as_the_table_says(state: CaseState) -> None:
    case = factories.case_in(state)

    wrong = []
    for role in Role:
        person = factories.user(role, at=case.responsible_agency)
        for step in TABLE:
            got = answer(case, step, person)
            if got != expected(step, state, person, reached=True):
                wrong.append((step.value, role.value, got))

    assert wrong == []


@pytest.mark.parametrize("state", list(CaseState))
def test_every_step_answers_others_by_what_they_were_given(state: CaseState) -> None:
    case = factories.case_in(state)
    giver = factories.user()

    wrong = []
    for name, given in GRANTS.items():
        agency = factories.agency(AgencyKind(case.responsible_agency.kind))
        if given is not None:
            steps = () if given[1] == set(TABLE) else sorted(given[1])
            access.grant(
                case, to=agency, level=given[0], basis=GrantBasis.HELPER, steps=steps,
                by=giver, now=timezone.now(),
            )  # fmt: skip
        covered = given[1] if given is not None else set()
        for role in sorted(WORKERS) if covered else [Role.SUPERVISOR]:
            person = factories.user(role, at=agency)
            for step in TABLE:
                got = answer(case, step, person)
                if got != expected(step, state, person, reached=step in covered):
                    wrong.append((name, step.value, role.value, got))

    assert wrong == []


RECEIVED_ALONE = {Route.SELF_REPORT, Route.HOTLINE, Route.RETURNED_ALONE}
VERIFIERS: dict[Route, set[AgencyKind]] = {
    **{route: {AgencyKind.SOCIAL_AFFAIRS} for route in RECEIVED_ALONE},
    **dict.fromkeys((Route.RESCUED, Route.MISSION, Route.BORDER), POLICE_SIDE),
    Route.ABROAD: {AgencyKind.MISSION, AgencyKind.POLICE},
    Route.FOREIGNER: RESCUERS_AND_SOCIAL,
}
LAST_OF_2011 = datetime(2025, 6, 30, 23, 59, tzinfo=timezone.get_default_timezone())
FIRST_OF_2024 = datetime(2025, 7, 1, 0, 0, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize("route", list(Route))
@pytest.mark.parametrize(
    ("received", "regime"), [(LAST_OF_2011, "2011"), (FIRST_OF_2024, "2024")], ids=["2011", "2024"]
)
def test_who_verifies_follows_the_way_people_came_under_either_law(
    route: Route, received: datetime, regime: str
) -> None:
    case = factories.case(factories.user(), route=route, received_at=received)
    giver, now = factories.user(), timezone.now()

    found = set()
    for kind in AgencyKind:
        agency = factories.agency(kind)
        access.grant(case, to=agency, level=Level.WORK, basis=GrantBasis.HELPER, by=giver, now=now)
        if answer(case, Step.VERIFY, factories.user(Role.OFFICER, at=agency)) == 410:
            found.add(kind)

    assert case.procedure_regime == regime
    assert found == VERIFIERS[route]


NOT_RECEIVING = {AgencyKind.STEERING_138}


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_who_receives_is_said_by_kind_and_role(kind: AgencyKind) -> None:
    agency = factories.agency(kind)
    silent = factories.agency(kind, receives_reports=False)

    for role in Role:
        for place in (agency, silent):
            allowed = place is agency and kind not in NOT_RECEIVING and role in WORKERS
            person = factories.user(role, at=place)
            try:
                case = factories.case(person)
            except WrongRole:
                assert not allowed, (kind, role)
            else:
                assert allowed, (kind, role)
                assert access.reach(person, case) == Level.WORK


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
