"""A file that crosses 1/7/2025 keeps what the law says it keeps (Law 53/2024 Art. 63)."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from caseflow import clocks
from caseflow.actions import intake, steps
from caseflow.choices import (
    AgeBand,
    CaseState,
    Milestone,
)
from support import entitlements
from tests import factories
from tests.law.scene import record, running

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_a_file_that_crosses_keeps_its_support_and_gets_the_new_procedure(clock):
    """Law 53/2024 Art. 63: received and identified in June 2025, supported under Law 66/2011."""
    clock.move_to("2025-06-20T08:00:00+07:00")
    officer = factories.user()
    case = factories.case_in(CaseState.IDENTIFIED, by=officer, received_at=timezone.now())
    clock.move_to("2025-09-01T08:00:00+07:00")

    record(case, Milestone.APPLICATION_FILED, officer)

    assert (case.procedure_regime, case.support_regime) == ("2011", "2011")
    assert {"2011.application_passed_on"} <= running(case)
    assert "2024.support_dossier" not in running(case)


def test_identified_after_the_change_is_supported_under_the_new_law(clock):
    clock.move_to("2025-06-20T08:00:00+07:00")
    officer = factories.user()
    case = factories.case_in(CaseState.VERIFIED, by=officer, received_at=timezone.now())
    clock.move_to("2025-07-10T08:00:00+07:00")

    case = factories.identify(case, by=officer, now=timezone.now())

    assert (case.procedure_regime, case.support_regime) == ("2011", "2024")
    assert "2024.health_insurance" in running(case)


def test_a_paper_of_june_written_down_in_july_still_means_the_old_support(clock):
    clock.move_to("2025-06-20T08:00:00+07:00")
    officer = factories.user()
    case = factories.case_in(CaseState.VERIFIED, by=officer, received_at=timezone.now())
    clock.move_to("2025-07-03T08:00:00+07:00")

    case = steps.identify(
        case,
        paper="police_certificate",
        issuer="Công an huyện",
        number="7/GXN",
        grounds="Có căn cứ",
        issued_on=date(2025, 6, 27),
        by=officer,
        now=timezone.now(),
    )

    assert case.support_regime == "2011"
    within = case.clocks.get(rule="2011.application_within")
    assert timezone.localdate(within.started_at) == date(2025, 6, 27)
    assert timezone.localdate(within.due_at) == date(2026, 6, 27)


def test_an_accompanying_child_shares_the_law_of_the_adult(clock):
    """Law 53/2024 Art. 63: “and the under-18 who came with them”."""
    clock.move_to("2025-06-20T08:00:00+07:00")
    officer = factories.user()
    adult = factories.case_in(CaseState.IDENTIFIED, by=officer, received_at=timezone.now())
    clock.move_to("2025-08-01T08:00:00+07:00")
    child = intake.receive_accompanying_child(
        adult,
        intake=factories.an_intake(age_band=AgeBand.FROM_13, received_at=timezone.now()),
        by=officer,
        now=timezone.now(),
    )

    assert child.support_regime == ""
    assert clocks.support_regime(child) == "2011"
    assert [line.code for line in entitlements.of(child)] == ["a", "b", "c", "d", "dd", "e"]
    assert [line.answer for line in entitlements.of(child)][:3] == ["yes"] * 3
