"""The process dies at the n-th statement of a deed, for every n: all of it stands, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from audit import worker
from audit.models import AuditEvent
from audit.verify import verify
from caseflow.actions import agencies, proposals
from caseflow.choices import AgencyKind, CaseState, Certainty, CloseReason, Role, Step
from caseflow.models import Case, CaseGroupGrant, Clock, Notice, OutboxEntry, User
from referrals import actions
from referrals.models import Handoff
from tests import factories
from tests.referrals.scene import Scene
from tests.support.test_invariants import violations
from tests.support.test_support import supported_to_the_end

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
MOST = 200
"""More statements than any deed has."""


class Crash(Exception):
    """The process ends here."""


class Dying:
    """Lets so many statements through, then dies; says whether it did."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.died = False

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            return execute(sql, *args)
        if self.left == 0:
            self.died = True
            raise Crash
        self.left -= 1
        return execute(sql, *args)


def everything() -> dict[str, Any]:
    """What the deed may change, as it stands in the database."""
    return {
        model.__name__: sorted(map(repr, model._base_manager.values()), key=str)
        for model in (Case, Handoff, CaseGroupGrant, Clock, Notice, OutboxEntry, AuditEvent)
    }


def died_everywhere(deed: Callable[[], Any]) -> int:
    """Dies at each statement in turn until the deed goes through; how often it died."""
    before = everything()
    for number in range(MOST):
        dying = Dying(number)
        try:
            with connection.execute_wrapper(dying):
                deed()
        except Crash:
            assert everything() == before, f"statement {number} left something behind"
            worker.retire()  # the next process counts its events anew
            continue
        assert not dying.died, f"statement {number} was swallowed"
        return number
    raise AssertionError("the deed never went through")


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_receiving_a_person_is_all_or_nothing(scene: Scene) -> None:
    handoff = scene.sent()

    died = died_everywhere(lambda: scene.receive(handoff, by=scene.worker))

    case = Case.objects.get(pk=scene.case.pk)
    assert died > 30
    assert case.responsible_agency == handoff.receiver
    assert case.responsibilities.filter(ended_at__isnull=True).count() == 1
    assert violations() == {}
    assert verify().findings == []


def test_sending_is_all_or_nothing(scene: Scene) -> None:
    handoff = scene.draft()
    actions.preview(handoff, by=scene.officer, now=timezone.now())

    assert died_everywhere(lambda: actions.send(handoff, by=scene.officer, now=timezone.now())) > 20

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


def test_succession_is_all_or_nothing(scene: Scene) -> None:
    handoff = scene.sent()
    other = factories.case(scene.officer)
    heir = factories.agency(AgencyKind.POLICE)

    def succeed() -> None:
        agencies.succeed_agency(
            handoff.sender, heir, on=timezone.localdate(), legal_basis="Nghị quyết mẫu",
            certainty=Certainty.UNVERIFIED, by=None, now=timezone.now(),
        )  # fmt: skip

    assert died_everywhere(succeed) > 25

    for case in Case.objects.filter(pk__in=[scene.case.pk, other.pk]):
        assert case.responsible_agency == heir
    assert Handoff.objects.get(pk=handoff.pk).sender == heir
    assert violations() == {}
    assert verify().findings == []
