"""What the clock runs: Celery in production, `manage.py run_clock` without a broker.

A message carries nothing: what there is to do stands in rows. A task that is lost, doubled or killed
does no harm, so beat may run more than once and a broker may forget everything.
"""

import time
from collections.abc import Callable

from celery import shared_task
from celery.signals import task_prerun
from django.utils import timezone

from caseflow import emergencies, escalation, letters, once, outbox, regimes, uploads
from caseflow.actions import succession

LONGEST = 60.0
"""Seconds after which a task leaves the rest to the next one; shorter than its time limit."""


def _enough() -> Callable[[], bool]:
    end = time.monotonic() + LONGEST
    return lambda: time.monotonic() > end


@task_prerun.connect
def _keep_up(**kwargs: object) -> None:
    regimes.keep_up()


@shared_task(name="caseflow.sweep")
def sweep() -> int:
    """Raise the reminders and escalations that are due; safe to run twice and side by side."""
    now, enough = timezone.now(), _enough()
    return escalation.sweep(now, stopping=enough) + emergencies.sweep(now, stopping=enough)


@shared_task(name="caseflow.relay")
def relay() -> int:
    """Carry out what the outbox holds; safe to run twice and side by side."""
    return outbox.relay(timezone.now(), stopping=_enough())


@shared_task(name="caseflow.post")
def post() -> int:
    """Write letters about new notices and send those that are due."""
    now = timezone.now()
    letters.address(now)
    return letters.deliver(now, stopping=_enough())


@shared_task(name="caseflow.succeed")
def succeed() -> int:
    """Carry out confirmed successions of agencies, as far as the time allows."""
    return succession.carry_on(timezone.now(), stopping=_enough())


@shared_task(name="caseflow.tidy")
def tidy() -> int:
    """Delete outbox entries done and forms sent long ago, and sealed files that are no row's."""
    now = timezone.now()
    return outbox.tidy(now) + once.tidy(now) + uploads.tidy(now)
