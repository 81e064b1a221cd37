"""Tells the log of plain rows it knows nothing of: once after an upgrade, or after a data migration."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from audit import comparing, rows, trail, writing


class Command(BaseCommand):
    """`tell_rows` leaves an event for every 500 rows; `--changed` also tells of rows that differ."""

    help = "Tell the log how rows stand that it knows nothing of; run verify_trail --rows before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether rows that differ from their last word are told too."""
        parser.add_argument(
            "--changed",
            action="store_true",
            help="also rows that differ: only after a migration that says so",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """How many rows of each table were told."""
        told: Counter[str] = Counter()
        batch: list[rows.LiveRow] = []
        for row in comparing.plain_rows_untold(changed=options["changed"]):
            batch.append(row)
            told[row.name] += 1
            if len(batch) == writing.ROWS_OF_AN_EVENT:
                self._tell(batch)
                batch = []
        self._tell(batch)
        for name, count in sorted(told.items()):
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"{told.total()} rows told")

    def _tell(self, batch: list[rows.LiveRow]) -> None:
        with trail.deed():
            for row in batch:
                model = apps.get_model(row.name)
                rows.touched(model, model._meta.pk.to_python(row.key.rpartition(":")[2]), None)
