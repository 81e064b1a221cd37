"""Limits of a file: which step starts and which meets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import clocks, workdays
from caseflow.actions import records
from caseflow.choices import (
    AgencyKind,
    CaseState,
    ContactKind,
    Milestone,
    Route,
    VerificationResult,
)
from referrals.choices import HandoffKind, Purpose
from support import actions as supporting
from support.choices import ServiceKind
from tests import factories
from tests.law.scene import desk_of, officer_of, record, running, send, state_of, verify, worker

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_the_initial_verification_has_three_days_and_is_met_by_its_record():
    """Law 53/2024 Art. 27.2 as amended."""
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT)
    clock = case.clocks.get(rule="2024.initial_verification")

    assert clock.due_at == workdays.end_of(timezone.localdate() + timedelta(days=3))
    verify(case, by)
    assert state_of(case, "2024.initial_verification") == "met"


@pytest.mark.parametrize(
    ("written_down", "happened", "state"),
    [
        ("2026-11-24T09:00:00+07:00", date(2026, 11, 24), "met"),
        ("2026-11-30T09:00:00+07:00", date(2026, 11, 26), "met"),
        ("2026-11-30T09:00:00+07:00", date(2026, 11, 27), "met_late"),
        ("2026-11-30T09:00:00+07:00", date(2026, 11, 30), "met_late"),
    ],
)
def test_what_counts_is_the_day_it_was_done_not_the_day_it_was_written_down(
    clock, written_down, happened, state
):
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT)
    clock.move_to(written_down)

    verify(case, by, on=happened)

    assert state_of(case, "2024.initial_verification") == state


def test_a_verification_without_signs_is_kept_and_meets_the_duty():
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT)

    same = verify(case, by, result=VerificationResult.NO_SIGNS)

    assert same.state == CaseState.RECEIVED
    assert same.version == case.version
    assert case.verifications.get().result == VerificationResult.NO_SIGNS
    assert state_of(case, "2024.initial_verification") == "met"
    assert AuditEvent.objects.filter(case_uid=case.uid, act="verification.recorded").count() == 1
    assert verify(case, by).state == CaseState.VERIFIED


def test_the_commune_notifies_by_sending_the_file_and_the_health_agency_must_receive_at_once():
    """Law 53/2024 Art. 27.1-2 as amended by Law 86/2025."""
    commune, social = officer_of(AgencyKind.COMMUNE), worker()
    case = factories.case(commune, route=Route.SELF_REPORT)
    assert "2024.notify_social" in running(case)

    send(case, commune, desk_of(social), Purpose.SUPPORT)

    assert state_of(case, "2024.notify_social") == "met"
    reception = case.clocks.get(rule="2024.reception_support")
    assert reception.agency == desk_of(social)


def test_a_file_past_verification_notifies_nobody_again():
    officer = factories.user()
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    send(case, officer, factories.agency(AgencyKind.SOCIAL_AFFAIRS), Purpose.SUPPORT)

    assert not {"2024.reception_support", "2024.initial_verification"} & running(case)


def test_a_request_for_verification_starts_the_twenty_days_of_the_old_law(clock):
    """Law 66/2011 Art. 24.3; the new law records no limit."""
    clock.move_to("2025-06-02T08:00:00+07:00")
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT, received_at=timezone.now())
    assert {"2011.initial_verification", "2011.verification_request"} <= running(case)

    send(
        case,
        by,
        factories.agency(AgencyKind.POLICE),
        Purpose.VERIFICATION,
        HandoffKind.REFERRAL,
    )

    assert state_of(case, "2011.verification_request") == "met"
    twenty = case.clocks.get(rule="2011.police_verification")
    assert timezone.localdate(twenty.due_at) == date(2025, 6, 22)


def test_the_new_law_starts_no_clock_for_the_police_and_says_so():
    case = factories.case_in(CaseState.VERIFIED)

    assert not [rule for rule in case.clocks.values_list("rule", flat=True) if "police" in rule]
    assert "Công an xác minh khi chưa có giấy tờ xác nhận" in clocks.unlimited(case)


def test_first_contact_needs_and_support_meet_the_limits_of_the_house():
    social = worker()
    case = factories.case_in(CaseState.RESCUED)
    case = factories.move_to(case, social)
    clocks.start(case, "taken_over", at=timezone.now())
    assert {"house.first_contact", "house.needs_assessment"} <= running(case)

    records.note_contact(
        case,
        kind=ContactKind.CALL,
        text="",
        happened_at=timezone.now(),
        by=social,
        now=timezone.now(),
    )
    assert "house.first_contact" not in running(case)
    supporting.assess_needs(
        case,
        levels={},
        findings="",
        happened_on=timezone.localdate(),
        by=social,
        now=timezone.now(),
    )
    assert "house.needs_assessment" not in running(case)


def test_the_period_of_essentials_begins_with_the_first_and_ends_when_recorded():
    """Decree 162/2025 Art. 17: 120 days."""
    officer = factories.user()
    case = factories.case(officer)
    supporting.give_service(
        case,
        kind=ServiceKind.ESSENTIALS,
        provider=case.responsible_agency,
        happened_on=timezone.localdate(),
        note="",
        by=officer,
        now=timezone.now(),
    )
    essentials = case.clocks.get(rule="2024.essentials")
    assert timezone.localdate(essentials.due_at) == timezone.localdate() + timedelta(days=120)

    record(case, Milestone.ESSENTIALS_ENDED, officer)

    assert state_of(case, "2024.essentials") == "met"


def test_ending_a_file_stops_its_limits_and_reopening_lets_them_go_on():
    officer = factories.user()
    case = factories.case(officer, route=Route.SELF_REPORT)
    before = running(case)
    case = factories.close(case, proposer=officer, now=timezone.now())
    assert not running(case)
    assert case.next_due_at is None

    factories.reopen(case, proposer=officer, now=timezone.now())

    assert running(case) == before


def test_a_file_opened_again_after_weeks_has_the_days_it_had(clock):
    officer = factories.user()
    case = factories.case(officer, route=Route.SELF_REPORT)
    clock.move_to("2026-11-24T08:00:00+07:00")
    case = factories.close(case, proposer=officer, now=timezone.now())
    clock.move_to("2027-01-04T08:00:00+07:00")

    factories.reopen(case, proposer=officer, now=timezone.now())

    left = case.clocks.get(rule="2024.initial_verification")
    assert timezone.localdate(left.due_at) == date(2027, 1, 6)
    assert left.state_at(timezone.now()) == "running"
    assert (
        "Ngừng tính: 08:00 Thứ Ba, 24/11/2026 đến 08:00 Thứ Hai, 04/01/2027."
        in clocks.why(left).lines
    )
