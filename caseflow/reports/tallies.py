"""Small counts for tiles and navigation, each capped so that it costs the same at any size."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from caseflow import notices
from caseflow.choices import CASE_ROLES
from caseflow.models import Case, Standing, User
from caseflow.reports.lists import GROUPS, Segment, desk

CAP = 200


def capped(rows: "QuerySet[Case]") -> int:
    """How many there are, at most CAP + 1."""
    return rows.order_by()[: CAP + 1].count()


def words(count: int) -> str:
    """The count as people read it; beyond the cap it says so."""
    return f"{CAP}+" if count > CAP else str(count)


def tallies(parts: Sequence[Segment]) -> dict[str, int]:
    """How many cases stand in each group."""
    counts = dict.fromkeys(GROUPS, 0)
    for part in parts:
        counts[part.group] = min(counts.get(part.group, 0) + capped(part.cases), CAP + 1)
    return counts


def late_count(user: User, standing: Standing, now: datetime) -> int:
    """Late cases of this desk."""
    if standing.role not in CASE_ROLES:
        return 0
    late = Case.objects.visible_to(user).open().filter(desk(standing), next_due_at__lt=now)
    return min(capped(late), CAP)


def unread_count(user: User, standing: Standing, now: datetime) -> int:
    """Notices nobody has read yet."""
    return min(notices.for_user(user).filter(read_at__isnull=True).order_by()[:CAP].count(), CAP)
