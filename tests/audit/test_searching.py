"""Events are found by every filter together, in order, each once, by a walk in one index."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations, islice
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit import searching, trail
from audit.models import AuditEvent
from audit.searching import Wanted
from bench import log_events

pytestmark = pytest.mark.django_db

on_postgres = pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL")
on_sqlite = pytest.mark.skipif(settings.ON_POSTGRES, reason="about SQLite")
FILTERS = ("act", "actor", "agency", "case_uid")
A_CASE = 100
"""How many events a case of the large log has."""
INDEX = {
    frozenset(): "event_at",
    frozenset({"act"}): "event_act",
    frozenset({"actor"}): "event_actor",
    frozenset({"agency"}): "event_agency",
    frozenset({"actor", "act"}): "event_actor_act",
    frozenset({"agency", "act"}): "event_agency_act",
    frozenset({"actor", "agency"}): "event_actor_agency",
}
"""Which index answers on PostgreSQL; a case has its own, whatever is asked of it."""


def some_events(count: int) -> list[AuditEvent]:
    """Events whose times do not follow the order in which they were written, some at one instant."""
    dice = random.Random(7)  # noqa: S311 - events for a test
    people = [trail.Actor(uuid4().hex, "officer", agency) for agency in ("a", "a", "b")]
    people += [trail.Actor(people[0].uid, "officer", "b"), trail.SYSTEM]
    cases = [uuid4(), uuid4(), None]
    with transaction.atomic():
        for _number in range(count):
            trail.record(
                dice.choice(["sign_in.done", "sign_out.done", "password.changed"]),
                actor=dice.choice(people),
                at=timezone.now() - timedelta(hours=dice.randrange(60)),
                case=dice.choice(cases),
            )
    return list(AuditEvent.objects.all())


def every_question(events: list[AuditEvent]) -> Iterator[dict[str, str | UUID]]:
    """Nothing, each filter, each pair and more, as two of the events have them and as none has."""
    for size in range(len(FILTERS) + 1):
        for names in combinations(FILTERS, size):
            for event in events[:2]:
                asked = {name: getattr(event, name) for name in names}
                yield {name: value for name, value in asked.items() if value}
            if "agency" in names:
                yield {name: getattr(events[0], name) for name in names if name != "case_uid"} | {
                    "agency": "nowhere"
                }


def walked(wanted: Wanted) -> list[int]:
    """Numbers of the events on all pages."""
    numbers, cursor = [], ""
    while True:
        page = searching.page(wanted, cursor, size=7)
        numbers += [event.pk for event in page.events]
        cursor = page.cursor
        if not cursor:
            return numbers
        assert len(page.events) == 7


def test_pages_hold_what_was_asked_for_in_order_and_once() -> None:
    events = some_events(90)
    now = timezone.now()
    periods = [
        (searching.FIRST, searching.LAST),
        (now - timedelta(hours=40), now - timedelta(hours=10)),
        (now - timedelta(hours=5), searching.LAST),
        (searching.FIRST, now - timedelta(hours=55)),
    ]
    asked = 0
    for columns in every_question(events):
        for since, until in periods:
            found = [
                event
                for event in events
                if all(getattr(event, name) == value for name, value in columns.items())
                and since <= event.at < until
            ]
            right = [e.pk for e in sorted(found, key=lambda e: (e.at, e.pk), reverse=True)]
            assert walked(Wanted(columns, since, until)) == right, (columns, since, until)
            asked += len(right)
    assert asked > 1000, "most questions found nothing"


@pytest.mark.parametrize("cursor", ["x", "1", "-1", "1-", "²-1", "9" * 18 + "-1", "1-" + "9" * 30])
def test_a_cursor_no_page_gave_breaks_nothing(cursor: str) -> None:
    some_events(3)

    assert len(searching.page(Wanted({}), cursor).events) in (0, 3)


def plan(columns: Mapping[str, str | UUID], **period: object) -> str:
    """How the database would find a page."""
    return searching.events(Wanted(columns, **period))[: searching.PAGE + 1].explain()  # type: ignore[arg-type]


@on_postgres
def test_postgresql_never_reads_the_log_through() -> None:
    log_events.fill(40_000)
    asked = 0
    for words, columns in log_events.questions():
        for since, until in log_events.periods():
            for cursor in islice(log_events.cursors(), 3):
                events = searching.events(Wanted(columns, since, until), cursor)
                if events.query.is_empty():
                    continue
                told = events[: searching.PAGE + 1].explain(analyze=True)
                asked += 1
                assert "Seq Scan" not in told, f"{words}: {told}"
                assert ("event_at" in told) == (not columns), f"{words}: {told}"
                thrown_away = sum(map(int, re.findall(r"Removed by Filter: (\d+)", told)))
                assert thrown_away <= A_CASE, f"{words}: {told}"
    assert asked > 300


@on_sqlite
@pytest.mark.parametrize("names", [names for n in range(3) for names in combinations(FILTERS, n)])
def test_sqlite_walks_one_index(names: tuple[str, ...]) -> None:
    columns: dict[str, str | UUID] = {name: "x" for name in names if name != "case_uid"}
    if "case_uid" in names:
        columns["case_uid"] = uuid4()

    told = plan(columns, since=timezone.now() - timedelta(days=3))

    fitting = (
        ["event_case"]
        if "case_uid" in names
        else [INDEX[frozenset({name})] for name in names] or ["event_at"]
    )
    assert any(f"USING INDEX {name} (" in told for name in fitting), told
    assert "SCAN" not in told
    assert ("TEMP B-TREE" in told) == ("case_uid" in names), "only one case is put in order"
