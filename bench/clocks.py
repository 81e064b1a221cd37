"""`make bench-clock`: the sweep at ten thousand and a million open clocks; the outbox against inserts.

Both figures are ratios of one run on one machine. Needs PostgreSQL (TB_POSTGRES_URL).
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from bench import database

database.prepare()

from django.db import connection, connections, transaction
from django.utils import timezone

from caseflow import escalation, outbox
from caseflow.choices import CaseState
from caseflow.models import Case, Clock, Heartbeat, Notice, OutboxEntry, Reminder
from tests import factories

SMALL, LARGE = 10_000, 1_000_000
DUE = 500
ROUNDS = 15
ENTRIES = 6_000
INSERTS = 2_000
GOALS = {"growth": 1.5, "outbox": 2.0}

OPEN_CLOCKS = """
WITH started AS (
    INSERT INTO caseflow_clock (uid, case_id, rule, regime_id, agency_id, about_uid, started_at, due_at,
                                arithmetic, extended_count, pause_reason)
    SELECT gen_random_uuid(), %s, %s, %s, %s, gen_random_uuid(), now() - interval '1 day',
           now() + interval '30 day' + n * interval '1 second', '[]', 0, ''
    FROM generate_series(1, %s) AS n
    RETURNING id, due_at
)
INSERT INTO caseflow_reminder (clock_id, at) SELECT id, due_at - interval '10 day' FROM started
"""


def main() -> int:
    """Measure, print, and exit 1 when a goal is missed."""
    with database.databases():
        case = factories.case_in(CaseState.IDENTIFIED)
        pattern = case.clocks.running().order_by("-due_at").first()
        assert pattern is not None
        growth = sweep_growth(case, pattern)
        _single, double = outbox_speed(case, pattern)
    reached = growth <= GOALS["growth"] and double >= GOALS["outbox"]
    print("goals reached" if reached else "GOALS MISSED")
    return 0 if reached else 1


def sweep_growth(case: Case, pattern: Clock) -> float:
    """How much dearer a sweep is at a million open clocks than at ten thousand."""
    add(case, pattern, SMALL)
    idle_small, due_small = sweep_times()
    add(case, pattern, LARGE - SMALL)
    idle_large, due_large = sweep_times()
    idle, due = idle_large / idle_small, due_large / due_small
    print(f"sweep, nothing due: {idle_small:.2f} heartbeats at {SMALL:,}, {idle_large:.2f} at {LARGE:,} "
          f"open clocks: ratio {idle:.2f} (goal <= {GOALS['growth']})")  # fmt: skip
    print(f"sweep, {DUE} due: {due_small:.2f} times putting their entries at {SMALL:,}, {due_large:.2f} at "
          f"{LARGE:,}: ratio {due:.2f} (goal <= {GOALS['growth']})")  # fmt: skip
    return max(idle, due)


def add(case: Case, pattern: Clock, count: int) -> None:
    """More open clocks, none of them due."""
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_CLOCKS, [case.pk, pattern.rule, pattern.regime_id, pattern.agency_id, count]
        )
        cursor.execute("VACUUM ANALYZE caseflow_clock, caseflow_reminder")
        cursor.execute("CHECKPOINT")  # writing down the new rows is no part of a sweep


def sweep_times() -> tuple[float, float]:
    """A sweep with nothing due against a heartbeat alone, and one with DUE due against their entries alone.

    Medians. A heartbeat and entries of the outbox cost the same whatever clocks there are, and tell how
    fast the server is at that moment.
    """
    escalation.sweep(timezone.now())
    both = [
        (timed(lambda: escalation.sweep(timezone.now())), timed(heartbeat)) for _ in range(ROUNDS)
    ]
    idle, alone = (statistics.median(each) for each in zip(*both, strict=True))
    latest = list(Reminder.objects.order_by("-pk").values_list("pk", flat=True)[: ROUNDS * DUE])
    due = [
        timed_due(latest[number * DUE : (number + 1) * DUE], timezone.now()) / timed(entries_alone)
        for number in range(ROUNDS)
    ]
    return idle / alone, statistics.median(due)


def timed_due(chosen: list[int], now: datetime) -> float:
    """Milliseconds of a sweep for which half the time of the chosen clocks, started together, is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE caseflow_clock SET started_at = %s - (due_at - %s) WHERE id = ANY(%s)",
            [now, now, chosen],
        )
        cursor.execute(
            "UPDATE caseflow_reminder SET at = %s WHERE clock_id = ANY(%s)", [now, chosen]
        )
    before = OutboxEntry.objects.count()
    spent = timed(lambda: escalation.sweep(now))
    raised = OutboxEntry.objects.count() - before
    if raised != len(chosen):
        raise RuntimeError(f"{len(chosen)} due, {raised} raised")
    return spent


def entries_alone() -> None:
    """As many entries as a sweep with DUE due puts into the outbox."""
    with transaction.atomic():
        outbox.put(
            (
                outbox.Entry(escalation.TOPIC, uid, f"alone:{uid.hex}", {"clock": uid.hex})
                for uid in (uuid4() for _entry in range(DUE))
            ),
            now=timezone.now(),
        )


def heartbeat() -> None:
    """What every sweep ends with."""
    Heartbeat.objects.update_or_create(name="sweep", defaults={"beat_at": timezone.now()})


def timed(deed: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    begin = time.perf_counter()
    deed()
    return (time.perf_counter() - begin) * 1000


def outbox_speed(case: Case, pattern: Clock) -> tuple[float, float]:
    """Reminders told per second by one and by two relays, against plain inserts of a notice."""
    plain = plain_inserts(case, pattern)
    single = relays(case, 1)
    double = relays(case, 2)
    print(f"plain ORM inserts, one process: {plain:,.0f}/s")
    print(f"outbox, one relay: {single:,.0f}/s, ratio {single / plain:.2f}")
    print(f"outbox, two relays: {double:,.0f}/s, ratio {double / plain:.2f} "
          f"(goal >= {GOALS['outbox']})")  # fmt: skip
    return single / plain, double / plain


def plain_inserts(case: Case, pattern: Clock) -> float:
    """One notice, one INSERT, one commit, as a loop over the ORM does it."""
    now = timezone.now()
    begin = time.perf_counter()
    for number in range(INSERTS):
        Notice.objects.create(
            kind="clock.soon",
            case=case,
            agency=pattern.agency,
            clock=pattern,
            created_at=now,
            dedup=f"plain:{number}",
        )
    return INSERTS / (time.perf_counter() - begin)


def relays(case: Case, count: int) -> float:
    """Entries per second, each of which tells one notice, carried out by `count` processes."""
    now = timezone.now()
    OutboxEntry.objects.all().delete()
    Notice.objects.all().delete()
    clocks = Clock.objects.filter(case=case).order_by("-pk")[:ENTRIES]
    outbox.put(
        (
            outbox.Entry(
                escalation.TOPIC,
                clock.uid,
                f"bench:{count}:{clock.uid.hex}",
                {"clock": clock.uid.hex, "step": escalation.HALF},
            )
            for clock in clocks
        ),
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE caseflow_outboxentry")
    connections.close_all()
    ready = multiprocessing.get_context("fork").Barrier(count + 1)
    workers = [
        multiprocessing.get_context("fork").Process(target=work, args=(ready, now))
        for _ in range(count)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    begin = time.perf_counter()
    for worker in workers:
        worker.join()
    spent = time.perf_counter() - begin
    told, done = Notice.objects.count(), OutboxEntry.objects.filter(done_at__isnull=False).count()
    if (told, done) != (ENTRIES, ENTRIES):
        raise RuntimeError(f"{ENTRIES} entries, {done} done, {told} notices")
    return ENTRIES / spent


def work(ready: multiprocessing.synchronize.Barrier, now: datetime) -> None:
    """One relay in a process of its own."""
    connections.close_all()
    Clock.objects.exists()
    ready.wait()
    outbox.relay(now)


if __name__ == "__main__":
    sys.exit(main())
