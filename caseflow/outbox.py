"""Work that follows a change: written with it as rows, carried out later, in order per case.

Handlers are registered by topic when apps start and must be safe to run twice: each runs in the
same transaction as the mark that it is done, so a crash leaves both or neither.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from caseflow.models import OutboxEntry

Handler = Callable[[Mapping[str, str], datetime], None]
MAX_ATTEMPTS = 8
BATCH = 100

_handlers: dict[str, Handler] = {}


def register(topic: str, handler: Handler) -> None:
    """Name the function that carries out entries of this topic."""
    _handlers[topic] = handler


def put(
    topic: str,
    *,
    key: UUID,
    dedup: str,
    now: datetime,
    payload: Mapping[str, str] | None = None,
    available_at: datetime | None = None,
) -> None:
    """Write one entry in the caller's transaction; the same `dedup` twice stays one entry."""
    OutboxEntry.objects.get_or_create(
        dedup=dedup,
        defaults={
            "topic": topic,
            "key": key,
            "payload": dict(payload or {}),
            "available_at": available_at or now,
        },
    )


def relay(now: datetime) -> int:
    """Carry out what is due, oldest first within a case; returns how many entries were done."""
    done = 0
    while True:
        with transaction.atomic():
            batch = _claim(now)
            done += sum(_carry_out(entry, now) for entry in batch)
        if not batch:
            return done


def _claim(now: datetime) -> list[OutboxEntry]:
    """Lock the oldest open entry of each key; other relays skip what is locked here."""
    waiting = OutboxEntry.objects.filter(done_at__isnull=True, dead_at__isnull=True)
    earlier = waiting.filter(key=OuterRef("key"), pk__lt=OuterRef("pk"))
    due = waiting.filter(available_at__lte=now).exclude(Exists(earlier)).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return list(due[:BATCH])


def _carry_out(entry: OutboxEntry, now: datetime) -> bool:
    try:
        with transaction.atomic():
            _handlers[entry.topic](entry.payload, now)
    except Exception as error:  # noqa: BLE001 - one bad entry must not stop the others; it is kept and counted
        entry.attempts += 1
        entry.last_error = type(error).__name__
        entry.available_at = now + timedelta(seconds=2**entry.attempts * 15)
        if entry.attempts >= MAX_ATTEMPTS:
            entry.dead_at = now
        entry.save(update_fields=["attempts", "last_error", "available_at", "dead_at"])
        return False
    entry.done_at = now
    entry.save(update_fields=["done_at"])
    return True
