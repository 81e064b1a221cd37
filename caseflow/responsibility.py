"""The only writer of who answers for a case: the row and the copy on the case, always both."""

from datetime import datetime
from uuid import UUID, uuid4

from caseflow.models import Agency, Case, Responsibility


def begin(case: Case, *, event_uid: UUID, now: datetime) -> None:
    """Open the first stretch of a case just inserted, under the uid the case already names."""
    Responsibility.objects.create(
        uid=case.responsibility_uid,
        case=case,
        agency=case.responsible_agency,
        started_at=now,
        event_uid=event_uid,
    )


def end(case: Case, *, now: datetime) -> datetime:
    """The file needs nobody any more; the case keeps its last holder. Returns when that was.

    Of two who ask at once the later to get the case may have looked at the clock first: a stretch
    never ends before it began.
    """
    running = case.responsibilities.filter(ended_at__isnull=True)
    for stretch in running:
        now = max(now, stretch.started_at)
    running.update(ended_at=now)
    return now


def move(case: Case, *, to: Agency, event_uid: UUID, now: datetime) -> Case:
    """End the open stretch, if any, and open one for `to`; the caller holds the case lock.

    In an ended file the new stretch is over at once: it only says who keeps the file from now on.
    """
    now = end(case, now=now)
    stretch = Responsibility.objects.create(
        uid=uuid4(),
        case=case,
        agency=to,
        started_at=now,
        ended_at=None if case.is_open else now,
        event_uid=event_uid,
    )
    values = {
        "responsible_agency": to,
        "responsibility_uid": stretch.uid,
        "province": to.province,
        "assigned_to": None if to != case.responsible_agency else case.assigned_to,
    }
    Case.every_row.filter(pk=case.pk).update(**values)
    for name, value in values.items():
        setattr(case, name, value)
    return case
