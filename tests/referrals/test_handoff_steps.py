"""Step × state × side × role of a handoff: out of reach, wrong side and wrong moment told apart."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import transaction
from django.utils import timezone

from caseflow import access, workflow
from caseflow.choices import AgencyKind, GrantBasis, Level, Role
from caseflow.models import Case, User
from caseflow.refusals import OutOfReach, Refused, WrongRole
from referrals import actions
from referrals.choices import HandoffState, HandoffStep
from referrals.models import Handoff
from tests import factories
from tests.referrals.scene import Scene
from tests.referrals.test_handoffs import handoff_in

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

S = HandoffState
SOURCES: dict[HandoffStep, set[HandoffState]] = {
    HandoffStep.SEND: {S.DRAFTED},
    HandoffStep.OPEN: {S.SENT},
    HandoffStep.RECEIVE: {S.SENT, S.OPENED},
    HandoffStep.SIGN: {S.RECEIVED},
    HandoffStep.DECLINE: {S.SENT, S.OPENED},
    HandoffStep.WITHDRAW: {S.DRAFTED, S.SENT, S.OPENED},
}
SIDES: dict[HandoffStep, set[str]] = {
    HandoffStep.SEND: {"giver"},
    HandoffStep.OPEN: {"receiver"},
    HandoffStep.RECEIVE: {"receiver"},
    HandoffStep.SIGN: {"giver", "receiver"},
    HandoffStep.DECLINE: {"receiver"},
    HandoffStep.WITHDRAW: {"giver"},
}
NOBODY: dict[HandoffState, Level | None] = dict.fromkeys(S, None)
REACH: dict[str, Mapping[HandoffState, Level | None]] = {
    "giver": NOBODY
    | dict.fromkeys(S, Level.WORK)
    | dict.fromkeys((S.RECEIVED, S.SIGNED), Level.TRAIL),
    "receiver": NOBODY
    | dict.fromkeys((S.SENT, S.OPENED), Level.PACKAGE)
    | dict.fromkeys((S.RECEIVED, S.SIGNED), Level.WORK),
    "committee": dict.fromkeys(S, Level.TRAIL),
    "helper": dict.fromkeys(S, Level.WORK),
    "stranger": NOBODY,
    "no case role": NOBODY,
}


def people(scene: Scene) -> list[tuple[str, User]]:
    """Everybody who might try, with where they stand."""
    giving = scene.officer.get_standing()
    taking = scene.worker.get_standing()
    assert giving is not None
    assert taking is not None
    helper = factories.user()
    access.grant(
        scene.case, to=helper, level=Level.WORK, basis=GrantBasis.HELPER, by=scene.officer,
        now=timezone.now(),
    )  # fmt: skip
    committee = factories.agency(AgencyKind.STEERING_138)
    return [
        ("giver", scene.officer),
        ("giver", factories.user(Role.SUPERVISOR, at=giving.agency)),
        ("receiver", scene.worker),
        ("receiver", factories.user(Role.SUPERVISOR, at=taking.agency)),
        ("committee", factories.user(Role.SUPERVISOR, at=committee)),
        ("helper", helper),
        ("stranger", scene.stranger),
        ("no case role", factories.user(Role.AUDITOR, at=giving.agency)),
        ("no case role", factories.user(Role.UNIT_ADMIN, at=taking.agency)),
    ]


def expected(step: HandoffStep, state: HandoffState, side: str) -> int:
    """Reach first, then side, then moment."""
    needed = Level.WORK if step == HandoffStep.SEND else Level.TRAIL
    reach = REACH[side][state]
    if reach is None or reach < needed:
        return 404
    if side not in SIDES[step]:
        return 403
    return 200 if state in SOURCES[step] else 409


def answer(handoff: Handoff, step: HandoffStep, person: User) -> int:
    """What the door says before it asks for evidence."""
    try:
        with transaction.atomic():
            workflow.ask(handoff, step, by=person)
    except OutOfReach:
        return 404
    except WrongRole:
        return 403
    except Refused:
        return 409
    return 200


@pytest.mark.parametrize("state", list(HandoffState))
def test_every_step_answers_everybody_as_the_table_says(state: HandoffState) -> None:
    scene = Scene()
    if state == S.OPENED:
        handoff = scene.sent()
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    else:
        handoff = handoff_in(scene, state)

    wrong: list[tuple[str, str, object]] = []
    for side, person in people(scene):
        case = Case.objects.get(pk=scene.case.pk)
        if access.reach(person, case) != REACH[side][state]:
            wrong.append(("reach", side, access.reach(person, case)))
        for step in HandoffStep:
            got = answer(handoff, step, person)
            if got != expected(step, state, side):
                wrong.append((step.value, side, got))

    assert wrong == []
