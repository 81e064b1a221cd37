"""Who decides a step, by law and route: one row each."""

import pytest

from caseflow import law
from caseflow.choices import AgencyKind, Route, Step
from caseflow.law.loader import DECIDED_STEPS

ANY = next(iter(Route))
POLICE, PROCURACY, COURT = AgencyKind.POLICE, AgencyKind.PROCURACY, AgencyKind.COURT
GUARDS = {AgencyKind.BORDER_GUARD, AgencyKind.COAST_GUARD}
SOCIAL, MISSION = AgencyKind.SOCIAL_AFFAIRS, AgencyKind.MISSION
ASKED = (Route.SELF_REPORT, Route.HOTLINE, Route.RETURNED_ALONE)
TAKEN_IN = (Route.RESCUED, Route.MISSION, Route.BORDER)
CLOSED_QUESTION = (Step.IDENTIFY, Step.RULE_OUT, Step.RECONSIDER)
DECIDERS = [
    *[(Step.VERIFY, route, {SOCIAL}) for route in ASKED],
    *[(Step.VERIFY, route, {POLICE, *GUARDS}) for route in TAKEN_IN],
    (Step.VERIFY, Route.ABROAD, {MISSION, POLICE}),
    (Step.VERIFY, Route.FOREIGNER, {POLICE, *GUARDS, SOCIAL}),
    *[(step, route, {POLICE, PROCURACY, COURT}) for step in CLOSED_QUESTION for route in ASKED],
    *[
        (step, route, {POLICE, *GUARDS, PROCURACY, COURT})
        for step in CLOSED_QUESTION
        for route in (*TAKEN_IN, Route.FOREIGNER)
    ],
    *[(Step.SECURE, route, {POLICE, *GUARDS, SOCIAL}) for route in Route],
    *[(Step.BEGIN_SUPPORT, route, {SOCIAL}) for route in Route],
    *[(Step.REINTEGRATE, route, {SOCIAL}) for route in Route],
    *[(Step.RECEIVE, route, set(AgencyKind) - {AgencyKind.STEERING_138}) for route in Route],
]


@pytest.mark.parametrize("regime", ["2011", "2024"])
@pytest.mark.parametrize(("step", "route", "kinds"), DECIDERS)
def test_who_decides_a_step(regime, step, route, kinds):
    assert law.deciders(regime, step, route) == kinds


@pytest.mark.parametrize("step", CLOSED_QUESTION)
def test_a_mission_confirms_abroad_under_the_new_law_only(step):
    """Law 53/2024 Art. 29.3."""
    assert MISSION in law.deciders("2024", step, Route.ABROAD)
    assert MISSION not in law.deciders("2011", step, Route.ABROAD)


def test_every_decided_step_has_somebody_and_a_source_for_every_route():
    for regime in law.regimes():
        for step in DECIDED_STEPS:
            for route in Route:
                found = law.decider(regime, step, route)
                assert found is not None
                assert found.kinds
                assert found.source.vi


def test_the_law_says_nothing_of_closing_a_file():
    assert law.decider("2024", Step.CLOSE, ANY) is None
    assert law.deciders("2024", Step.REOPEN, ANY) == frozenset()
