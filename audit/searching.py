"""Finding events for the log page: newest first, page by page, however large the log is.

Every filter, and on a server every pair of filters, has an index that begins with its columns and goes on with the time
and the number, so a page is one short walk in it, and a period bounds that walk. Only who asks for
nothing in particular walks the whole log by time, in an index no other question can use: otherwise a
database that believes a filter to be frequent would read years of events that do not match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, DateTimeField, F, Func, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan

from audit.models import WHOLE_LOG, AuditEvent
from audit.writing import ROWS_TOLD

PAGE = 50
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: columns that must be equal, and a period, `until` not included."""

    columns: Mapping[str, str | UUID]
    since: datetime = FIRST
    until: datetime = LAST


@dataclass(frozen=True)
class Page:
    """Some events, newest first, and where the next ones begin or nothing."""

    events: Sequence[AuditEvent]
    cursor: str


class Pair(Func):
    """Two values compared as one, the first of them first."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


def events(wanted: Wanted, cursor: str = "") -> QuerySet[AuditEvent]:
    """Everything that was asked for, newest first, from where the cursor says.

    What the log notes for itself about rows is left out unless it is asked for.
    """
    if _never_together(wanted):
        return AuditEvent.objects.none()
    at, number = _read(cursor) or (wanted.until, 0)
    begin = Value(min(at, wanted.until), DateTimeField())
    time = F("at") if wanted.columns else WHOLE_LOG
    found = AuditEvent.objects.filter(
        *_equal(wanted.columns),
        LessThan(Pair(time, F("id")), Pair(begin, Value(number))),
        GreaterThanOrEqual(time, wanted.since),
    ).order_by(time.desc(), "-id")
    return found if "act" in wanted.columns else found.exclude(act=ROWS_TOLD)


def _equal(columns: Mapping[str, str | UUID]) -> list[Exact[Any]]:
    """The events of one case are few: they are found by the case alone, the rest is looked at."""
    by_case = "case_uid" in columns
    return [
        Exact(Coalesce(name, name) if by_case and name != "case_uid" else F(name), value)
        for name, value in columns.items()
    ]


def page(wanted: Wanted, cursor: str = "", *, size: int = PAGE) -> Page:
    """At most `size` events and the cursor of the next page."""
    found = list(events(wanted, cursor)[: size + 1])
    shown = found[:size]
    return Page(shown, _write(shown[-1]) if len(found) > size else "")


def _never_together(wanted: Wanted) -> bool:
    """Whether an official is asked for with an agency for which the official did nothing then."""
    pair = {name: wanted.columns[name] for name in ("actor", "agency") if name in wanted.columns}
    if len(pair) < 2 or len(wanted.columns) == 2:
        return False
    return not events(Wanted(pair, wanted.since, wanted.until)).exists()


def _write(event: AuditEvent) -> str:
    return f"{(event.at - EPOCH) // timedelta(microseconds=1)}-{event.pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    """Instant and number of the last event shown; None for what no page ever gave."""
    stamp, _dash, number = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (stamp, number)):
        return None
    at = EPOCH + timedelta(microseconds=min(int(stamp), 7_000_000_000_000_000))
    return at, int(number)
