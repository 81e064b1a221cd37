"""What people are told: kind, case and rule, never a name; the same notice never twice.

A notice without a case is about the log and stands before one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from caseflow.choices import CASE_ROLES, Role
from caseflow.models import Agency, Case, Clock, Membership, Notice, User

_sentences: dict[str, str | Promise] = {}


@dataclass(frozen=True)
class Telling:
    """One notice to be told: to one person, to the supervisors of an agency, or to its whole desk."""

    kind: str
    case: Case | None
    agency: Agency
    dedup: str
    user: User | None = None
    clock: Clock | None = None
    supervisors_only: bool = False


def register(kind: str, sentence: str | Promise) -> None:
    """Words for a kind of notice; the page adds reference and rule."""
    _sentences[kind] = sentence


def sentence(kind: str) -> str:
    """Words for a kind of notice."""
    return str(_sentences[kind])


def tell(
    kind: str,
    *,
    case: Case,
    agency: Agency,
    dedup: str,
    now: datetime,
    user: User | None = None,
    clock: Clock | None = None,
) -> None:
    """Put a notice on a desk or before one person; the same `dedup` twice stays one notice."""
    tell_all([Telling(kind, case, agency, dedup, user=user, clock=clock)], now=now)


def tell_supervisors(
    kind: str, *, case: Case, agency: Agency, dedup: str, now: datetime, clock: Clock | None = None
) -> None:
    """Put a notice before the supervisors of an agency only."""
    tell_all([Telling(kind, case, agency, dedup, clock=clock, supervisors_only=True)], now=now)


def tell_all(tellings: Iterable[Telling], *, now: datetime) -> None:
    """Write many notices in the caller's transaction; those told before stay as they are."""
    rows = []
    for telling in tellings:
        if telling.kind not in _sentences:
            raise ValueError(f"Notice kind {telling.kind} is not registered.")
        rows.append(
            Notice(
                kind=telling.kind,
                case=telling.case,
                agency=telling.agency,
                dedup=telling.dedup,
                user=telling.user,
                clock=telling.clock,
                supervisors_only=telling.supervisors_only,
                created_at=now,
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def tell_watchers(kind: str, *, which: str, now: datetime, at: Q | None = None) -> None:
    """Put a notice without a case before everybody who watches over the installation, once for `which`.

    Auditors read the log. Administrators of agencies with none above them run the installation; `at`
    names agencies whose administrators are told too.
    """
    runs = Q(agency__parent__isnull=True) | (at or Q())
    posts = Membership.objects.current().filter(
        Q(role=Role.AUDITOR) | (Q(role=Role.UNIT_ADMIN) & runs), user__is_active=True
    )
    tell_all(
        [
            Telling(kind, None, post.agency, f"{kind} {which} {post.user_id}", user=post.user)
            for post in posts.select_related("user", "agency").order_by("pk")
        ],
        now=now,
    )


def for_user(user: User) -> QuerySet[Notice]:
    """Notices before this person, newest first: own ones, the desk's, and supervisors' ones.

    Auditors and administrators sit at a desk too, but what waits there is about cases; they are told
    of the log, and nobody else is.
    """
    standing = user.get_standing()
    if standing is None:
        return Notice.objects.none()
    works = standing.role in CASE_ROLES
    before = Q(user=user, case__isnull=not works)
    if works:
        desk = Q(agency=standing.agency, user__isnull=True)
        before |= desk if standing.is_supervisor else desk & Q(supervisors_only=False)
    return (
        Notice.objects.filter(before)
        .select_related("case", "clock", "agency")
        .order_by("-created_at", "-pk")
    )


def older(rows: QuerySet[Notice], than: Notice) -> QuerySet[Notice]:
    """Those of the rows that come after this one in the list."""
    same = Q(created_at=than.created_at, pk__lt=than.pk)
    return rows.filter(Q(created_at__lt=than.created_at) | same)
