"""`make bench-log`: pages of the log for auditors at ten million events, whatever is asked for, however deep.

Every question of `bench.log_events` is asked for every period and depth; each answer is set beside the
first page of the whole log, measured in the same turn. EVENTS=1000000 makes a smaller log.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping
from uuid import UUID

from bench import database

database.prepare()

from django.db import connection

from audit import searching
from audit.searching import Wanted
from bench.log_events import cursors, fill, periods, questions
from bench.timing import seconds

EVENTS = int(os.environ.get("EVENTS", "10000000"))
TURNS, GOAL = 9, 3.0


def ratios(columns: Mapping[str, str | UUID]) -> list[float]:
    """The page against the plain first page, each at its quickest, for each period and depth."""
    found = []
    for since, until in periods():
        for cursor in cursors():
            wanted = Wanted(columns, since, until)
            searching.page(wanted, cursor)
            turns = [
                (seconds(searching.page, wanted, cursor), seconds(searching.page, Wanted({})))
                for _turn in range(TURNS)
            ]
            page, first = map(min, zip(*turns, strict=True))
            found.append(page / first)
    return found


def main() -> int:
    """Measure, print, and exit 1 when one question misses the goal."""
    with database.databases():
        print(f"{EVENTS:,} events made in {seconds(fill, EVENTS):.0f} s")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT SUM(pg_table_size(c)), SUM(pg_indexes_size(c))"
                " FROM unnest(ARRAY['audit_event', 'audit_leaf']::regclass[]) c"
            )
            rows, indexes = cursor.fetchone()
        print(f"tables {float(rows) / 1e9:.2f} GB, indexes {float(indexes) / 1e9:.2f} GB")
        first = min(seconds(searching.page, Wanted({})) for _turn in range(50))
        print(f"first page without a filter: {first * 1000:.2f} ms; goal <= {GOAL:g} times that")
        print(f"{'asked for':36}{'median':>8}{'slowest':>9}   of pages")
        worst = 0.0
        for words, columns in questions():
            found = ratios(columns)
            worst = max(worst, *found)
            print(f"{words:36}{statistics.median(found):8.2f}{max(found):9.2f}{len(found):8}")
            sys.stdout.flush()
    return int(worst > GOAL)


if __name__ == "__main__":
    sys.exit(main())
