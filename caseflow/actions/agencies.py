"""Agencies come, go and hand everything they hold to their successors."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db.models import Q

from audit import trail
from caseflow import access, clocks, responsibility
from caseflow.choices import Certainty
from caseflow.models import Agency, AgencySuccession, Case, CaseGroupGrant, Clock, User


class SuccessionHook(Protocol):
    """What an upper floor does when a successor takes over: of one case, or all that is left."""

    def __call__(
        self,
        predecessor: Agency,
        successor: Agency,
        *,
        case: Case | None,
        by: User | None,
        now: datetime,
    ) -> None: ...


_hooks: list[SuccessionHook] = []


def on_succession(hook: SuccessionHook) -> None:
    """Let an upper floor move what it holds for an agency when a successor takes over."""
    _hooks.append(hook)


@trail.deed()
def register_agency(
    *, by: User | None, now: datetime, code: str, parent: Agency | None = None, **fields: object
) -> Agency:
    """A new agency with its own group for grants; `fields` are the other columns of Agency."""
    group, _created = Group.objects.get_or_create(name=f"agency:{code}")
    agency = Agency.objects.create(
        code=code,
        parent=parent,
        grantees=group,
        **fields,
    )
    trail.record(
        "agency.registered",
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        obj=("agency", agency.uid),
        data={"agency_code": code, "kind": agency.kind},
    )
    return agency


@trail.deed()
def succeed_agency(
    predecessor: Agency,
    successor: Agency,
    *,
    on: date,
    legal_basis: str,
    certainty: Certainty,
    by: User | None,
    now: datetime,
) -> AgencySuccession:
    """Move every case, open or ended, running clock and live grant of an agency to its successor.

    Ended files go too: the successor answers for them, and alone can open them again. Names and past rows stay as written. Data law: a merger is a lawful ground of transfer
    (Law 91/2025 Art. 17.1c).
    """
    succession, _created = AgencySuccession.objects.update_or_create(
        predecessor=predecessor,
        successor=successor,
        defaults={
            "on": on,
            "legal_basis": legal_basis,
            "certainty": certainty,
            "carried_out_at": now,
        },
    )
    moved = _move_cases(predecessor, successor, by=by, now=now)
    moved += move_the_rest(predecessor, successor, by=by, now=now)
    pass_on_grants(predecessor, successor, by=by, now=now)
    data = {
        "from_agency": predecessor.code,
        "to_agency": successor.code,
        "cases": moved,
        "on": on,
    }
    trail.record(
        "agency.succeeded",
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        obj=("agency", successor.uid),
        data=data,
    )
    return succession


def _move_cases(predecessor: Agency, successor: Agency, *, by: User | None, now: datetime) -> int:
    cases = Case.objects.filter(responsible_agency=predecessor).order_by("pk")
    held = list(cases.select_for_update(of=("self",)))
    for case in held:
        move_case(case, predecessor, successor, by=by, now=now)
    return len(held)


def move_case(
    case: Case, predecessor: Agency, successor: Agency, *, by: User | None, now: datetime
) -> None:
    """One file, its running clocks and its handoffs go to the successor; the caller locked the case."""
    event_uid = uuid4()
    trail.record(
        "case.succeeded",
        uid=event_uid,
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        case=case.uid,
        obj=(Case.LABEL, case.uid),
        data={"from_agency": predecessor.code, "to_agency": successor.code},
    )
    responsibility.move(case, to=successor, event_uid=event_uid, now=now)
    case.clocks.unended().filter(agency=predecessor).update(agency=successor)
    for hook in _hooks:
        hook(predecessor, successor, case=case, by=by, now=now)
    clocks.refresh_next_due(case)


def pass_on_grants(
    predecessor: Agency,
    successor: Agency,
    *,
    by: User | None,
    now: datetime,
    at_most: int | None = None,
) -> int:
    """What the agency reaches by grants goes to the successor; returns how many were taken up.

    `at_most` at once; a grant that somebody ended meanwhile is left as it is, one that somebody gave
    meanwhile, a moment later than `now`, goes along.
    """
    ends_later = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
    held = CaseGroupGrant.objects.filter(
        ends_later, group=predecessor.grantees_id, revoked_at__isnull=True
    ).order_by("pk")
    chosen = dict(held.values_list("pk", "content_object")[:at_most])
    _lock_files(chosen.values())
    for given in held.filter(pk__in=chosen).select_related("content_object", "permission"):
        access.pass_on(given, to=successor, by=by, now=now)
    return len(chosen)


def move_the_rest(predecessor: Agency, successor: Agency, *, by: User | None, now: datetime) -> int:
    """What the agency still has in files of others: handoffs to it, and the clocks that bind it.

    Somebody may have received a person until the handoffs were locked: those files go too. Returns
    how many.
    """
    for hook in _hooks:
        hook(predecessor, successor, case=None, by=by, now=now)
    moved = _move_cases(predecessor, successor, by=by, now=now)
    bound = Clock.objects.unended().filter(agency=predecessor)
    _lock_files(bound.values_list("case", flat=True))
    bound.update(agency=successor)
    return moved


def _lock_files(ids: Iterable[int]) -> None:
    """As every deed does it: first the file, then what is in it, so that none waits for the other."""
    files = Case.objects.filter(pk__in=set(ids)).order_by("pk")
    list(files.select_for_update(of=("self",)).values_list("pk"))
