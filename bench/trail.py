"""`make bench-audit`: what the log costs beside no log and three Django peers, and how it grows.

Run once per database: `python -m bench.trail sqlite` and `python -m bench.trail postgres`. Every variant
takes its turn in every round; a figure is the median over the rounds of the ratio to the plain update of
the same round. Rates are given beside SHA-256 over the same bytes in the same run.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import statistics
import sys
import time
from hashlib import sha256
from typing import Any
from uuid import UUID

from bench import database, peers
from bench.timing import seconds

ON_SERVER = sys.argv[1:] == ["postgres"]
PEERS = ["django-auditlog==3.4.1", "django-simple-history==3.13.0", "python-dateutil", "six"]
if ON_SERVER:
    PEERS += ["django-pghistory==3.9.2", "django-pgtrigger==4.17.0"]
UPDATES, ROUNDS = 150, 7
WRITERS, SECONDS = 8, 4.0
SIZES = tuple(int(each) for each in os.environ.get("SIZES", "10000 100000 1000000").split())
GOALS = {"sqlite": 1.55, "postgres": 1.2}

peers.install(*PEERS)
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
os.environ["TB_TEST_DB"] = "postgres" if ON_SERVER else "sqlite"
os.environ["TB_TEST_DURABLE"] = "1"
os.environ.setdefault("TB_TEST_TAG", f"bench{os.getpid()}")

import django
from django.conf import settings

settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "bench", "auditlog", "simple_history"]
if ON_SERVER:
    settings.INSTALLED_APPS += ["pgtrigger", "pghistory"]
django.setup()

from django.db import connection, connections, transaction
from django.utils import timezone

from audit import export, sequencer, signing, tasks, trail
from audit.models import AuditEvent
from audit.verify import verify
from bench.models import VARIANTS, Ours, Row


def update(row: Row) -> None:
    """One change in one transaction; ours with its event, the others as their signals see fit."""
    with trail.deed() if isinstance(row, Ours) else transaction.atomic():
        row.number += 1
        row.save()
        if isinstance(row, Ours):
            trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(),
                         case=UUID(int=row.pk), data={"kind": "call"})  # fmt: skip


def many_updates(row: Row) -> None:
    """As many as one round takes."""
    for _turn in range(UPDATES):
        update(row)


def updates() -> float:
    """Ratios of audited to plain updates; ours is returned."""
    rows: dict[str, Any] = {name: model.objects.create() for name, model in VARIANTS.items()}  # type: ignore[attr-defined]
    ratios: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for _round in range(ROUNDS):
        taken = {name: seconds(many_updates, row) for name, row in rows.items()}
        for name, spent in taken.items():
            ratios[name].append(spent / taken["plain"])
    found = {name: statistics.median(each) for name, each in ratios.items()}
    goal = GOALS[connection.vendor.replace("postgresql", "postgres")]
    print(f"audited update / plain update, median of {ROUNDS} rounds (goal <= {goal})")
    for name, ratio in found.items():
        print(f"  {name:16}{ratio:6.2f}")
    return found["ours"]


def writers() -> None:
    """Eight writers with two-millisecond transactions, the sequencer running, beside no log."""
    row = VARIANTS["plain"]
    keys_of_rows = [row.objects.create().pk for _each in range(WRITERS)]  # type: ignore[attr-defined]
    ratios = []
    for _round in range(3):
        done = {told: _race(keys_of_rows, told=told) for told in (False, True)}
        ratios.append(done[True] / done[False])
    print(f"{WRITERS} writers, log and sequencer / no log, median of 3: "
          f"{statistics.median(ratios):.2f} of the transactions (goal >= 0.85)")  # fmt: skip


def _race(rows: list[int], *, told: bool) -> int:
    """Transactions of all writers in a few seconds."""
    fork = multiprocessing.get_context("fork")
    connections.close_all()
    done, stop = fork.Value("q", 0), fork.Event()
    crew = [fork.Process(target=_write, args=(pk, told, done, stop)) for pk in rows]
    if told:
        crew.append(fork.Process(target=_place, args=(stop,)))
    for process in crew:
        process.start()
    time.sleep(SECONDS)
    stop.set()
    for process in crew:
        process.join()
    return int(done.value)


def _write(pk: int, told: bool, done: Any, stop: Any) -> None:  # noqa: FBT001 - arguments of a process
    count = 0
    while not stop.is_set():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE bench_plain SET number = number + 1 WHERE id = %s", [pk])
                cursor.execute("SELECT pg_sleep(0.002)")
            if told:
                trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(),
                             case=UUID(int=pk), data={"kind": "call"})  # fmt: skip
        count += 1
    with done.get_lock():
        done.value += count


def _place(stop: Any) -> None:
    while not stop.wait(1.0):
        tasks.one_round()


def append(count: int) -> float:
    """So many events, five hundred in a transaction; events a second, nan where there are enough."""
    if count <= 0:
        return math.nan
    begun = time.perf_counter()
    for start in range(0, count, 500):
        with trail.deed():
            for number in range(start, start + 500):
                trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(),
                             case=UUID(int=number % 9973), data={"kind": "call"})  # fmt: skip
    return count / (time.perf_counter() - begun)


def sequence() -> float:
    """Give everything its place and sign; events a second, seconds until it is signed."""
    begun, done = time.perf_counter(), 0
    while count := sequencer.sequence(timezone.now()):
        done += count
    tasks.one_round()
    return done / (time.perf_counter() - begun)


def hashing(count: int) -> float:
    """SHA-256 over as many entries of the same length, the yardstick."""
    entry = bytes(AuditEvent.objects.values_list("entry", flat=True)[0])
    return seconds(lambda: [sha256(entry).digest() for _turn in range(count)])


def growth() -> None:
    """Append, give places, verify and prove at every size."""
    print(f"{'events':>10}{'append/s':>10}{'places/s':>10}{'verify s':>10}{'per 100k':>10}"
          f"{'x SHA-256':>10}{'proof B':>9}{'proof ms':>9}")  # fmt: skip
    for size in SIZES:
        appended = append(size - AuditEvent.objects.count() // 500 * 500)
        placed = sequence()
        events = AuditEvent.objects.count()
        checked = seconds(lambda: _whole(verify()))
        middle = AuditEvent.objects.order_by("pk")[events // 2].uid
        proof = export.proof(middle).written()
        asked = min(seconds(export.proof, middle) for _turn in range(20))
        print(f"{events:>10,}{appended:>10,.0f}{placed:>10,.0f}{checked:>10.2f}"
              f"{checked / events * 100_000:>10.2f}{checked / hashing(events):>10.1f}"
              f"{len(proof):>9,}{asked * 1000:>9.2f}")  # fmt: skip


def _whole(report: Any) -> None:
    if report.findings:
        raise RuntimeError(f"the log does not verify: {report.findings[0]}")


def main() -> int:
    """Measure, print, and exit 1 when the first goal is missed."""
    with database.databases():
        signer = signing.create(settings.AUDIT_SIGNING_KEY_FILE, "bench.example/nhat-ky")
        settings.AUDIT_POLICY_FILE.write_text(f"log {signer.key.vkey}\nquorum none\n")
        print(f"== {connection.vendor}")
        ratio = updates()
        if ON_SERVER:
            writers()
        growth()
    return int(ratio > GOALS["postgres" if ON_SERVER else "sqlite"])


if __name__ == "__main__":
    sys.exit(main())
