"""Runs sweeps and relay in one process, without a broker."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit import tasks as log_tasks
from caseflow import emergencies, escalation, letters, once, outbox, regimes, uploads
from caseflow.actions import succession


class Command(BaseCommand):
    """`run_clock` loops until told to stop and ends after the batch at hand; `--once` runs one round."""

    help = "Raise reminders and carry out what follows from changes, sign the log; without Celery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Interval in seconds, or one round only."""
        parser.add_argument("--every", type=float, default=30.0, help="seconds between rounds")
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per round that did something."""
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda _number, _frame: stop.set())
        while not stop.is_set():
            regimes.keep_up()
            now = timezone.now()
            raised = escalation.sweep(now, stopping=stop.is_set)
            raised += emergencies.sweep(now, stopping=stop.is_set)
            done = outbox.relay(now, stopping=stop.is_set)
            letters.address(now)
            sent = letters.deliver(now, stopping=stop.is_set)
            succession.carry_on(now, stopping=stop.is_set)
            if raised or done or sent or options["once"]:
                self.stdout.write(
                    f"reminders raised: {raised}, outbox entries done: {done}, letters sent: {sent}"
                )
                self.stdout.flush()
            _events, refusal = log_tasks.one_round()
            if refusal:
                self.stderr.write(f"the log was not signed: {refusal}")
            log_tasks.stamp()
            if options["once"]:
                return
            outbox.tidy(now)
            once.tidy(now)
            uploads.tidy(now)
            stop.wait(options["every"])
