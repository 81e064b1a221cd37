"""Verifies the log: exit 0 when all is whole, 1 naming what is not, 2 if not all could be checked."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from audit.verify import verify

NOTHING_SIGNED = "nothing is signed yet: the newest events could be cut unseen"


class Command(BaseCommand):
    """`verify_trail` reads events, tree and signatures; writers are not held up."""

    help = "Verify every event of the log, its place in the tree, and what was signed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many findings to print; whether rows are compared too."""
        parser.add_argument("--most", type=int, default=10)
        parser.add_argument(
            "--rows",
            action="store_true",
            help="compare every row, key and state with what the log told of it last",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts, then findings."""
        try:
            report = verify(with_rows=options["rows"])
        except DatabaseError as error:
            self.stdout.write(f"the log cannot be read: {error}")
            sys.exit(1)
        for finding in report.findings[: options["most"]]:
            self.stdout.write(str(finding))
        if len(report.findings) > options["most"]:
            self.stdout.write(f"and {len(report.findings) - options['most']} more: see --most")
        for gap in report.unchecked:
            self.stdout.write(gap)
        places = f"{report.leaves} places in the tree" if report.leaves else NOTHING_SIGNED
        self.stdout.write(places)
        compared = f"{report.rows} rows, " if options["rows"] else ""
        self.stdout.write(f"{report.events} events, {compared}{len(report.findings)} findings")
        if report.findings or report.unchecked:
            sys.exit(1 if report.findings else 2)
