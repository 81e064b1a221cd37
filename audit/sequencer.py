"""Gives every committed event its place in the tree, once, however many sequencers run.

The queue is the table of events itself, so nothing is lost when a sequencer is killed: a batch is one
transaction under the lock of one row. Order among transactions that ran side by side is not promised;
the order of one worker's events is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from audit import alarms, keys, ledger, merkle
from audit.entry import fields, mac
from audit.models import SequencerState

BATCH = 1000

PENDING = """
SELECT e.id, e.entry, e.mac, e.at, e.act, e.actor, e.agency FROM audit_event e WHERE e.id > %s AND NOT EXISTS
  (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id AND l.event_id > %s)
ORDER BY e.id LIMIT %s
"""


class Waiting(NamedTuple):
    """An event without a place."""

    id: int
    entry: bytes
    case: UUID | None
    """The case its entry names; an entry that cannot be read belongs to none."""
    fits: bool
    """Whether its MAC does."""
    found_by: tuple[Any, ...]
    """Its columns for searching, as they are stored."""


def sequence(now: datetime, *, batch: int = BATCH) -> int:
    """Give every waiting event its place; returns how many got one.

    Events whose MAC does not fit get their place too, and an alarm: nothing is dropped.
    """
    done = 0
    while True:
        count = _one_batch(now, batch)
        done += count
        if count < batch:
            SequencerState.objects.filter(pk=1).update(ran_at=now)
            return done


def waiting(most: int = BATCH) -> int:
    """How many committed events have no place yet, counted up to `most`."""
    low = SequencerState.objects.values_list("low", flat=True).first() or 0
    with connection.cursor() as cursor:
        cursor.execute(PENDING, [low, low, most])
        return len(cursor.fetchall())


def _one_batch(now: datetime, most: int) -> int:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM audit_event")
        (newest,) = cursor.fetchone()
        state = _locked_state()
        horizon = _horizon(cursor)
        cursor.execute(PENDING, [state.low, state.low, most])
        macs = keys.current().mac
        events = [
            _read(macs, int(number), _bytes(entry), _bytes(seal), tuple(found_by))
            for number, entry, seal, *found_by in cursor.fetchall()
        ]
        ledger.append(_leaves(events))
        for event in events:
            if not event.fits:
                alarms.sound("bad_event", now, about=str(event.id), event=event.id)
        _move_low(state, newest, horizon, drained=len(events) < most)
    return len(events)


def _locked_state() -> SequencerState:
    SequencerState.objects.bulk_create([SequencerState()], ignore_conflicts=True)
    return SequencerState.objects.select_for_update().get()


def _horizon(cursor: Any) -> tuple[int, int]:
    """The oldest transaction still running, and our own; both 0 where there is one writer."""
    if connection.vendor != "postgresql":
        return 0, 0
    cursor.execute(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
        " pg_current_xact_id()::text::bigint"
    )
    oldest, ours = cursor.fetchone()
    return oldest, ours


def _move_low(
    state: SequencerState, newest: int, horizon: tuple[int, int], *, drained: bool
) -> None:
    """Forget what can no longer change: see `SequencerState`."""
    oldest, ours = horizon
    if not drained or state.mark_xid > oldest:
        return
    low, mark = (state.mark, newest) if ours else (newest, newest)
    if (low, mark) != (state.low, state.mark):
        SequencerState.objects.filter(pk=1).update(low=low, mark=mark, mark_xid=ours)


def _bytes(value: Any) -> bytes:
    """A cell as bytes; SQLite may hold anything in it, and what is bent stops nobody."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _read(
    macs: Mapping[str, bytes], number: int, body: bytes, seal: bytes, found_by: tuple[Any, ...]
) -> Waiting:
    entry = fields(body)
    key = macs.get(entry.kid.decode("utf-8", "replace")) if entry else None
    case = UUID(entry.case.decode()) if entry and entry.case else None
    return Waiting(number, body, case, key is not None and mac(key, body) == seal, found_by)


def _leaves(events: Sequence[Waiting]) -> list[ledger.Place]:
    heads = ledger.heads(list({event.case for event in events if event.case}))
    made = []
    for number, event in enumerate(events, ledger.size()):
        case = event.case
        place, before = heads.get(case, (0, merkle.NO_LEAF)) if case else (-1, merkle.NO_LEAF)
        data = merkle.leaf_input(place + 1, before, event.entry)
        if case:
            heads[case] = (place + 1, merkle.leaf_hash(data))
        made.append(ledger.Place(number, event.id, case, data, event.found_by))
    return made
