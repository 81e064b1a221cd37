"""The only way to plain values: a context that remembers every label and row opened in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from caseflow.sealing.errors import NotRevealed


@dataclass
class ReadSet:
    """What was opened, for the event that must tell of it."""

    reason: str
    labels: list[str] = field(default_factory=list)
    row_uids: list[UUID] = field(default_factory=list)

    def add(self, label: str, row_uid: UUID) -> None:
        """Remember one opening."""
        self.labels.append(label)
        self.row_uids.append(row_uid)


_current: ContextVar[ReadSet | None] = ContextVar("reads", default=None)


@contextmanager
def opened(reason: str) -> Iterator[ReadSet]:
    """Sealed fields may be read inside; the caller records the read set before answering."""
    reads = ReadSet(reason)
    token = _current.set(reads)
    try:
        yield reads
    finally:
        _current.reset(token)


def note(label: str, row_uid: UUID) -> None:
    """Remember that a cell is being opened; NotRevealed outside `opened`."""
    reads = _current.get()
    if reads is None:
        raise NotRevealed(f"{label} is read outside a recorded reveal.")
    reads.add(label, row_uid)
