"""What the log knows of sealed rows: with every event go the rows saved before it.

A row is told as (uid, version, tag): opaque to the log, enough to notice later that an older copy of
it was put back, that it was changed, or that it is gone. Apps with such rows register a reader here.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction


@dataclass(frozen=True)
class LiveRow:
    """A row as it stands in its table now."""

    name: str
    uid: UUID
    version: int
    tag: bytes
    whole: bool
    """Whether the tag fits what the row holds, where that can still be asked."""
    always_told: bool = True
    """Whether a row the log does not know is one that should not be there."""


Reader = Callable[[], Iterator[LiveRow]]


Digests = list[dict[str, str]]
"""Of the cells a save changed: field, and SHA-256 of the sealed bytes before and after."""


@dataclass(frozen=True)
class Saved:
    """What an event says of the rows saved before it."""

    told: list[str]
    changes: Digests


NOTHING = Saved([], [])


@dataclass(eq=False)
class _Note:
    told: str
    changes: Digests
    left: Callable[[Saved], None]
    done: bool = False

    def __call__(self) -> None:
        """After the commit: a row that no event of its transaction told of gets an event now."""
        if not self.done:
            self.done = True
            self.left(Saved([self.told], self.changes))


_local = threading.local()
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Let `verify_trail --rows` see rows of one kind."""
    _readers.append(reader)


def live() -> Iterator[LiveRow]:
    """Every row of every reader."""
    for reader in _readers:
        yield from reader()


def read(told: str) -> tuple[UUID, int, bytes]:
    """Uid, version and tag of a row as an entry holds them."""
    uid, version, tag = told.split(":")
    return UUID(uid), int(version), bytes.fromhex(tag)


def saved(
    uid: UUID, version: int, tag: bytes, changes: Digests, *, left: Callable[[Saved], None]
) -> None:
    """Remember until the next event that a row was saved in this transaction, and what changed."""
    note = _Note(f"{uid.hex}:{version}:{tag.hex()}", changes, left)
    _pending().append(note)
    transaction.on_commit(note)


def take() -> Saved:
    """The rows saved since the last event and not rolled back; they count as told now."""
    pending = _pending()
    if not pending:
        return NOTHING
    alive = {id(entry[1]) for entry in connection.run_on_commit}
    found = [note for note in pending if not note.done and id(note) in alive]
    pending.clear()
    for note in found:
        note.done = True
    changes = [change for note in found for change in note.changes]
    return Saved(sorted({note.told for note in found}), changes)


def state_tag(event_uid: UUID, state: str) -> bytes:
    """The tag of a row with a state: which event moved it last, and where to."""
    return sha256(f"{event_uid.hex}:{state}".encode()).digest()[:16]


def _pending() -> list[_Note]:
    if not hasattr(_local, "pending"):
        _local.pending = []
    pending: list[_Note] = _local.pending
    return pending
