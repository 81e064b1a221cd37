"""Finding events for the log page: newest first, page by page, however large the log is.

Events are found by their places in the log, where the sequencer keeps what is searched by, and those of
the last seconds, which have none yet, by looking at each. Every filter, and on a server every pair of
filters, has an index that begins with its columns and goes on with the time and the number, so a page is
one short walk in it, and a period bounds that walk. Only who asks for nothing in particular walks the
whole log by time, in an index no other question can use: otherwise a database that believes a filter to
be frequent would read years of events that do not match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual, LessThan

from audit.models import WHOLE_LOG, AuditEvent, Leaf, SequencerState
from audit.writing import ROWS_TOLD

M = TypeVar("M", AuditEvent, Leaf)
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


def page(wanted: Wanted, cursor: str = "", *, size: int = PAGE) -> Page:
    """At most `size` events, newest first, from where the cursor says, and the cursor of the next page.

    What the log notes for itself about rows is left out unless it is asked for.
    """
    found = [] if _never_together(wanted) else _newest(wanted, cursor, size + 1)
    shown = found[:size]
    return Page(shown, _write(shown[-1]) if len(found) > size else "")


def everything(condition: Q, *, most: int | None = None) -> list[AuditEvent]:
    """Events of the whole log of which `condition` holds, those written last first.

    It may ask for `at`, `act`, `actor`, `agency` and `case_uid`.
    """
    fresh = list(unplaced().filter(condition).order_by("-pk")[:most])
    placed_ = Leaf.objects.filter(condition).order_by("-event_id")
    together = _together(fresh, placed_.values_list("event_id", flat=True)[:most])
    return sorted(together, key=lambda event: -event.pk)[:most]


def placed(wanted: Wanted, cursor: str = "") -> QuerySet[Leaf]:
    """The places of the events asked for that have one, newest first."""
    time = F("at") if wanted.columns else WHOLE_LOG
    return _narrowed(Leaf.objects.all(), time, "event_id", wanted, cursor)


def unplaced() -> QuerySet[AuditEvent]:
    """Events the sequencer has not come to yet: those of the last seconds."""
    low = SequencerState.objects.values_list("low", flat=True).first() or 0
    theirs = Leaf.objects.filter(event_id=OuterRef("pk"), event_id__gt=low)
    return AuditEvent.objects.filter(~Exists(theirs), pk__gt=low)


def _newest(wanted: Wanted, cursor: str, most: int) -> list[AuditEvent]:
    """The events of one case are few: they are found by the case alone, the rest is looked at.

    Others are found by their places. One that gets its place meanwhile is seen twice rather than not at all.
    """
    if "case_uid" in wanted.columns:
        return list(of_a_case(wanted, cursor)[:most])
    fresh = list(_narrowed(unplaced(), F("at"), "id", wanted, cursor)[:most])
    numbers = placed(wanted, cursor).values_list("event_id", flat=True)[:most]
    together = _together(fresh, numbers)
    return sorted(together, key=lambda event: (event.at, event.pk), reverse=True)[:most]


def of_a_case(wanted: Wanted, cursor: str = "") -> QuerySet[AuditEvent]:
    """The events of one case, whatever else is asked of them."""
    return _narrowed(AuditEvent.objects.all(), F("at"), "id", wanted, cursor)


def _together(fresh: Iterable[AuditEvent], numbers: Iterable[int]) -> Iterable[AuditEvent]:
    found = AuditEvent.objects.in_bulk(list(numbers))
    return (found | {event.pk: event for event in fresh}).values()


def _narrowed(
    rows: QuerySet[M], time: F | Coalesce, number: str, wanted: Wanted, cursor: str
) -> QuerySet[M]:
    at, last = _read(cursor) or (wanted.until, 0)
    begin = Value(min(at, wanted.until), DateTimeField())
    found = rows.filter(
        *_equal(wanted.columns),
        LessThan(Pair(time, F(number)), Pair(begin, Value(last))),
        GreaterThanOrEqual(time, wanted.since),
    ).order_by(time.desc(), f"-{number}")
    return found if "act" in wanted.columns else found.exclude(act=ROWS_TOLD)


def _equal(columns: Mapping[str, str | UUID]) -> list[Exact[Any]]:
    by_case = "case_uid" in columns
    return [
        Exact(Coalesce(name, name) if by_case and name != "case_uid" else F(name), value)
        for name, value in columns.items()
    ]


def _never_together(wanted: Wanted) -> bool:
    """Whether an official is asked for with an agency for which the official did nothing then."""
    pair = {name: wanted.columns[name] for name in ("actor", "agency") if name in wanted.columns}
    if len(pair) < 2 or len(wanted.columns) == 2:
        return False
    asked = Wanted(pair, wanted.since, wanted.until)
    return not (_narrowed(unplaced(), F("at"), "id", asked, "").exists() or placed(asked).exists())


def _write(event: AuditEvent) -> str:
    return f"{(event.at - EPOCH) // timedelta(microseconds=1)}-{event.pk}"


def _read(cursor: str) -> tuple[datetime, int] | None:
    """Instant and number of the last event shown; None for what no page ever gave."""
    stamp, _dash, number = cursor.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (stamp, number)):
        return None
    at = EPOCH + timedelta(microseconds=min(int(stamp), 7_000_000_000_000_000))
    return at, int(number)
