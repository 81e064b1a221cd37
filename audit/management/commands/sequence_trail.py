"""Gives events their place in the tree and signs it."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from audit import tasks


class Command(BaseCommand):
    """`sequence_trail` loops until stopped; `sequence_trail --once` runs one round.

    For a machine of its own that holds the signing key and nothing else. Any number may run.
    Exit 1 when the database does not begin with what was signed before: nothing is signed then.
    """

    help = "Sequence and sign the log, without Celery."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Interval in seconds, or one round only."""
        parser.add_argument("--every", type=float, default=1.0, help="seconds between rounds")
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per round that did something."""
        while True:
            done, refusal = tasks.one_round()
            if refusal:
                self.stderr.write(f"not signed: {refusal}")
                sys.exit(1)
            if done or options["once"]:
                self.stdout.write(f"events sequenced: {done}")
            if options["once"]:
                return
            time.sleep(options["every"])
