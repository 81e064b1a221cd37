"""The limit of the file that the rules of these tests let be paused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from caseflow.actions import delays
from caseflow.choices import PauseReason
from caseflow.models import Case, Clock

if TYPE_CHECKING:
    from tests.routes.scene import Scene

PAUSABLE = "house.first_contact"


def pausable(case: Case) -> Clock:
    """The limit."""
    clock: Clock = case.clocks.get(rule=PAUSABLE)
    return clock


def pause(scene: Scene) -> None:
    """The supervisor pauses it."""
    delays.pause_clock(
        pausable(scene.case),
        reason=PauseReason.PERSON_UNABLE,
        note="Đang nằm viện",
        by=scene.person("chief"),
        now=timezone.now(),
    )
