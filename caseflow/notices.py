"""What people are told: kind, case and rule, never a name; the same notice never twice."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from caseflow import outbox
from caseflow.models import Agency, Case, Clock, Heartbeat, Notice, User

_sentences: dict[str, str | Promise] = {}

BATCH = 500
LADDER = (("half", 50), ("most", 85), ("due", 100))
"""Steps of reminding: share of the time used, in percent; the last tells supervisors too."""


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
    _write(kind, case, agency, dedup, now, user=user, clock=clock)


def tell_supervisors(
    kind: str, *, case: Case, agency: Agency, dedup: str, now: datetime, clock: Clock | None = None
) -> None:
    """Put a notice before the supervisors of an agency only."""
    _write(kind, case, agency, dedup, now, clock=clock, supervisors_only=True)


def _write(
    kind: str, case: Case, agency: Agency, dedup: str, now: datetime, **more: object
) -> None:
    if kind not in _sentences:
        raise ValueError(f"Notice kind {kind} is not registered.")
    Notice.objects.get_or_create(
        dedup=dedup,
        defaults={"kind": kind, "case": case, "agency": agency, "created_at": now, **more},
    )


def for_user(user: User) -> QuerySet[Notice]:
    """Notices before this person, newest first: own ones, the desk's, and supervisors' ones."""
    standing = user.get_standing()
    if standing is None:
        return Notice.objects.none()
    desk = Q(agency=standing.agency, user__isnull=True)
    if not standing.is_supervisor:
        desk &= Q(supervisors_only=False)
    return (
        Notice.objects.filter(desk | Q(user=user))
        .select_related("case", "clock", "agency")
        .order_by("-created_at", "-pk")
    )


def mark_read(user: User, *, now: datetime) -> int:
    """Mark every notice before this person read; returns how many were new."""
    unread = for_user(user).filter(read_at__isnull=True).order_by().values("pk")
    return Notice.objects.filter(pk__in=unread).update(read_at=now)


def remind_at(clock: Clock, after: datetime) -> datetime | None:
    """The next instant at which this clock reminds somebody; none after the last step."""
    span = clock.due_at - clock.started_at
    moments = [clock.started_at + span * share / 100 for _step, share in LADDER]
    return min((moment for moment in moments if moment > after), default=None)


def sweep(now: datetime) -> int:
    """Put reminders that are due into the outbox; returns how many.

    Any number of sweeps may run at once: each claims rows others skip, and an outbox entry is
    unique per clock and step. Its cost grows with what is due, not with what exists; lateness is
    computed from `due_at`, so a sweep that slept loses nothing.
    """
    raised = 0
    while True:
        with transaction.atomic():
            batch = _claim(now)
            raised += sum(_raise_steps(clock, now) for clock in batch)
        if not batch:
            break
    Heartbeat.objects.update_or_create(name="sweep", defaults={"beat_at": now})
    return raised


def _claim(now: datetime) -> list[Clock]:
    due = Clock.objects.running().filter(remind_at__lte=now).select_related("case")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return list(due.order_by("remind_at", "pk")[:BATCH])


def _raise_steps(clock: Clock, now: datetime) -> int:
    since = clock.remind_at or now
    span = clock.due_at - clock.started_at
    steps = [
        step for step, share in LADDER if since <= clock.started_at + span * share / 100 <= now
    ]
    for step in steps:
        outbox.put(
            "clock.reminder",
            key=clock.case.uid,
            dedup=f"clock:{clock.uid.hex}:{step}",
            now=now,
            payload={"clock": clock.uid.hex, "step": step},
        )
    clock.remind_at = remind_at(clock, now)
    clock.save(update_fields=["remind_at"])
    return len(steps)


def carry_out_reminder(payload: Mapping[str, str], now: datetime) -> None:
    """Outbox handler: remind the desk; at the limit the supervisors too. Safe to run twice."""
    clock = Clock.objects.select_related("case", "agency").get(uid=UUID(payload["clock"]))
    if clock.met_at or clock.stopped_at:
        return
    step = payload["step"]
    kind = "clock.late" if step == "due" else "clock.soon"
    dedup = f"clock:{clock.uid.hex}:{step}"
    tell(kind, case=clock.case, agency=clock.agency, clock=clock, dedup=dedup, now=now)
    if step == "due":
        tell_supervisors(
            kind,
            case=clock.case,
            agency=clock.agency,
            clock=clock,
            dedup=f"{dedup}:supervisors",
            now=now,
        )
