"""Agencies and colleagues as pages list them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from caseflow.choices import SPOKEN, AgencyKind, Purpose
from caseflow.models import Agency, AgencySuccession, Case, Membership, SuccessionRun, User

SHOWN = 100


def agencies(
    on: date, *, kind: str, name: str, former: str, province: str = "", purpose: str = ""
) -> list[Agency]:
    """Agencies by province and kind with their successors, one more than is shown; `former` is "1" or empty.

    By `purpose` those of which it is recorded that they accept people for it.
    """
    found = Agency.objects.all() if former else Agency.objects.existing(on)
    if kind in AgencyKind.values:
        found = found.filter(kind=kind)
    if province:
        found = found.filter(province=province)
    if name:
        found = found.filter(Q(name__icontains=name) | Q(short_name__icontains=name))
    heirs = AgencySuccession.objects.select_related("successor").order_by("on", "pk")
    rows = found.prefetch_related(Prefetch("successions", queryset=heirs))
    ordered = rows.order_by("province", "kind", "name", "pk")
    if purpose in Purpose.values:
        return [agency for agency in ordered if purpose in (agency.purposes or ())][: SHOWN + 1]
    return list(ordered[: SHOWN + 1])


def accepted(agency: Agency) -> list[str]:
    """What it accepts, in words: for what, children, languages; what is not recorded is left out."""
    purposes = ", ".join(str(each.label) for each in Purpose if each in (agency.purposes or ()))
    spoken = ", ".join(str(each.label) for each in SPOKEN if each in (agency.languages or ()))
    return [
        *([_("nhận: %(purposes)s") % {"purposes": purposes}] if purposes else []),
        *([] if agency.accepts_children else [_("không nhận trẻ em")]),
        *([spoken] if spoken else []),
    ]


def duty(agency: Agency) -> str:
    """Telephone and hours of its duty desk, as far as they are recorded."""
    return " · ".join(told for told in (agency.duty_phone, agency.duty_hours) if told)


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
    return agency.runs_from.under_way().order_by("-pk").first()


def succession(uid: UUID) -> SuccessionRun | None:
    """One succession."""
    runs = SuccessionRun.objects.select_related("predecessor", "successor")
    return runs.filter(uid=uid).first()
