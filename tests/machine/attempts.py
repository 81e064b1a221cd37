"""One attempt at a deed: on which file, by whom, which of its choices, and how old the page was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.utils import timezone

from caseflow.models import Case, User

SEALED = "Chim Yến Kín"
"""Begins every text that is sealed; nothing outside a sealed cell may show it."""
_numbers = count(1)


class NothingToDo(Exception):
    """The file has no row the deed is about, or the deed would rightly do nothing."""


@dataclass(frozen=True)
class Try:
    """A deed by one person on one file."""

    case: Case
    by: User
    choice: int = 0
    late: bool = False

    @property
    def who(self) -> dict[str, Any]:
        """What every action takes."""
        return {"by": self.by, "now": timezone.now()}

    def seen(self, row: Any) -> dict[str, Any]:
        """The same, with the version of the row on the person's page."""
        return {"version": int(row.version) - self.late, **self.who}

    def one_of(self, *values: Any) -> Any:
        """The choice among these."""
        return values[self.choice % len(values)]

    def last(self, name: str, **narrowed: Any) -> Any:
        """The newest row of one kind in the file."""
        row = getattr(self.case, name).filter(**narrowed).order_by("-pk").first()
        if row is None:
            raise NothingToDo
        return row


@dataclass(frozen=True)
class Deed:
    """The one event it leaves (with the step, where it takes one), how it is done, whose it is."""

    event: str
    act: Callable[[Try], Any]
    side: str = "holder"


def words() -> str:
    """A new text to be sealed."""
    return f"{SEALED} {next(_numbers)}"
