"""Deeds the law names beside the steps: what they start and meet, who writes them, and when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from caseflow import milestones
from caseflow.choices import (
    AgeBand,
    AgencyKind,
    CaseState,
    Milestone,
    Route,
)
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from tests import factories
from tests.law.scene import officer_of, record, running, state_of, worker

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


DEEDS: list[tuple[Route, AgencyKind, Milestone, set[str], set[str]]] = [
    # route, desk, deed, limits started, limits met
    (Route.SELF_REPORT, AgencyKind.POLICE, Milestone.REFERRED_TO_COMMUNE, set(), {"2024.bring_to_commune"}),
    (Route.SELF_REPORT, AgencyKind.COMMUNE, Milestone.NOTIFIED_SOCIAL, set(), {"2024.notify_social"}),
    (Route.HOTLINE, AgencyKind.HOTLINE, Milestone.TIP_FORWARDED, set(), {"2024.hotline_forward"}),
]  # fmt: skip


@pytest.mark.parametrize(("route", "kind", "deed", "started", "met"), DEEDS)
def test_a_deed_of_the_receiving_desk_meets_its_limit(route, kind, deed, started, met):
    by = officer_of(kind)
    case = factories.case(by, route=route)
    before = running(case)
    assert met <= before

    record(case, deed, by)

    assert before - running(case) == met
    assert running(case) - before == started
    assert deed not in milestones.of_interest(case, timezone.now())


def test_the_application_is_decided_within_nine_working_days():
    """Procedure 112584; Monday 23/11/2026, 24/11 is a holiday, so nine working days end on 7/12."""
    social = worker()
    case = factories.move_to(factories.case_in(CaseState.IDENTIFIED), social)
    record(case, Milestone.APPLICATION_FILED, social)
    clock = case.clocks.get(rule="2024.support_dossier")

    assert timezone.localdate(clock.due_at) == date(2026, 12, 7)
    with pytest.raises(WrongMoment):
        record(case, Milestone.APPLICATION_FILED, social)
    record(case, Milestone.APPLICATION_DECIDED, social)
    assert state_of(case, "2024.support_dossier") == "met"


def test_nobody_applies_before_the_status_is_confirmed():
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT)

    with pytest.raises(WrongMoment):
        record(case, Milestone.APPLICATION_FILED, by)


def test_the_insurance_year_begins_with_the_confirming_paper():
    """Decree 188/2025 Art. 6.1d."""
    officer = factories.user()
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    assert "2024.health_insurance" in running(case)

    record(case, Milestone.INSURANCE_ARRANGED, officer)

    assert "2024.health_insurance" not in running(case)


def test_a_child_in_a_facility_under_the_old_law(clock):
    """Circular 35/2013 Art. 11.3c, 13.2, 14.1: at once, 60 days, the family 20 days before."""
    clock.move_to("2025-03-03T09:00:00+07:00")
    officer = factories.user()
    case = factories.case_in(
        CaseState.IDENTIFIED, by=officer, age_band=AgeBand.FROM_13, received_at=timezone.now()
    )

    record(case, Milestone.ENTERED_FACILITY, officer)

    assert {"2011.essentials_at_once", "2011.facility_stay", "2011.child_family_told"} <= running(
        case
    )
    told = case.clocks.get(rule="2011.child_family_told")
    stay = case.clocks.get(rule="2011.facility_stay")
    assert (stay.due_at - told.due_at).days == 20
    record(case, Milestone.FAMILY_TOLD, officer)
    record(case, Milestone.LEFT_FACILITY, officer)
    assert not {"2011.facility_stay", "2011.child_family_told"} & running(case)


def test_entering_and_leaving_a_facility_take_turns_under_either_law():
    officer = factories.user()
    case = factories.case(officer)

    for _turn in range(2):
        assert Milestone.LEFT_FACILITY not in milestones.of_interest(case, timezone.now())
        record(case, Milestone.ENTERED_FACILITY, officer)
        assert Milestone.ENTERED_FACILITY not in milestones.of_interest(case, timezone.now())
        record(case, Milestone.LEFT_FACILITY, officer)


@pytest.mark.parametrize("hours", [-2, 1])
def test_a_deed_lies_between_reception_and_now(hours):
    officer = factories.user()
    case = factories.case(officer)

    with pytest.raises(WrongInput):
        record(
            case,
            Milestone.ENTERED_FACILITY,
            officer,
            at=timezone.now() + timedelta(hours=hours),
        )


def test_a_deed_is_written_by_the_desk_that_holds_the_file():
    case = factories.case()

    with pytest.raises(OutOfReach):
        record(case, Milestone.ENTERED_FACILITY, factories.user())
