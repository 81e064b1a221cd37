"""Takes a backup that nobody on this machine can open."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow.backups import copies, taking


class Command(BaseCommand):
    """`backup CASES --keys KEYS` adds one folder to each place and destroys backups of keys grown old.

    The two places belong to two people: either alone is worthless, and both together need the shares
    of the escrow key (docs/security/keys.md).
    """

    help = "Copy cases and keys, sealed for the escrow key, into two places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two places."""
        parser.add_argument("cases", type=Path)
        parser.add_argument("--keys", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Where the two folders are, what they hold, until when the keys may be kept."""
        now = timezone.now()
        try:
            cases, keys, manifest = taking.take(options["cases"], options["keys"], now=now)
        except (taking.NotTaken, copies.NotCopied, ValueError) as error:
            raise CommandError(str(error)) from None
        for part in manifest.parts:
            self.stdout.write(f"{part.name}: {part.length} bytes")
        self.stdout.write(
            f"{sum(manifest.rows.values())} rows, {manifest.log_size} places of the log"
        )
        self.stdout.write(f"cases: {cases}\nkeys:  {keys}")
        last = timezone.localdate(now + timedelta(days=settings.KEY_BACKUP_DAYS))
        self.stdout.write(f"the keys are to be destroyed after {last}; later runs do it")
        for folder in taking.expire(options["keys"], now=now):
            self.stdout.write(f"destroyed: {folder}")
