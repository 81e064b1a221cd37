"""Every deed of handing over, and what dies at one of its statements: the deed, or the process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection, connections
from django.utils import timezone

from audit import worker
from audit.models import AuditEvent
from caseflow.actions import agencies, consents
from caseflow.choices import AgencyKind, Certainty, ConsentAnswer, ConsentBasis, Purpose
from caseflow.models import Agency, Case
from referrals import actions
from referrals.actions import Draft
from referrals.choices import HandoffKind
from referrals.models import Handoff
from tests import factories
from tests.machine import world
from tests.referrals.scene import LEAST, Scene

MOST = 200
"""More statements than any deed has."""
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "ROLLBACK")

Act = Callable[[], Any]


class Crash(Exception):
    """The process ends here."""


class Dying:
    """Lets so many statements through, then dies; says whether it did."""

    def __init__(self, at: int, die: Callable[[], None] | None = None) -> None:
        self.left = at
        self.die = die
        self.died = False

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith(SAVEPOINTS):
            return execute(sql, *args)
        if self.left == 0:
            self.died = True
            if self.die is not None:
                self.die()
            raise Crash
        self.left -= 1
        return execute(sql, *args)


def everything() -> dict[str, Any]:
    """Every row of the three floors and of the log, as it stands in the database."""
    log = sorted(map(repr, AuditEvent._base_manager.values()))
    return world.tables() | {"log": log}


def died_everywhere(act: Act) -> int:
    """Dies at each statement in turn until the deed goes through; how often it died."""
    before = everything()
    for number in range(MOST):
        dying = Dying(number)
        try:
            with connection.execute_wrapper(dying):
                act()
        except Crash:
            assert everything() == before, f"statement {number} left something behind"
            worker.retire()  # the next process counts its events anew
            continue
        assert not dying.died, f"statement {number} was swallowed"
        return number
    raise AssertionError("the deed never went through")


def killed_at(number: int, act: Act) -> bool:
    """The deed in a process of its own, killed without warning at this statement; whether it was."""
    connections.close_all()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        status = 1
        try:
            with connection.execute_wrapper(Dying(number, _kill_myself)):
                act()
            status = 0
        finally:
            os._exit(status)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the deed was refused"
    return False


def _kill_myself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# -- The deeds ---------------------------------------------------------------------------------


def hand_over(scene: Scene) -> Act:
    draft = Draft(HandoffKind.TRANSFER, scene.receiver, Purpose.SUPPORT, LEAST)
    return lambda: actions.hand_over(
        scene.case, draft=draft, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
        with_interpreter=False, by=scene.officer, now=timezone.now(),
    )  # fmt: skip


def preview(scene: Scene) -> Act:
    handoff = scene.draft()
    return lambda: actions.preview(handoff, by=scene.officer, now=timezone.now())


def send(scene: Scene) -> Act:
    handoff = scene.draft()
    actions.preview(handoff, by=scene.officer, now=timezone.now())
    return lambda: actions.send(handoff, by=scene.officer, now=timezone.now())


def open_(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: actions.open_package(handoff, by=scene.worker, now=timezone.now())


def receive(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: scene.receive(handoff, by=scene.worker)


def receive_a_referral(scene: Scene) -> Act:
    handoff = scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
    return lambda: scene.receive(handoff, by=scene.worker)


def sign_first(scene: Scene) -> Act:
    handoff = scene.received()
    return lambda: actions.sign(handoff, by=scene.officer, now=timezone.now())


def sign_last(scene: Scene) -> Act:
    handoff = scene.received()
    actions.sign(handoff, by=scene.officer, now=timezone.now())
    return lambda: actions.sign(handoff, by=scene.worker, now=timezone.now())


def decline(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())


def withdraw(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: actions.withdraw(handoff, by=scene.officer, now=timezone.now())


def withdraw_a_draft(scene: Scene) -> Act:
    handoff = scene.draft()
    return lambda: actions.withdraw(handoff, by=scene.officer, now=timezone.now())


def change_receiver(scene: Scene) -> Act:
    """What waits is taken back and drafted for somebody else, on a new answer; its words go along."""
    return _to_another(scene, scene.sent(message="Đến cổng sau", belongings="Ba lô đỏ"))


def change_receiver_of_a_draft(scene: Scene) -> Act:
    return _to_another(scene, scene.draft())


def change_receiver_who_declined(scene: Scene) -> Act:
    handoff = scene.sent()
    actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())
    return _to_another(scene, handoff)


def _to_another(scene: Scene, handoff: Handoff) -> Act:
    third = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    draft = Draft(HandoffKind.TRANSFER, third, Purpose.SUPPORT, LEAST)
    said = actions.Answer(answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE)
    return lambda: actions.change_receiver(
        handoff, draft=draft, answer=said, by=scene.officer, now=timezone.now()
    )


def remind(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: actions.remind(handoff, by=scene.officer, now=timezone.now())


def take_consent_back(scene: Scene) -> Act:
    handoff = scene.sent()
    consent = handoff.consent
    assert consent is not None
    return lambda: consents.withdraw_consent(consent, by=scene.officer, now=timezone.now())


def succeed(old: Agency, heir: Agency) -> None:
    agencies.succeed_agency(
        old, heir, on=timezone.localdate(), legal_basis="Nghị quyết mẫu",
        certainty=Certainty.UNVERIFIED, by=None, now=timezone.now(),
    )  # fmt: skip


def succession_of_the_giver(scene: Scene) -> Act:
    handoff = scene.sent()
    factories.case(scene.officer)
    heir = factories.agency(AgencyKind.POLICE)
    return lambda: succeed(handoff.sender, heir)


def succession_of_the_receiver(scene: Scene) -> Act:
    handoff = scene.sent()
    heir = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    return lambda: succeed(handoff.receiver, heir)


def succession_between_the_two(scene: Scene) -> Act:
    handoff = scene.sent()
    return lambda: succeed(handoff.receiver, handoff.sender)


DEEDS: dict[str, tuple[Callable[[Scene], Act], int]] = {
    "hand over": (hand_over, 15),
    "preview": (preview, 8),
    "send": (send, 20),
    "open": (open_, 8),
    "receive": (receive, 30),
    "receive a referral": (receive_a_referral, 20),
    "sign first": (sign_first, 8),
    "sign last": (sign_last, 10),
    "decline": (decline, 15),
    "withdraw": (withdraw, 15),
    "withdraw a draft": (withdraw_a_draft, 8),
    "change receiver": (change_receiver, 50),
    "change receiver of a draft": (change_receiver_of_a_draft, 35),
    "change receiver who declined": (change_receiver_who_declined, 20),
    "remind": (remind, 8),
    "take consent back": (take_consent_back, 8),
    "succession of the giver": (succession_of_the_giver, 25),
    "succession of the receiver": (succession_of_the_receiver, 15),
    "succession between the two": (succession_between_the_two, 15),
}
"""How each deed is set up, and fewer statements than it has."""


def responsible(case: Case) -> list[int]:
    """The agencies that answer for the file now, as the open stretches say."""
    held = Case.objects.get(pk=case.pk).responsibilities.filter(ended_at__isnull=True)
    return list(held.values_list("agency", flat=True))


def newest(scene: Scene) -> Handoff:
    """The handoff of the scene as it stands."""
    return Handoff.objects.filter(case=scene.case.pk).latest("pk")
