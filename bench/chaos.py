"""`make chaos`: thousands of due clocks while workers, beats and the broker are killed at random.

With Redis, then with RabbitMQ: four workers and two beats run the real tasks; every few seconds one
process dies by `kill -9` or the broker restarts. In the end every notice stands exactly once, every
step of every clock was raised, nothing is left, nothing is doubled. Needs PostgreSQL, redis-server
and RabbitMQ on this machine (TB_POSTGRES_URL, TB_RABBIT_URL; `rabbitmqctl` for its restarts).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from bench import database

database.prepare()

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from caseflow import escalation
from caseflow.choices import AgencyKind, CaseState
from caseflow.models import Clock, Notice, OutboxEntry, Reminder
from tests import factories

WORKERS, BEATS = 4, 2
FILES = 50
REDIS_PORT = 63798

CLOCKS = """
WITH started AS (
    INSERT INTO caseflow_clock (uid, case_id, rule, regime_id, agency_id, about_uid, started_at, due_at,
                                arithmetic, extended_count, pause_reason)
    SELECT gen_random_uuid(), %s, %s, %s, %s, gen_random_uuid(), %s,
           %s + (n * %s / %s) * interval '1 second', '[]', 0, ''
    FROM generate_series(1, %s) AS n
    RETURNING id, started_at, due_at
)
INSERT INTO caseflow_reminder (clock_id, at) SELECT id, started_at + (due_at - started_at) / 2 FROM started
"""


class Crew:
    """The running processes, each restarted when it was killed."""

    def __init__(self, broker: str, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.demo",
            "DATABASE_URL": database.url("default"),
            "KEYRING_URL": database.url("keyring"),
            "KEY_FILE": str(settings.KEY_FILE),
            "AUDIT_KEY_FILE": str(settings.AUDIT_KEY_FILE),
            "DATA_DIR": str(folder / "data"),
            "BROKER_URL": broker,
        }
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: Counter[str] = Counter()

    def start(self, name: str) -> None:
        """A worker or a beat, in a process group of its own."""
        kind = name.rstrip("0123456789")
        more = {
            "worker": ["-Q", "clock,notify", "--concurrency=1", "-n", f"{name}@%h"],
            "beat": ["--schedule", str(self.folder / name)],
        }[kind]
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "settings", kind, "--loglevel=WARNING", *more],
            env=self.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def start_all(self) -> None:
        """Everybody."""
        for kind, count in (("worker", WORKERS), ("beat", BEATS)):
            for number in range(count):
                self.start(f"{kind}{number}")

    def kill(self, name: str) -> None:
        """`kill -9` of the whole group, then a new start."""
        self.killed[name.rstrip("0123456789")] += 1
        self._end(name)
        self.start(name)

    def stop_all(self) -> None:
        """Everybody, at once."""
        for name in self.running:
            self._end(name)

    def _end(self, name: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()


@contextmanager
def redis(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """A Redis of its own that keeps nothing: every restart forgets all messages."""
    server = shutil.which("redis-server")
    if server is None:
        raise SystemExit("redis-server is needed")

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [server, "--port", str(REDIS_PORT), "--save", "", "--bind", "127.0.0.1"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    running = [start()]

    def restart() -> None:
        running[0].kill()
        running[0].wait()
        time.sleep(1)
        running[0] = start()

    try:
        yield f"redis://127.0.0.1:{REDIS_PORT}/0", restart
    finally:
        running[0].kill()


@contextmanager
def rabbit(_folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The RabbitMQ of this machine, its application stopped and started again."""
    url = os.environ.get("TB_RABBIT_URL", "amqp://guest:guest@127.0.0.1:5672//")
    control = shutil.which("rabbitmqctl")

    def restart() -> None:
        if control is None:
            return
        for deed in ("stop_app", "start_app"):
            subprocess.run([control, "-q", deed], check=True, capture_output=True)

    yield url, restart


BROKERS = {"redis": redis, "rabbitmq": rabbit}


def main() -> int:
    """Every broker in turn; exit 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(description="Kill everything, lose nothing.")
    parser.add_argument("--clocks", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=150, help="how long the killing goes on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broker", choices=BROKERS, action="append")
    options = parser.parse_args()
    good = True
    with database.databases():
        for name in options.broker or BROKERS:
            good &= storm(name, options.clocks, options.seconds, random.Random(options.seed))  # noqa: S311 - repeatable dice
    return 0 if good else 1


def storm(name: str, clocks: int, seconds: int, dice: random.Random) -> bool:
    """One broker: due clocks, killing, then quiet until all is done; says what was found."""
    expected = due_clocks(clocks, seconds)
    with tempfile.TemporaryDirectory(prefix="tiepbuoc-chaos-") as place:
        folder = Path(place)
        (folder / "data").mkdir()
        with BROKERS[name](folder) as (url, restart):
            crew = Crew(url, folder)
            crew.start_all()
            restarts = 0
            try:
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    time.sleep(dice.uniform(1.0, 4.0))
                    if dice.random() < 0.08:
                        restart()
                        restarts += 1
                    else:
                        crew.kill(dice.choice(sorted(crew.running)))
                quiet(timedelta(minutes=4))
            finally:
                crew.stop_all()
    return verdict(name, clocks, expected, crew.killed, restarts)


def due_clocks(count: int, seconds: int) -> set[str]:
    """Clocks whose three steps come due during the storm; returns the notices that must stand."""
    Notice.objects.all().delete()
    OutboxEntry.objects.all().delete()
    factories.agency(AgencyKind.STEERING_138)
    Reminder.objects.all().delete()
    Clock.objects.all().delete()
    for _ in range(FILES):
        case = factories.case_in(CaseState.IDENTIFIED)
        pattern = case.clocks.running().order_by("-due_at").first()
        assert pattern is not None
        Reminder.objects.filter(clock__case=case).delete()
        case.clocks.all().delete()
        now = timezone.now()
        share = count // FILES
        with connection.cursor() as cursor:
            cursor.execute(
                CLOCKS,
                [
                    case.pk, pattern.rule, pattern.regime_id, pattern.agency_id, now,
                    now, seconds, share, share,
                ],
            )  # fmt: skip
    expected = set()
    for clock in Clock.objects.select_related("agency", "case"):
        mark = f"clock:{clock.uid.hex}"
        expected |= {f"{mark}:{step}" for step, _share in escalation.LADDER}
        expected |= {
            f"{mark}:{step}:supervisors:{clock.agency.code}"
            for step in (escalation.MOST, escalation.DUE)
        }
        expected.add(f"{mark}:{escalation.DUE}:committee")
    connections.close_all()
    return expected


def quiet(longest: timedelta) -> None:
    """Wait until nothing is due any more."""
    end = timezone.now() + longest
    while timezone.now() < end:
        open_entries = OutboxEntry.objects.filter(done_at__isnull=True, dead_at__isnull=True)
        if not Reminder.objects.exists() and not open_entries.exists():
            return
        time.sleep(2)


def verdict(
    name: str, clocks: int, expected: set[str], killed: Counter[str], restarts: int
) -> bool:
    """Compare what stands with what must stand, and print the figures."""
    told = list(Notice.objects.values_list("dedup", flat=True))
    raised = OutboxEntry.objects.count()
    left = OutboxEntry.objects.filter(done_at__isnull=True).count()
    dead = OutboxEntry.objects.filter(dead_at__isnull=False).count()
    lost, strange = expected - set(told), set(told) - expected
    doubled = len(told) - len(set(told))
    print(f"{name}: {clocks:,} clocks, {killed['worker']} workers and {killed['beat']} beats killed, "
          f"{restarts} broker restarts")  # fmt: skip
    print(f"  steps raised {raised:,} of {clocks * len(escalation.LADDER):,}; "
          f"notices {len(told):,} of {len(expected):,}; lost {len(lost)}, doubled {doubled}, "
          f"unexpected {len(strange)}, left {left}, dead {dead}")  # fmt: skip
    return not (lost or strange or doubled or left or dead) and raised == clocks * len(
        escalation.LADDER
    )


if __name__ == "__main__":
    sys.exit(main())
