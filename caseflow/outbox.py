"""Work that follows a change: written with it as rows, carried out later, in order per case.

Handlers are registered by topic when apps start. One call of a handler gets many entries and must be
safe to run twice: it runs in the same transaction as the mark that its entries are done, so a crash
leaves both or neither.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from audit import trail
from caseflow.models import Heartbeat, OutboxEntry

Payload = Mapping[str, str]
Handler = Callable[[Sequence[Payload], datetime], None]
MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
"""Doubled with every further attempt: the eighth comes after about an hour."""
BATCH = 100
KEPT = timedelta(days=90)
"""How long entries that are done stay, to answer questions."""

_handlers: dict[str, Handler] = {}
_log = logging.getLogger("caseflow.outbox")


@dataclass(frozen=True)
class Entry:
    """One piece of work: ids only; the same `dedup` twice stays one piece."""

    topic: str
    key: UUID
    dedup: str
    payload: Payload = field(default_factory=dict)


def register(topic: str, handler: Handler) -> None:
    """Name the function that carries out entries of this topic."""
    _handlers[topic] = handler


def put(entries: Iterable[Entry], *, now: datetime) -> None:
    """Write entries in the caller's transaction."""
    OutboxEntry.objects.bulk_create(
        (
            OutboxEntry(
                topic=entry.topic,
                key=entry.key,
                dedup=entry.dedup,
                payload=dict(entry.payload),
                available_at=now,
            )
            for entry in entries
        ),
        ignore_conflicts=True,
    )


def relay(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Carry out what is due, oldest first within a case; returns how many entries were done.

    Any number of relays may run at once; each claims rows that others skip. Ends when nothing is
    due, or after the batch at hand once `stopping` says so.
    """
    done = 0
    while not stopping():
        with trail.deed():
            batch = _claim(now)
            done += _carry_out(batch, now)
        if not batch:
            break
    Heartbeat.objects.update_or_create(name="relay", defaults={"beat_at": now})
    return done


def _claim(now: datetime) -> list[OutboxEntry]:
    """Lock the oldest open entry of each key; other relays skip what is locked here."""
    waiting = OutboxEntry.objects.filter(done_at__isnull=True, dead_at__isnull=True)
    # Not "without an earlier one": before the table is analyzed, PostgreSQL compares all pairs for that.
    oldest = waiting.filter(key=OuterRef("key")).order_by("key", "pk").values("pk")[:1]
    due = waiting.filter(available_at__lte=now, pk=Subquery(oldest))
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return list(due.order_by("available_at", "pk")[:BATCH])


def _carry_out(batch: Sequence[OutboxEntry], now: datetime) -> int:
    """Each topic of the batch in one call; where that fails, one entry after the other."""
    done: list[OutboxEntry] = []
    by_topic = sorted(batch, key=lambda entry: entry.topic)
    for topic, found in groupby(by_topic, key=lambda entry: entry.topic):
        entries = list(found)
        if len(entries) > 1 and _handled(topic, entries, now):
            done += entries
            continue
        done += [
            entry for entry in entries if _handled(topic, [entry], now) or _put_off(entry, now)
        ]
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in done]).update(done_at=now)
    return len(done)


def _handled(topic: str, entries: Sequence[OutboxEntry], now: datetime) -> bool:
    try:
        with transaction.atomic():
            _handlers[topic]([entry.payload for entry in entries], now)
    except Exception as error:  # noqa: BLE001 - one bad entry must not stop the others; it is kept and counted
        for entry in entries:
            entry.last_error = type(error).__name__
        return False
    return True


def _put_off(entry: OutboxEntry, now: datetime) -> bool:
    """Try again later, each time after twice the wait; after the last attempt a person must look."""
    entry.attempts += 1
    entry.available_at = now + FIRST_WAIT * 2 ** (entry.attempts - 1)
    if entry.attempts >= MAX_ATTEMPTS:
        entry.dead_at = now
    entry.save(update_fields=["attempts", "last_error", "available_at", "dead_at"])
    _log.warning("outbox entry %s failed: %s", entry.topic, entry.last_error)
    return False


def revive(entry: OutboxEntry, *, now: datetime) -> None:
    """Give a dead entry a new row of attempts."""
    entry.attempts = 0
    entry.dead_at = None
    entry.available_at = now
    entry.save(update_fields=["attempts", "dead_at", "available_at"])


def tidy(now: datetime) -> int:
    """Delete what was done long ago; returns how many entries."""
    deleted, _by_model = OutboxEntry.objects.filter(done_at__lt=now - KEPT).delete()
    return deleted
