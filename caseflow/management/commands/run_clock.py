"""Runs sweeps and relay in one process, without a broker."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from caseflow import tasks


class Command(BaseCommand):
    """`run_clock` loops until stopped; `run_clock --once` runs one round."""

    help = "Raise reminders and carry out what follows from changes, without Celery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Interval in seconds, or one round only."""
        parser.add_argument("--every", type=float, default=30.0, help="seconds between rounds")
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per round that did something."""
        while True:
            raised, done = tasks.sweep(), tasks.relay()
            if raised or done or options["once"]:
                self.stdout.write(f"reminders raised: {raised}, outbox entries done: {done}")
            if options["once"]:
                return
            time.sleep(options["every"])
