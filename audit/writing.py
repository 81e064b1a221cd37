"""How events reach the table: numbered by their worker, with the rows they tell of, under their MAC."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from audit import context, keys, rows, told, vocabulary, worker
from audit.entry import VERSION, canonical, mac

COLUMNS = "uid, at, act, actor, agency, case_uid, entry, mac"
ROLLED_BACK = "trail.rolled_back"
ROWS_TOLD = "trail.rows_told"
ROWS_OF_AN_EVENT = 500
EVENTS_AT_ONCE = 500


@dataclass(frozen=True)
class Actor:
    """Who did it: a pseudonym, the role and the agency at the time."""

    uid: str
    role: str
    agency: str


SYSTEM = Actor(uid="system", role="system", agency="")


@dataclass(eq=False)
class Event:
    """An event on its way: everything but its number, its rows and its MAC."""

    entry: dict[str, Any]
    at: datetime
    case: UUID | None
    place: int
    """How many rows of the deed were saved before it."""

    def __call__(self) -> None:
        """Nothing to do after the commit; while this is registered, its savepoint was not rolled back."""


def write(
    events: list[Event], notes: list[tuple[int, rows.Note]], *, after_commit: bool = False
) -> None:
    """Number, seal and insert events in their order; each tells of the sealed rows saved before it.

    The last one tells of what was saved after it and of plain rows too. Without any, one by the log
    itself does; `after_commit` says that the rows were stored by a transaction that told nothing.
    """
    log_keys = keys.current()
    plain = told.words(
        (note for _place, note in notes if isinstance(note, rows.PlainNote)),
        log_keys.mac[log_keys.active],
    )
    sealed = [(place, note) for place, note in notes if isinstance(note, rows.SealedNote)]
    first, *rest = _portions(plain) if plain else [[]]
    if not events and (first or sealed):
        events = [_rows_told(len(first) + len(sealed), late=after_commit)]
    if not events:
        return
    events = [*_roll_backs(events[0]), *events]
    for number, event in enumerate(events):
        last = number == len(events) - 1
        mine = [note for place, note in sealed if last or place < event.place]
        sealed = [(place, note) for place, note in sealed if not last and place >= event.place]
        _attach(event.entry, mine, first if last else [])
    for portion in rest:
        events.append(_rows_told(len(portion)))
        _attach(events[-1].entry, [], portion)
    _insert(events, log_keys)


def _portions(plain: list[str]) -> list[list[str]]:
    """So that no entry grows without bound where very many rows are loaded at once."""
    starts = range(0, len(plain), ROWS_OF_AN_EVENT)
    return [plain[start : start + ROWS_OF_AN_EVENT] for start in starts]


def _attach(entry: dict[str, Any], notes: Iterable[rows.SealedNote], plain: list[str]) -> None:
    if told_rows := sorted({note.told for note in notes}) + plain:
        entry["rows"] = told_rows
    if changes := [change for note in notes for change in note.changes]:
        entry["chg"] = changes


def _rows_told(count: int, *, late: bool = False) -> Event:
    data = {"rows": count, "late": int(late)}
    return _by_itself(ROWS_TOLD, SYSTEM, timezone.now(), {"data": data})


def _roll_backs(first: Event) -> list[Event]:
    """An event that names the numbers lost since the last one, if any were."""
    numbering = worker.current()
    lost = numbering.lost()
    if not lost:
        return []
    actor = Actor(*(first.entry[name] for name in ("actor", "role", "agency")))
    transaction.on_commit(lambda: numbering.forget(lost))
    return [_by_itself(ROLLED_BACK, actor, first.at, {"data": {"lost": len(lost)}, "lost": lost})]


def _by_itself(act: str, actor: Actor, at: datetime, more: dict[str, Any]) -> Event:
    """An event of the log about the log; rows belong to the deed that follows."""
    entry = {
        "uid": uuid4().hex,
        "ts": vocabulary.instant(at),
        "act": act,
        "actor": actor.uid,
        "role": actor.role,
        "agency": actor.agency,
        "req": context.request_id.get(),
        **more,
    }
    return Event(entry, at, None, place=0)


def _insert(events: Sequence[Event], log_keys: keys.LogKeys) -> None:
    numbering = worker.current()
    key = log_keys.mac[log_keys.active]
    for start in range(0, len(events), EVENTS_AT_ONCE):
        portion = events[start : start + EVENTS_AT_ONCE]
        values: list[Any] = []
        for event in portion:
            entry = event.entry | {
                "v": VERSION,
                "w": numbering.name,
                "n": numbering.next(),
                "salt": secrets.token_hex(16),
                "kid": log_keys.active,
            }
            values += _columns(event, entry, key)
        marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(portion))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO audit_event ({COLUMNS}) VALUES {marks}", values)  # noqa: S608 - constants


def _columns(event: Event, entry: dict[str, Any], key: bytes) -> list[Any]:
    body = canonical(entry)
    return [
        _stored_uid(UUID(entry["uid"])),
        connection.ops.adapt_datetimefield_value(event.at),
        entry["act"],
        entry["actor"],
        entry["agency"],
        _stored_uid(event.case) if event.case else None,
        body,
        mac(key, body),
    ]


def _stored_uid(uid: UUID) -> str | UUID:
    return uid if connection.features.has_native_uuid_field else uid.hex
