"""Deeds of whoever keeps the system running: work that was given up is tried again."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, outbox
from caseflow.models import OutboxEntry, User
from caseflow.refusals import OutOfReach, WrongMoment, WrongRole


@trail.deed()
def try_again(uid: UUID, *, by: User, now: datetime) -> OutboxEntry:
    """Give a dead outbox entry a new row of attempts, recorded.

    Raises WrongRole for anybody but a unit administrator, OutOfReach for an unknown entry and
    WrongMoment for one that is not dead.
    """
    if not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị theo dõi vận hành."))
    entry = OutboxEntry.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if entry is None:
        raise OutOfReach
    if entry.dead_at is None or entry.done_at is not None:
        raise WrongMoment(_("Việc này không còn bị dừng. Tải lại trang."))
    outbox.revive(entry, now=now)
    trail.record(
        "outbox.revived",
        actor=access.actor(by),
        at=now,
        obj=("outbox", entry.uid),
        data={"topic": entry.topic},
    )
    return entry
