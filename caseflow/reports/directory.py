"""Agencies and colleagues as pages list them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from caseflow.choices import AgencyKind
from caseflow.models import Agency, AgencySuccession, Case, Membership, SuccessionRun, User

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


def posts(agency: Agency) -> list[Membership]:
    """By name, everybody whose last post is at the agency, whether it has ended or not."""
    later = Membership.objects.filter(user=OuterRef("user"), pk__gt=OuterRef("pk"))
    here = Membership.objects.filter(~Exists(later), agency=agency).select_related("user")
    return list(here.order_by("user__name", "pk"))


def post(agency: Agency, person: UUID) -> Membership | None:
    """The last post of one person, if it is at the agency."""
    posts = Membership.objects.filter(user__uid=person).select_related("user", "agency")
    last = posts.order_by("-pk").first()
    return last if last and last.agency_id == agency.pk else None


def below(agency: Agency) -> list[Agency]:
    """The agency and every one under it."""
    found = layer = [agency]
    while layer:
        layer = list(Agency.objects.filter(parent__in=layer).order_by("name", "pk"))
        found = [*found, *layer]
    return found


def successions(concerned: Sequence[Agency]) -> list[SuccessionRun]:
    """Successions from or to these agencies, the latest first."""
    runs = SuccessionRun.objects.filter(
        Q(predecessor__in=concerned) | Q(successor__in=concerned)
    ).select_related("predecessor", "successor")
    return list(runs.order_by("-prepared_at", "-pk")[:SHOWN])


def ending(agency: Agency) -> SuccessionRun | None:
    """The succession in which this agency ends, while it is under way."""
    under_way = agency.runs_from.filter(finished_at__isnull=True, cancelled_at__isnull=True)
    return under_way.order_by("-pk").first()


def succession(uid: UUID) -> SuccessionRun | None:
    """One succession."""
    runs = SuccessionRun.objects.select_related("predecessor", "successor")
    return runs.filter(uid=uid).first()
