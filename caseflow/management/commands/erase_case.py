"""After a restore: what was erased is erased again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseflow import erasing


class Command(BaseCommand):
    """`erase_case again` destroys the keys and tokens of every case that ledger or log call erased.

    Erasing itself is asked for and approved by two people on the page of the case.
    """

    help = "After a restore, erase again what was erased before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb."""
        parser.add_argument("verb", choices=["again"])

    def handle(self, *args: Any, **options: Any) -> None:
        """How many had come back."""
        try:
            count = erasing.again()
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"erased again: {count}")
