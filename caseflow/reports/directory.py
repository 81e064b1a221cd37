"""Agencies and colleagues as pages list them."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from caseflow.choices import AgencyKind
from caseflow.models import Agency, AgencySuccession, Case, Membership, User

SHOWN = 100


def agencies(on: date, *, kind: str, name: str, former: str) -> list[Agency]:
    """Agencies by province and kind with their successors, one more than is shown; `former` is "1" or empty."""
    found = Agency.objects.all() if former else Agency.objects.existing(on)
    if kind in AgencyKind.values:
        found = found.filter(kind=kind)
    if name:
        found = found.filter(Q(name__icontains=name) | Q(short_name__icontains=name))
    heirs = AgencySuccession.objects.select_related("successor").order_by("on", "pk")
    rows = found.prefetch_related(Prefetch("successions", queryset=heirs))
    return list(rows.order_by("province", "kind", "name", "pk")[: SHOWN + 1])


def others(case: Case, on: date) -> "QuerySet[Agency]":
    """Agencies that exist, but the one that answers for the case."""
    found = Agency.objects.existing(on).exclude(pk=case.responsible_agency_id)
    return found.order_by("name", "pk")


def colleagues(case: Case) -> list[User]:
    """People who work now for the agency that answers for the case."""
    current = (
        Membership.objects.current()
        .filter(agency=case.responsible_agency)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    return [membership.user for membership in current]
