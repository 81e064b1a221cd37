"""What the log knows of rows: with every event go the rows that its deed saved.

A sealed row is told as uid:version:tag, a row of plain columns as table:number:tag: opaque to the log,
enough to notice later that an older copy of it was put back, that it was changed, or that it is gone.
Apps with such rows register a reader here.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction


@dataclass(frozen=True)
class LiveRow:
    """A row as it stands in its table now."""

    name: str
    key: str
    """Its uid, or for a row of plain columns the table and the number."""
    version: int
    tag: bytes
    whole: bool
    """Whether the tag fits what the row holds, where that can still be asked."""
    always_told: bool = True
    """Whether a row the log does not know is one that should not be there."""
    readable: bool = True
    """Whether every column that is compared holds a value of its type."""
    plain: bool = False
    """Whether `tag` is the digest of plain columns, which entries hold under the key of their MAC."""


Reader = Callable[[], Iterator[LiveRow]]


Digests = list[dict[str, str]]
"""Of the cells a save changed: field, and SHA-256 of the sealed bytes before and after."""


@dataclass(frozen=True)
class SealedNote:
    """A sealed row as it was saved, and which of its cells that changed."""

    told: str
    changes: Digests


@dataclass(frozen=True)
class PlainNote:
    """A row whose plain columns were written; without a digest it is read again when it is told."""

    model: type[models.Model]
    pk: Any
    digest: bytes | None


Note = SealedNote | PlainNote
GONE = b""
"""Stands for the digest of a deleted row."""


@dataclass(eq=False)
class _Waiting:
    place: int
    note: Note
    told: bool = False

    def __call__(self) -> None:
        """After the commit: a row that no event of its transaction told of gets an event now."""
        if not self.told:
            self.told = True
            _left_over(self.note)


def _nobody(_note: Note) -> None:
    raise RuntimeError("audit.trail tells of rows; import it before rows are saved.")


_left_over: Callable[[Note], None] = _nobody
_local = threading.local()
_readers: list[Reader] = []


def on_left_over(teller: Callable[[Note], None]) -> None:
    """What tells of a row after a commit, when no event of its transaction did."""
    global _left_over  # noqa: PLW0603 - set once, by audit.trail
    _left_over = teller


def register_reader(reader: Reader) -> None:
    """Let `verify_trail --rows` see rows of one kind."""
    _readers.append(reader)


def live() -> Iterator[LiveRow]:
    """Every row of every reader."""
    for reader in _readers:
        yield from reader()


def read(told: str) -> tuple[str, int, bytes]:
    """Key, version and tag of a row as an entry holds them; plain rows have no version."""
    one, two, tag = told.split(":")
    key, version = (plain_key(one, two), 0) if "." in one else (one, int(two))
    return key, version, bytes.fromhex(tag)


def plain_key(name: str, pk: object) -> str:
    """How the log calls a row whose plain columns it was told."""
    return f"{name}:{pk}"


def saved(uid: UUID, version: int, tag: bytes, changes: Digests) -> None:
    """Remember until the next event that a sealed row was saved in this transaction."""
    _remember(SealedNote(f"{uid.hex}:{version}:{tag.hex()}", changes))


def touched(model: type[models.Model], pk: object, digest: bytes | None) -> None:
    """Remember until the next event that the plain columns of a row were written."""
    _remember(PlainNote(model, pk, digest))


def _remember(note: Note) -> None:
    waiting = _Waiting(place(), note)
    _pending().append(waiting)
    transaction.on_commit(waiting)


def place() -> int:
    """How many rows wait; rows saved later have this place or one behind it."""
    return len(_pending())


def take() -> list[tuple[int, Note]]:
    """The rows saved since the last event and not rolled back, with their places; told from now on."""
    pending = _pending()
    if not pending:
        return []
    alive = {id(entry[1]) for entry in connection.run_on_commit}
    found = [waiting for waiting in pending if not waiting.told and id(waiting) in alive]
    pending.clear()
    for waiting in found:
        waiting.told = True
    return [(waiting.place, waiting.note) for waiting in found]


def state_tag(event_uid: UUID, state: str) -> bytes:
    """The tag of a row with a state: which event moved it last, and where to."""
    return sha256(f"{event_uid.hex}:{state}".encode()).digest()[:16]


def _pending() -> list[_Waiting]:
    if not hasattr(_local, "pending"):
        _local.pending = []
    pending: list[_Waiting] = _local.pending
    return pending
