"""`make bench-succession`: an agency with twenty thousand open cases ends, killed in the middle.

The runner dies by `kill -9` several times while it moves the files, is started again, and in the end
every file has exactly one responsible agency, the invariants hold and the log verifies. The ratio printed
is the cost of moving one file against receiving one. Needs PostgreSQL (TB_POSTGRES_URL).
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import date, timedelta

from bench import database, names

database.prepare()

from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from audit.models import AuditEvent
from audit.verify import verify
from caseflow.actions import succession
from caseflow.choices import AgencyKind, Role
from caseflow.models import Case, SuccessionRun, User
from tests import factories

PROCESSES = 2
KILLS = 6
fork = multiprocessing.get_context("fork")


def main() -> int:
    """Make, move, kill, move on, check; exit 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="A large agency ends.")
    parser.add_argument("--cases", type=int, default=20_000)
    options = parser.parse_args()
    with database.databases():
        old, heir = (factories.agency(AgencyKind.POLICE) for _ in range(2))
        officer = factories.user(at=old)
        received = receive(officer, options.cases)
        now = timezone.now()
        run = succession.prepare(
            old,
            successor=heir,
            on=timezone.localdate(now),
            agreement="1/BB",
            by=factories.user(Role.UNIT_ADMIN, at=old),
            now=now,
        )
        succession.confirm(run, by=factories.user(Role.UNIT_ADMIN, at=heir), now=now)
        moved = move(run)
        return verdict(run, options.cases, received, moved)


def receive(officer: User, count: int) -> float:
    """Cases received by the real action; seconds for one."""
    begin = time.perf_counter()
    connections.close_all()
    workers = [
        fork.Process(target=_receive, args=(officer.pk, count // PROCESSES, number))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return (time.perf_counter() - begin) / count


def _receive(officer: int, count: int, number: int) -> None:
    factories.number_from(1_000_000 * (number + 1))
    person = User.objects.get(pk=officer)
    dice = random.Random(number)  # noqa: S311 - repeatable dice
    for _ in range(count):
        identity = replace(
            factories.an_intake().identity,
            full_name=names.name(dice),
            birth_date=date(1980, 1, 1) + timedelta(days=dice.randrange(9000)),
        )
        factories.case(person, identity=identity)


def move(run: SuccessionRun) -> float:
    """Carried out by two processes at a time, which are killed several times; seconds for one file."""
    dice = random.Random(1)  # noqa: S311 - repeatable dice
    total = Case.objects.open().filter(responsible_agency=run.predecessor).count()
    begin = time.perf_counter()
    kills = 0
    while SuccessionRun.objects.get(pk=run.pk).finished_at is None:
        connections.close_all()
        workers = [fork.Process(target=_carry_on) for _ in range(PROCESSES)]
        for worker in workers:
            worker.start()
        if kills < KILLS:
            time.sleep(dice.uniform(0.5, 3.0))
            for worker in workers:
                if worker.is_alive() and worker.pid:
                    os.kill(worker.pid, signal.SIGKILL)
            kills += 1
        for worker in workers:
            worker.join()
    print(f"killed {kills} times")
    return (time.perf_counter() - begin) / total


def _carry_on() -> None:
    succession.carry_on(timezone.now())


def verdict(run: SuccessionRun, count: int, received: float, moved: float) -> int:
    """What stands in the end."""
    left = Case.objects.filter(responsible_agency=run.predecessor).count()
    there = Case.objects.open().filter(responsible_agency=run.successor).count()
    events = AuditEvent.objects.filter(act="case.succeeded").count()
    said = io.StringIO()
    call_command("check_invariants", stdout=said)
    findings = verify().findings
    print(f"files moved {there:,} of {count:,}, left {left}, events {events:,}")
    print(f"moving one file costs {moved / received:.2f} of receiving one")
    print(said.getvalue().splitlines()[-1] + f", {len(findings)} findings in the log")
    good = there == events == count and left == 0 and not findings
    print("whole" if good else "NOT WHOLE")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
