"""The only writer of the log: events, written in the transaction of the change they tell of."""

import base64
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from audit import context, keys, rows, vocabulary
from audit.entry import mac
from audit.writing import SYSTEM, Actor, Event, write

__all__ = ["SYSTEM", "Actor", "Change", "Reads", "deed", "record", "record_apart", "tie"]

FIRST_ROWS = 50


@dataclass(frozen=True)
class Change:
    """A sealed field before and after; only digests of the sealed bytes enter the log."""

    f: str
    b: bytes | None
    a: bytes | None


@dataclass(frozen=True)
class Reads:
    """Which labels of which sealed rows were opened."""

    labels: Sequence[str]
    row_uids: Sequence[UUID]


class _Deeds(threading.local):
    def __init__(self) -> None:
        self.depth = 0
        self.events: list[Event] = []


_deeds = _Deeds()


@contextmanager
def deed() -> Iterator[None]:
    """A transaction whose events are written together, as its last statement.

    They tell of every row saved in it, whether before or after the event was recorded. What is rolled
    back, with a savepoint or whole, is not told. A deed within a deed is part of it.
    """
    with transaction.atomic():
        _deeds.depth += 1
        try:
            yield
            if _deeds.depth == 1:
                _write_held()
        finally:
            _deeds.depth -= 1
            if _deeds.depth == 0:
                _deeds.events.clear()


def record(
    act: str,
    *,
    actor: Actor,
    at: datetime,
    case: UUID | None = None,
    obj: tuple[str, UUID] | None = None,
    data: Mapping[str, object] | None = None,
    reads: Reads | None = None,
    query: str | None = None,
    detail: bytes | None = None,
    uid: UUID | None = None,
) -> UUID:
    """Write one event in the caller's transaction and return its uid.

    In a deed it is written at its end; at once where a `uid` was chosen, for the rows that name it: the
    database lets a state move only to an event that is there.
    `data` holds what the vocabulary allows for `act`; `query` is kept as a keyed digest only;
    `detail` is bytes sealed by the caller. Raises ValueError for an unknown act, key or kind, and
    RuntimeError outside a transaction, where a change and its event could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is written in the transaction of what it tells of.")
    refers = uid is not None
    entry: dict[str, Any] = {
        "uid": (uid or uuid4()).hex,
        "ts": vocabulary.instant(at),
        "act": act,
        "actor": actor.uid,
        "role": actor.role,
        "agency": actor.agency,
        "data": vocabulary.encode(act, data or {}),
        "req": context.request_id.get(),
    }
    if case is not None:
        entry["case"] = case.hex
    if obj is not None:
        entry["obj"] = {"l": obj[0], "u": obj[1].hex}
    if reads is not None:
        entry["rd"] = _read_set(reads)
    if query is not None:
        entry["q"] = mac(keys.current().query[at.year], query.encode()).hex()
    if detail is not None:
        entry["det"] = base64.b64encode(detail).decode()
    event = Event(entry, at, case, rows.place())
    transaction.on_commit(event)
    _deeds.events.append(event)
    if refers or not _deeds.depth:
        _write_held()
    return UUID(entry["uid"])


def record_apart(act: str, *, actor: Actor, at: datetime, **more: Any) -> UUID:
    """Write one event in a transaction of its own: refusals and roll-backs, after the roll-back."""
    with transaction.atomic():
        return record(act, actor=actor, at=at, **more)


def tie(uid: UUID, version: int, tag: bytes, changes: Sequence[Change] = ()) -> None:
    """Tie a sealed row to the log: the next event of this transaction tells of its version and tag.

    It tells of what changed in its cells too, by digests. Where no event follows, one of its own is
    written right after the commit.
    """
    rows.saved(uid, version, tag, [_digested(change) for change in changes])


def _tell_left_over(note: rows.Note) -> None:
    """After the commit of a transaction that was no deed, in one of its own."""
    if isinstance(note, rows.PlainNote) and note.digest != rows.GONE:
        note = rows.PlainNote(note.model, note.pk, None)
    with transaction.atomic():
        write([], [(0, note)], after_commit=True)


rows.on_left_over(_tell_left_over)


def _write_held() -> None:
    """Write the events recorded so far and not rolled back, with the rows saved so far."""
    held = _deeds.events.copy()
    _deeds.events.clear()
    registered = {id(entry[1]) for entry in connection.run_on_commit} if held else set()
    write([event for event in held if id(event) in registered], rows.take())


def _digested(change: Change) -> dict[str, str]:
    digests = {"f": change.f}
    if change.b is not None:
        digests["b"] = sha256(change.b).hexdigest()
    if change.a is not None:
        digests["a"] = sha256(change.a).hexdigest()
    return digests


def _read_set(reads: Reads) -> dict[str, object]:
    rows = sorted({uid.hex for uid in reads.row_uids})
    return {
        "labels": sorted(set(reads.labels)),
        "rows": len(rows),
        "set": sha256("".join(rows).encode()).hexdigest(),
        "first": rows[:FIRST_ROWS],
    }
