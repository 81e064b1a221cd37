"""Emergency views nobody judged in time go up: to the agency above and to the steering committee."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection

from audit import trail
from caseflow import clocks, notices
from caseflow.choices import AgencyKind
from caseflow.models import Agency, Case, EmergencyView

OPEN_FOR = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
BATCH = 100


def sweep(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Escalate what was not reviewed within its time, each once; returns how many.

    Safe to run twice and side by side: a sweep claims rows that others skip.
    """
    escalated = 0
    while not stopping():
        with trail.deed():
            batch = _claim(now)
            for view in batch:
                _escalate(view, now)
        escalated += len(batch)
        if not batch:
            break
    return escalated


def _claim(now: datetime) -> list[EmergencyView]:
    late = EmergencyView.objects.unreviewed().filter(
        review_due_at__lte=now, escalated_at__isnull=True
    )
    if connection.features.has_select_for_update_skip_locked:
        late = late.select_for_update(skip_locked=True, of=("self",))
    late = late.select_related("case__responsible_agency__parent")
    return list(late.order_by("review_due_at", "pk")[:BATCH])


def _escalate(view: EmergencyView, now: datetime) -> None:
    EmergencyView.objects.filter(pk=view.pk).update(escalated_at=now)
    trail.record(
        "emergency.escalated",
        actor=trail.SYSTEM,
        at=now,
        case=view.case.uid,
        obj=("emergency", view.uid),
    )
    for agency in _above(view.case, now):
        notices.tell_supervisors(
            "emergency.escalated",
            case=view.case,
            agency=agency,
            dedup=f"emergency:{view.uid.hex}:escalated:{agency.uid.hex}",
            now=now,
        )


def _above(case: Case, now: datetime) -> Iterable[Agency]:
    committees = Agency.objects.existing(clocks.calendar_day(now)).filter(
        kind=AgencyKind.STEERING_138, province=case.province
    )
    found = list(committees.order_by("pk"))
    parent = case.responsible_agency.parent
    return found if parent is None else [parent, *found]
