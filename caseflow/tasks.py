"""What the clock runs: Celery in production, `manage.py run_clock` without a broker."""

from celery import shared_task
from django.utils import timezone

from caseflow import notices, outbox


@shared_task(name="caseflow.sweep")
def sweep() -> int:
    """Raise the reminders that are due; safe to run twice and side by side."""
    return notices.sweep(timezone.now())


@shared_task(name="caseflow.relay")
def relay() -> int:
    """Carry out what the outbox holds; safe to run twice and side by side."""
    return outbox.relay(timezone.now())
