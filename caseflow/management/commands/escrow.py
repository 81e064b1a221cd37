"""Makes the key that opens backups, and gives it away at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseflow.backups import escrow


class Command(BaseCommand):
    """`escrow create` prints shares of words for the people who keep them; `escrow check` tries shares.

    Run it with two people present, on a machine whose screen nobody else sees; nothing is written to
    a disk (docs/security/keys.md).
    """

    help = "Make the escrow key of backups in shares of words, or try whether shares open it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb, how many shares, how many are needed."""
        parser.add_argument("verb", choices=["create", "check"])
        parser.add_argument("--shares", type=int, default=5)
        parser.add_argument("--needed", type=int, default=3)

    def handle(self, *args: Any, **options: Any) -> None:
        """The shares, then the recipient; or the recipient the typed shares belong to."""
        if options["verb"] == "check":
            self.stderr.write("Type one share a line; an empty line ends.")
            try:
                found = escrow.open_with(escrow.typed_shares())
            except escrow.NotOpened as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"opens backups for {found.to_public()}")
            return
        try:
            recipient, shares = escrow.create(shares=options["shares"], needed=options["needed"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        for number, share in enumerate(shares, 1):
            self.stdout.write(
                f"\nShare {number} of {len(shares)}; {options['needed']} open a backup:"
            )
            self.stdout.write(share)
        self.stdout.write(f"\nBACKUP_RECIPIENT={recipient}")
