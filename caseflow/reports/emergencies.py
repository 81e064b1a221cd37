"""Emergency views as supervisors list them."""

from datetime import datetime

from django.db.models import QuerySet

from caseflow.models import Case, EmergencyView, Standing, User
from caseflow.models.reach import working_agency_ids
from caseflow.reports.tallies import CAP

RECENT = 30


def waiting(standing: Standing) -> "QuerySet[EmergencyView]":
    """Views nobody judged, of files these agencies answer for, the most urgent first."""
    return (
        EmergencyView.objects.unreviewed()
        .filter(case__responsible_agency__in=working_agency_ids(standing))
        .select_related("case", "opened_by", "agency")
        .order_by("review_due_at", "pk")
    )


def judged(standing: Standing) -> list[EmergencyView]:
    """The latest views that were judged."""
    found = EmergencyView.objects.filter(
        case__responsible_agency__in=working_agency_ids(standing), reviewed_at__isnull=False
    ).select_related("case", "opened_by", "agency", "reviewed_by")
    return list(found.order_by("-reviewed_at", "-pk")[:RECENT])


def own_open(case: Case, user: User, now: datetime) -> EmergencyView | None:
    """The view through which this person sees the case now."""
    mine = EmergencyView.objects.open_at(now).filter(case=case, opened_by=user)
    return mine.order_by("-open_until", "pk").first()


def waiting_count(user: User, standing: Standing, now: datetime) -> int:
    """How many views wait for a second person at this desk."""
    if not standing.is_supervisor:
        return 0
    return min(waiting(standing).exclude(opened_by=user).order_by()[:CAP].count(), CAP)
