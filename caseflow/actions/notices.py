"""What people do with the notices before them."""

from datetime import datetime

from audit import trail
from caseflow import access, notices
from caseflow.models import Notice, User


@trail.deed()
def mark_read(*, by: User, now: datetime) -> int:
    """Mark every notice before this person read, for the whole desk; how many were new.

    Recorded, because it takes the marks from colleagues too.
    """
    unread = notices.for_user(by).filter(read_at__isnull=True).order_by().values("pk")
    count = Notice.objects.filter(pk__in=unread).update(read_at=now)
    if count:
        trail.record("notices.read", actor=access.actor(by), at=now, data={"count": count})
    return count
