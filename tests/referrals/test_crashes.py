"""The process dies at the n-th statement of a deed, for every n: all of it stands, or none."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from audit import worker
from audit.verify import verify
from caseflow import escalation
from caseflow.actions import proposals
from caseflow.choices import AgencyKind, CaseState, CloseReason, Role, Step
from caseflow.models import Case, OutboxEntry, User
from tests import factories
from tests.referrals import crashing
from tests.referrals.crashing import died_everywhere
from tests.referrals.scene import Scene
from tests.support.test_invariants import violations
from tests.support.test_support import supported_to_the_end

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.mark.parametrize("name", crashing.DEEDS)
def test_every_deed_of_handing_over_is_all_or_nothing(
    scene: Scene, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up, least = crashing.DEEDS[name]
    act = set_up(scene)

    died = died_everywhere(act)

    with capsys.disabled():
        sys.stdout.write(f"\n{connection.vendor:10} {name:28} {died:3} boundaries")
    assert died >= least
    (answers,) = crashing.responsible(scene.case)
    assert Case.objects.get(pk=scene.case.pk).responsible_agency_id == answers
    assert violations() == {}
    assert verify(with_rows=True).findings == []


def test_a_receipt_that_died_leaves_the_giver_and_one_that_went_through_the_receiver(
    scene: Scene,
) -> None:
    handoff = scene.sent()

    died_everywhere(lambda: scene.receive(handoff, by=scene.worker))

    assert crashing.responsible(scene.case) == [handoff.receiver_id]


def test_a_limit_that_ran_out_reminds_once_wherever_the_sweep_died(scene: Scene) -> None:
    handoff = scene.sent()
    late = timezone.now() + timedelta(days=30)
    died = 0
    for number in range(crashing.MOST):
        dying = crashing.Dying(number)
        try:
            with connection.execute_wrapper(dying):
                escalation.sweep(late)
        except crashing.Crash:
            died += 1
            assert crashing.responsible(scene.case) == [handoff.sender_id]
            worker.retire()
            continue
        break

    raised = [each.dedup for each in OutboxEntry.objects.filter(topic=escalation.TOPIC)]
    assert died > 3
    assert raised
    assert len(set(raised)) == len(raised)
    assert crashing.newest(scene).state == handoff.state
    with time_machine.travel(late):
        assert violations() == {}
    assert verify().findings == []


def to_be_approved(step: Step) -> tuple[Case, User]:
    """A file that is ready for the step, and somebody who may propose it."""
    officer = factories.user()
    if step == Step.CLOSE:
        return factories.case_in(CaseState.VERIFIED, by=officer), officer
    if step == Step.REOPEN:
        return factories.case_in(CaseState.CLOSED, by=officer), officer
    worker = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    rescued = factories.move_to(factories.case_in(CaseState.RESCUED, by=officer), worker)
    return supported_to_the_end(rescued, worker), worker


@pytest.mark.parametrize("step", [Step.CLOSE, Step.REOPEN, Step.REINTEGRATE])
def test_approving_is_all_or_nothing(step: Step) -> None:
    case, proposer = to_be_approved(step)
    chief = factories.user(Role.SUPERVISOR, at=case.responsible_agency)
    reason = CloseReason.WITHDREW if step == Step.CLOSE else None
    proposal = proposals.propose(
        case, step=step, grounds="x", close_reason=reason, by=proposer, now=timezone.now()
    )

    assert died_everywhere(lambda: proposals.approve(proposal, by=chief, now=timezone.now())) > 15

    case = Case.objects.get(pk=case.pk)
    assert (case.state == CaseState.REINTEGRATED) == (step == Step.REINTEGRATE)
    held = case.responsibilities.filter(ended_at__isnull=True)
    assert held.count() == (0 if step == Step.CLOSE else 1)
    assert violations() == {}
    assert verify().findings == []
