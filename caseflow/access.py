"""Who reaches a case and how far; the only writer of exceptional grants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from audit import trail
from caseflow.choices import CASE_ROLES, AgencyKind, AgencyLevel, GrantBasis, Level, Role
from caseflow.models import Agency, Case, CaseGroupGrant, CaseUserGrant, Standing, User
from caseflow.models.machine import NOTHING
from caseflow.models.reach import (
    LEVEL_OF_PERMISSION,
    PERMISSION_OF_LEVEL,
    live,
    oversees_province,
    working_agency_ids,
)

Grant = CaseGroupGrant | CaseUserGrant
TERMS = (
    "basis", "given_by", "valid_until", "labels", "steps", "package_digest", "case_received_at",
)  # fmt: skip
"""What a grant keeps when another agency gets it."""


def actor(user: User) -> trail.Actor:
    """The user as the log knows one: pseudonym, present role, present agency."""
    standing = user.get_standing()
    if standing is None:
        return trail.Actor(uid=user.uid.hex, role="", agency="")
    return trail.Actor(uid=user.uid.hex, role=standing.role.value, agency=standing.agency.code)


def keeps_running(user: User) -> bool:
    """Whether this person looks after the system: unit administrators, who reach no case."""
    standing = user.get_standing()
    return standing is not None and standing.role == Role.UNIT_ADMIN


def keeps_the_law(user: User) -> bool:
    """Whether this person decides which version of the law all agencies work under.

    Administrators of Steering Committee 138 and of its standing office, the provincial police
    (directive 17/UBND-BCĐ of 23/2/2023), and of central bodies of these kinds.
    """
    standing = user.get_standing()
    return (
        standing is not None
        and standing.role == Role.UNIT_ADMIN
        and standing.agency.kind in {AgencyKind.STEERING_138, AgencyKind.POLICE}
        and standing.agency.level in {AgencyLevel.PROVINCE, AgencyLevel.CENTRAL}
    )


def administers(user: User, agency: Agency) -> bool:
    """Whether the person administers this agency or one above it."""
    standing = user.get_standing()
    if standing is None or standing.role != Role.UNIT_ADMIN:
        return False
    return agency.pk == standing.agency.pk or agency.is_below(standing.agency)


def live_grants(user: User, case: Case) -> list[Grant]:
    """Grants on this case that hold now, to the person or to the person's agency."""
    return _grants(user.get_standing(), user, case)


def _grants(standing: Standing | None, user: User, case: Case) -> list[Grant]:
    if standing is None or standing.role not in CASE_ROLES:
        return []
    now = timezone.now()
    group = CaseGroupGrant.objects.filter(
        live(now), content_object=case, group=standing.agency.grantees_id
    ).select_related("permission")
    named = CaseUserGrant.objects.filter(live(now), content_object=case, user=user).select_related(
        "permission"
    )
    return [*group, *named]


def grant_level(grant: Grant) -> Level:
    """How far a grant reaches."""
    return LEVEL_OF_PERMISSION[grant.permission.codename]


def works_here(user: User, case: Case) -> bool:
    """Whether the plain rule alone gives full work: the responsible agency is the person's."""
    return _works(user.get_standing(), case)


def _works(standing: Standing | None, case: Case) -> bool:
    return standing is not None and case.responsible_agency_id in working_agency_ids(standing)


def writes_here(user: User, case: Case) -> bool:
    """Whether this person writes into the file: a case role at the agency that holds it."""
    standing = user.get_standing()
    return standing is not None and standing.role in CASE_ROLES and _works(standing, case)


def reach(user: User, case: Case) -> Level | None:
    """The highest level at which this person reaches the case now; None is out of reach.

    Agrees with `Case.objects.visible_to(user)` for every user and case.
    """
    return _reach(user.get_standing(), user, case)


def _reach(standing: Standing | None, user: User, case: Case) -> Level | None:
    if standing is None or standing.role not in CASE_ROLES:
        return None
    if _works(standing, case):
        return Level.WORK
    levels = [grant_level(grant) for grant in _grants(standing, user, case)]
    if oversees_province(standing) and case.province == standing.agency.province:
        levels.append(Level.TRAIL)
    return max(levels, default=None)


def may_step(user: User, case: Case, step: str, *, needed: Level) -> bool:
    """Whether the reach is enough for this step; a grant may be limited to named steps."""
    standing = user.get_standing()
    level = _reach(standing, user, case)
    if level is None or level < needed:
        return False
    if needed < Level.WORK or _works(standing, case):
        return True
    return any(
        grant_level(grant) >= needed and (not grant.steps or step in grant.steps)
        for grant in _grants(standing, user, case)
    )


def revealable(user: User, case: Case, labels: Sequence[str]) -> frozenset[str]:
    """Those of the sealed labels that may be opened: by work, or by a package that holds them."""
    if works_here(user, case):
        return frozenset(labels)
    holding = [grant for grant in live_grants(user, case) if grant_level(grant) >= Level.PACKAGE]
    return frozenset(
        label
        for label in labels
        if any(
            label in grant.labels or (grant_level(grant) == Level.WORK and not grant.labels)
            for grant in holding
        )
    )


def reveal_basis(user: User, case: Case, labels: Sequence[str]) -> GrantBasis | None:
    """Why somebody of another agency may open all of these labels; the emergency comes last."""
    if works_here(user, case):
        return None
    bases = {
        GrantBasis(grant.basis)
        for grant in live_grants(user, case)
        if grant_level(grant) >= Level.PACKAGE
        and (not grant.labels or set(labels) & set(grant.labels))
    }
    usual = sorted(bases - {GrantBasis.EMERGENCY})
    return usual[0] if usual else next(iter(bases), None)


def takes_timeline(user: User, level: Level) -> bool:
    """Whether whoever reads a timeline at this level may take it along: who works, and supervisors."""
    standing = user.get_standing()
    return level >= Level.WORK or (standing is not None and standing.is_supervisor)


def opens_in_emergency(standing: Standing | None) -> bool:
    """Whether this role at this agency may ask to see a file in an emergency at all."""
    return (
        standing is not None
        and standing.role in CASE_ROLES
        and standing.agency_kind != AgencyKind.STEERING_138
    )


def may_reveal(user: User, case: Case, label: str) -> bool:
    """Whether this sealed label may be opened."""
    return label in revealable(user, case, [label])


def grant(
    case: Case,
    *,
    to: Agency | User,
    level: Level,
    basis: GrantBasis,
    by: User,
    now: datetime,
    basis_uid: UUID = NOTHING,
    until: datetime | None = None,
    labels: Sequence[str] = (),
    steps: Sequence[str] = (),
    package_digest: str = "",
) -> Grant:
    """Let an agency or a person reach one case, recorded; the same basis again renews the grant."""
    terms: dict[str, Any] = {
        "basis": basis,
        "given_by": by,
        "valid_from": now,
        "valid_until": until,
        "revoked_at": None,
        "labels": sorted(labels),
        "steps": sorted(steps),
        "package_digest": package_digest,
        "case_received_at": case.received_at,
    }
    permission = Permission.objects.get(
        content_type__app_label="caseflow", codename=PERMISSION_OF_LEVEL[level]
    )
    key: dict[str, Any] = {"permission": permission, "content_object": case, "basis_uid": basis_uid}
    given: Grant
    if isinstance(to, Agency):
        given, _ = CaseGroupGrant.objects.update_or_create(group=to.grantees, **key, defaults=terms)
    else:
        given, _ = CaseUserGrant.objects.update_or_create(user=to, **key, defaults=terms)
    _record("access.granted", case, given, to=to, by=by, now=now)
    return given


def revoke(given: Grant, *, by: User | None, now: datetime) -> None:
    """End a grant, recorded; the row stays as history. `by` is None for an act of the state."""
    given.revoked_at = now
    given.save(update_fields=["revoked_at"])
    to = given.group.agency if isinstance(given, CaseGroupGrant) else given.user
    _record("access.revoked", given.content_object, given, to=to, by=by, now=now)


def pass_on(given: CaseGroupGrant, *, to: Agency, by: User | None, now: datetime) -> None:
    """A dissolved agency's grant ends, and its successor gets one on the same terms; both recorded."""
    revoke(given, by=by, now=now)
    terms = {name: getattr(given, name) for name in TERMS}
    heir, _ = CaseGroupGrant.objects.update_or_create(
        group=to.grantees,
        permission=given.permission,
        content_object=given.content_object,
        basis_uid=given.basis_uid,
        defaults={**terms, "valid_from": now, "revoked_at": None},
    )
    _record("access.granted", given.content_object, heir, to=to, by=by, now=now)


def _record(
    act: str, case: Case, given: Grant, *, to: Agency | User, by: User | None, now: datetime
) -> None:
    data: dict[str, object] = {"level": grant_level(given).name.lower(), "basis": given.basis}
    if isinstance(to, Agency):
        data["to_agency"] = to.code
    else:
        data["to_user"] = to.uid
    if given.valid_until:
        data["until"] = given.valid_until
    by_whom = actor(by) if by else trail.SYSTEM
    trail.record(act, actor=by_whom, at=now, case=case.uid, obj=("grant", given.uid), data=data)
