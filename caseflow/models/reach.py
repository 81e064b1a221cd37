"""Which cases a person reaches: one queryset for every page, list, task and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q
from django.utils import timezone

from caseflow.choices import CASE_ROLES, AgencyKind, Level, Role
from caseflow.models.agency import Agency
from caseflow.models.machine import GuardedQuerySet, M
from caseflow.models.user import Standing, User

PERMISSION_OF_LEVEL = {
    Level.TRAIL: "trail_case",
    Level.PACKAGE: "package_case",
    Level.WORK: "work_case",
}
LEVEL_OF_PERMISSION = {name: level for level, name in PERMISSION_OF_LEVEL.items()}

Q_ = TypeVar("Q_", bound="CaseReach[Any]")


def live(at: datetime) -> Q:
    """Condition on grant rows: given, not yet ended, not revoked."""
    return (
        Q(valid_from__lte=at)
        & (Q(valid_until__isnull=True) | Q(valid_until__gt=at))
        & Q(revoked_at__isnull=True)
    )


def working_agency_ids(standing: Standing) -> list[int]:
    """Agencies whose cases this person works with: the own one, for supervisors those below too."""
    if standing.role not in CASE_ROLES or standing.agency_kind == AgencyKind.STEERING_138:
        return []
    found = [standing.agency.pk]
    if standing.is_supervisor:
        layer = found
        while layer:
            layer = list(Agency.objects.filter(parent__in=layer).values_list("pk", flat=True))
            found = found + layer
    return found


def oversees_province(standing: Standing) -> bool:
    """Whether the trail of every case of the province is in reach (Steering Committee 138)."""
    return standing.role == Role.SUPERVISOR and standing.agency_kind == AgencyKind.STEERING_138


class CaseReach(GuardedQuerySet[M]):
    """The list rule."""

    def visible_to(self: Q_, user: User) -> Q_:
        """Cases this person reaches at any level now; none for somebody between two posts."""
        standing = user.get_standing()
        if standing is None or standing.role not in CASE_ROLES:
            return self.none()
        if oversees_province(standing):
            plain = Q(province=standing.agency.province)
        else:
            plain = Q(responsible_agency__in=working_agency_ids(standing))
        return self.filter(plain | granted(user, standing, timezone.now()))


def granted(user: User, standing: Standing, at: datetime) -> Q:
    """Condition on cases: a live grant to the person or to the person's agency."""
    from caseflow.models.grant import CaseGroupGrant, CaseUserGrant  # noqa: PLC0415 - grants point at cases

    group = CaseGroupGrant.objects.filter(live(at), group=standing.agency.grantees_id)
    named = CaseUserGrant.objects.filter(live(at), user=user)
    return Q(pk__in=group.values("content_object")) | Q(pk__in=named.values("content_object"))
