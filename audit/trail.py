"""The only writer of the log: one event, one INSERT, in the transaction of the change it tells of."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from audit import context, keys, rows, vocabulary, worker
from audit.entry import VERSION, canonical, mac

COLUMNS = "uid, at, act, actor, agency, case_uid, entry, mac"
ROLLED_BACK = "trail.rolled_back"
ROWS_TOLD = "trail.rows_told"
FIRST_ROWS = 50


@dataclass(frozen=True)
class Actor:
    """Who did it: a pseudonym, the role and the agency at the time."""

    uid: str
    role: str
    agency: str


SYSTEM = Actor(uid="system", role="system", agency="")


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

    `data` holds what the vocabulary allows for `act`; `query` is kept as a keyed digest only;
    `detail` is bytes sealed by the caller. Raises ValueError for an unknown act, key or kind, and
    RuntimeError outside a transaction, where a change and its event could part.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is written in the transaction of what it tells of.")
    uid = uid or uuid4()
    entry: dict[str, Any] = {
        "uid": uid.hex,
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
    _write_down_roll_backs(actor, at)
    _insert(entry, at=at, case=case)
    return uid


def record_apart(act: str, *, actor: Actor, at: datetime, **more: Any) -> UUID:
    """Write one event in a transaction of its own: refusals and roll-backs, after the roll-back."""
    with transaction.atomic():
        return record(act, actor=actor, at=at, **more)


def tie(uid: UUID, version: int, tag: bytes, changes: Sequence[Change] = ()) -> None:
    """Tie a sealed row to the log: the next event of this transaction tells of its version and tag.

    It tells of what changed in its cells too, by digests. Where no event follows, one of its own is
    written right after the commit.
    """
    rows.saved(uid, version, tag, [_digested(change) for change in changes], left=_tell_rows)


def _tell_rows(left: rows.Saved) -> None:
    with transaction.atomic():
        at = timezone.now()
        entry = {
            "uid": uuid4().hex,
            "ts": vocabulary.instant(at),
            "act": ROWS_TOLD,
            "actor": SYSTEM.uid,
            "role": SYSTEM.role,
            "agency": SYSTEM.agency,
            "data": {"rows": len(left.told)},
            "req": context.request_id.get(),
        }
        _insert(entry, at=at, case=None, saved=left)


def _insert(
    entry: dict[str, Any], *, at: datetime, case: UUID | None, saved: rows.Saved | None = None
) -> None:
    numbering = worker.current()
    log_keys = keys.current()
    saved = saved or rows.take()
    if saved.told:
        entry["rows"] = saved.told
    if saved.changes:
        entry["chg"] = saved.changes
    entry |= {
        "v": VERSION,
        "w": numbering.name,
        "n": numbering.next(),
        "salt": secrets.token_hex(16),
        "kid": log_keys.active,
    }
    body = canonical(entry)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_event ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",  # noqa: S608 - constant column names
            [
                _stored_uid(UUID(entry["uid"])),
                connection.ops.adapt_datetimefield_value(at),
                entry["act"],
                entry["actor"],
                entry["agency"],
                _stored_uid(case) if case else None,
                body,
                mac(log_keys.mac[log_keys.active], body),
            ],
        )


def _write_down_roll_backs(actor: Actor, at: datetime) -> None:
    numbering = worker.current()
    lost = numbering.lost()
    if not lost:
        return
    entry: dict[str, Any] = {
        "uid": uuid4().hex,
        "ts": vocabulary.instant(at),
        "act": ROLLED_BACK,
        "actor": actor.uid,
        "role": actor.role,
        "agency": actor.agency,
        "data": {"lost": len(lost)},
        "lost": lost,
        "req": context.request_id.get(),
    }
    _insert(entry, at=at, case=None, saved=rows.NOTHING)  # rows belong to the deed that follows
    transaction.on_commit(lambda: numbering.forget(lost))


def _stored_uid(uid: UUID) -> str | UUID:
    return uid if connection.features.has_native_uuid_field else uid.hex


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
