"""The only way to plain values: a context that remembers every label and row opened in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from audit.trail import Change
from caseflow.sealing.errors import NotRevealed

if TYPE_CHECKING:
    from caseflow.sealing.models import SealedModel


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


def sealed_changes(row: "SealedModel") -> Sequence[Change]:
    """The sealed fields of a row that changed since it was loaded; call it before saving."""
    return row.seal_pending()
