"""Which agencies may be handed a person, and how they are told apart in a list."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from caseflow.models import Agency, Case
from caseflow.reports import directory
from referrals.rules import NO_DESK


def possible(case: Case, now: datetime) -> QuerySet[Agency]:
    """Agencies that exist, have a desk and take this person, but the one that answers for the case."""
    found = desks(now).exclude(pk=case.responsible_agency_id)
    return found.filter(accepts_children=True) if case.is_child else found


def desks(now: datetime) -> QuerySet[Agency]:
    """Agencies that exist and have a desk, by kind and name."""
    existing = Agency.objects.existing(timezone.localdate(now))
    return existing.exclude(kind__in=NO_DESK).order_by("kind", "name", "pk")


def words(agency: Agency) -> str:
    """Its name, its duty desk, and what it accepts as far as recorded."""
    told = (agency.name, directory.duty(agency), *directory.accepted(agency))
    return " · ".join(each for each in told if each)
