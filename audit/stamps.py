"""Time-stamps over checkpoints: one asked for every so many hours, all of them checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.x509 import Certificate
from django.conf import settings
from django.db.models import Q

from audit import alarms, authority, checkpoints
from audit.findings import Finding
from audit.merkle import Bad
from audit.models import Checkpoint, SequencerState, Stamp
from audit.readable import each, unread

AGAIN = timedelta(minutes=10)
"""How soon an authority that did not answer is asked again."""
SLACK = timedelta(minutes=5)
"""How far apart clocks of machines may be."""


def stamp(now: datetime, *, at_once: bool = False) -> Stamp | None:
    """Have the newest checkpoint stamped if that is due; None when it is not, or nobody is set to do it.

    `at_once` asks even if another time-stamp is young. Raises authority.Silent without a good answer.
    """
    newest = _due(now, at_once=at_once)
    if newest is None or not _mine_to_ask(now, at_once=at_once):
        return None
    note = newest.note.encode()
    answer = authority.ask(settings.AUDIT_TSA_URL, authority.roots(), note)
    at = authority.check(answer, authority.roots(), note)
    if problem := _out_of_time(at, newest.signed_at, now):
        raise authority.Silent(problem)
    made, _new = Stamp.objects.get_or_create(
        origin=newest.origin,
        size=newest.size,
        defaults={"answer": answer, "at": at, "received_at": now},
    )
    return made


def _due(now: datetime, *, at_once: bool) -> Checkpoint | None:
    """The newest checkpoint, where it has no time-stamp yet and the last one is old enough."""
    newest = checkpoints.newest() if settings.AUDIT_TSA_URL else None
    if newest is None or _stamped(newest):
        return None
    last = newest_stamp()
    if last is None or at_once or now - last.received_at >= _period():
        return newest
    return None


def _mine_to_ask(now: datetime, *, at_once: bool) -> bool:
    """Whether this process is the one that asks: two never do, and a silent authority is not pressed."""
    SequencerState.objects.bulk_create([SequencerState()], ignore_conflicts=True)
    free = Q(asked_at__isnull=True) | Q(asked_at__lte=now - AGAIN)
    rows = SequencerState.objects.filter(pk=1)
    return bool((rows if at_once else rows.filter(free)).update(asked_at=now))


def _stamped(checkpoint: Checkpoint) -> bool:
    return Stamp.objects.filter(origin=checkpoint.origin, size=checkpoint.size).exists()


def _period() -> timedelta:
    return timedelta(hours=settings.AUDIT_TSA_HOURS)


def newest_stamp() -> Stamp | None:
    """The time-stamp received last."""
    return Stamp.objects.order_by("-received_at", "-size").first()


@dataclass(frozen=True)
class Standing:
    """What was stamped last and when; none when nothing was yet."""

    size: int
    at: datetime | None
    silent: bool


def standing(now: datetime) -> Standing | None:
    """How the authority is doing; None where none is set."""
    if not settings.AUDIT_TSA_URL:
        return None
    newest, last = checkpoints.newest(), newest_stamp()
    if newest is None:
        return Standing(0, None, silent=False)
    since = last.received_at if last else _first_signed()
    silent = not _stamped(newest) and now - since > 2 * _period()
    return Standing(last.size if last else 0, last.at if last else None, silent=silent)


def _first_signed() -> datetime:
    return Checkpoint.objects.earliest("signed_at").signed_at


def watch(now: datetime) -> None:
    """Sound an alarm when the authority falls silent; end it when there is a time-stamp again."""
    found = standing(now)
    if found is not None and found.silent:
        alarms.sound("unstamped", now)
    else:
        alarms.end("unstamped", now)


def findings() -> Iterator[Finding]:
    """What is wrong with stored time-stamps; their signers are only checked where certificates are known."""
    trusted = authority.roots()
    for pk, stored in each(Stamp.objects.order_by("size", "pk")):
        if stored is None:
            yield unread(Stamp, pk)
            continue
        signed = Checkpoint.objects.filter(origin=stored.origin, size=stored.size)
        checkpoint = next((row for _pk, row in each(signed)), None)
        if problem := _problem(stored, checkpoint, trusted):
            yield Finding(0, "", f"the time-stamp of {stored.size} events {problem}")


def unchecked() -> Iterator[str]:
    """What could not be checked for want of certificates."""
    if not settings.AUDIT_TSA_CERTS and (count := Stamp.objects.count()):
        yield f"no certificate of a time-stamping authority is known here: {count} signers not checked"


def _problem(stored: Stamp, checkpoint: Checkpoint | None, trusted: Sequence[Certificate]) -> str:
    if checkpoint is None:
        return "has no checkpoint"
    try:
        at = authority.seen_at(bytes(stored.answer), trusted, checkpoint.note.encode())
    except Bad as error:
        return str(error)
    if at != stored.at:
        return "tells another time than its row"
    return _out_of_time(at, checkpoint.signed_at, stored.received_at)


def _out_of_time(at: datetime, signed: datetime, received: datetime) -> str:
    """A time-stamp lies between the signing and its arrival."""
    if signed - at > SLACK:
        return "tells an earlier time than the checkpoint was signed at"
    return "tells a later time than it came in" if at - received > SLACK else ""
