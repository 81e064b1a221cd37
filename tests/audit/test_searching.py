"""Events are found by every filter together, in order, each once, by a walk in one index."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations, islice
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import searching, trail
from audit.models import AuditEvent, Leaf, SequencerState
from audit.searching import Wanted
from bench import log_events

pytestmark = pytest.mark.django_db

on_postgres = pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL")
on_sqlite = pytest.mark.skipif(settings.ON_POSTGRES, reason="about SQLite")
FILTERS = ("act", "actor", "agency", "case_uid")
A_CASE = 100
"""How many events a case of the large log has."""
INDEX = {
    frozenset(): "leaf_at",
    frozenset({"act"}): "leaf_act",
    frozenset({"actor"}): "leaf_actor",
    frozenset({"agency"}): "leaf_agency",
    frozenset({"actor", "act"}): "leaf_actor_act",
    frozenset({"agency", "act"}): "leaf_agency_act",
    frozenset({"actor", "agency"}): "leaf_actor_agency",
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
    return list(AuditEvent.objects.order_by("pk"))


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


def place(events: list[AuditEvent], share: float) -> None:
    """The sequencer came as far as this share of the events."""
    Leaf.objects.bulk_create(
        Leaf(
            number=number, event_id=event.pk, case_uid=event.case_uid, input=b"",
            at=event.at, act=event.act, actor=event.actor, agency=event.agency,
        )
        for number, event in enumerate(events[: int(len(events) * share)])
    )  # fmt: skip


@pytest.mark.parametrize("share", [0, 0.6, 1])
def test_pages_hold_what_was_asked_for_in_order_and_once(share: float) -> None:
    events = some_events(90)
    place(events, share)
    SequencerState.objects.create(low=events[int(len(events) * share / 2)].pk if share else 0)
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
    wanted = Wanted(columns, **period)  # type: ignore[arg-type]
    return asked_of(wanted)[: searching.PAGE + 1].explain()


def asked_of(wanted: Wanted, cursor: str = "") -> QuerySet[Any]:
    """Where the events asked for are found, but for those of the last seconds."""
    if "case_uid" in wanted.columns:
        return searching.of_a_case(wanted, cursor)
    return searching.placed(wanted, cursor)


@on_postgres
def test_postgresql_never_reads_the_log_through() -> None:
    log_events.fill(40_000)
    asked = 0
    for words, columns in log_events.questions():
        for since, until in log_events.periods():
            for cursor in islice(log_events.cursors(), 3):
                told = asked_of(Wanted(columns, since, until), cursor)[
                    : searching.PAGE + 1
                ].explain(analyze=True)
                asked += 1
                assert "Seq Scan" not in told, f"{words}: {told}"
                assert ("leaf_at" in told) == (not columns), f"{words}: {told}"
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
        else [INDEX[frozenset({name})] for name in names] or ["leaf_at"]
    )
    assert any(f"USING INDEX {name} (" in told for name in fitting), told
    assert "SCAN" not in told
    assert ("TEMP B-TREE" in told) == ("case_uid" in names), "only one case is put in order"
