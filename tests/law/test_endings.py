"""A limit that no longer applies is neither kept nor missed, and does not begin again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from caseflow.choices import AgencyKind, CaseState
from referrals import actions as handing
from referrals.choices import Purpose
from tests import factories
from tests.law.scene import running, send, state_of, worker

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

ENDED = ("2024.health_insurance", "house.plan_review")


def test_what_was_never_done_is_not_on_time_because_the_person_went_home(browser):
    """Nobody arranged the insurance and nobody reviewed the plan."""
    case = factories.case_in(CaseState.REINTEGRATED)
    reader = factories.user(at=case.responsible_agency)

    assert [state_of(case, rule) for rule in ENDED] == ["stopped", "stopped"]
    page = browser(reader).get(f"/ho-so/{case.reference}/").content.decode()
    assert "không còn áp dụng" in page
    assert "đúng hạn" not in page.partition("Hỗ trợ đóng bảo hiểm y tế")[2][:400]


def test_a_file_that_goes_on_keeps_ended_what_no_longer_applied_before_it_ended(clock):
    case = factories.case_in(CaseState.REINTEGRATED)
    keeper = factories.user(at=case.responsible_agency)
    clock.shift(timedelta(hours=1))
    case = factories.close(case, proposer=keeper, now=timezone.now())
    clock.shift(timedelta(hours=1))

    case = factories.reopen(case, proposer=keeper, now=timezone.now())

    assert not running(case) & set(ENDED)


def test_who_sent_it_takes_it_back_so_the_receiver_kept_no_limit():
    by = worker()
    case = factories.case(by)
    handoff = send(case, by, factories.agency(AgencyKind.POLICE), Purpose.VERIFICATION)

    handing.withdraw(handoff, by=by, now=timezone.now())

    answer = case.clocks.get(about_uid=handoff.uid, rule="house.transfer_receipt")
    assert answer.state_at(timezone.now()) == "stopped"
