"""What the clock runs for the log: Celery in production, `manage.py run_clock` without a broker."""

import logging
from datetime import datetime
from typing import NamedTuple

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from audit import alarms, authority, checkpoints, sequencer, stamps, witnesses

logger = logging.getLogger(__name__)


class Round(NamedTuple):
    """What one round did: events that got their place, and why the tree was not signed, if so."""

    events: int
    refusal: str = ""


def one_round() -> Round:
    """Give waiting events their place and sign the tree; safe to run twice and side by side.

    A database that does not begin with what was signed before is not signed, and an alarm sounds.
    """
    now = timezone.now()
    done = sequencer.sequence(now)
    try:
        checkpoints.sign(now)
    except checkpoints.Contradiction as error:
        logger.error("the log was not signed: %s", error)  # noqa: TRY400 - no traceback wanted
        _sound(now)
        return Round(done, str(error))
    alarms.end("contradiction", now)
    witnesses.watch(now)
    stamps.watch(now)
    return Round(done)


def _sound(now: datetime) -> None:
    """Who rewrote the database may have left it unable to take events; the refusal stands anyway."""
    try:
        alarms.sound("contradiction", now)
    except DatabaseError as error:
        logger.error("the alarm was not written: %s", type(error).__name__)  # noqa: TRY400 - as above


@shared_task(name="audit.sequence")
def sequence() -> int:
    """One round; returns how many events got their place."""
    return one_round().events


@shared_task(name="audit.stamp")
def stamp() -> int:
    """Have the newest checkpoint stamped if that is due; how many time-stamps came of it.

    An authority that does not answer is asked again later; `audit.stamps.watch` sounds the alarm.
    """
    try:
        return int(stamps.stamp(timezone.now()) is not None)
    except authority.Silent as error:
        logger.warning("no time-stamp: %s", error)
        return 0
