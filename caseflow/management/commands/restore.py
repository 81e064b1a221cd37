"""Puts a backup back into empty databases, with the shares of the escrow key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.merkle import Bad
from audit.note import Key
from caseflow.backups import copies, escrow, restoring


class Command(BaseCommand):
    """`restore CASES KEYS` asks for the shares, fills both databases, then checks them.

    Put the newest ledger of erasures at ERASURE_LEDGER first: who was erased stays erased. Exit 0 when
    rows, log and invariants agree, 1 naming what does not.
    """

    help = "Restore a backup into empty databases and verify it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two folders of one backup, and the public key of the log that made it."""
        parser.add_argument("cases", type=Path)
        parser.add_argument("keys", type=Path)
        parser.add_argument("--key", help="public key of the log, as the policy writes it")

    def handle(self, *args: Any, **options: Any) -> None:
        """What was put back, then what the checks say."""
        self.stderr.write("Type one share a line; an empty line ends.")
        try:
            known = Key.parse(options["key"]) if options["key"] else None
            wrong = restoring.restore(
                options["cases"],
                options["keys"],
                escrow.typed_shares(),
                known=known,
                now=timezone.now(),
            )
        except (Bad, restoring.NotRestored, escrow.NotOpened, copies.NotCopied) as error:
            raise CommandError(str(error)) from None
        for line in wrong:
            self.stdout.write(line)
        self.stdout.write(f"restored; {len(wrong)} differences")
        call_command("verify_trail", "--rows", stdout=self.stdout)
        call_command("check_invariants", stdout=self.stdout)
        if wrong:
            raise CommandError("Not everything is as it was.")
