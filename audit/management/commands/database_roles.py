"""Gives the application's PostgreSQL role what it needs, and no more."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from audit import roles


class Command(BaseCommand):
    """`database_roles ROLE` is run by the owner of the tables after every `migrate`, for both databases."""

    help = (
        "Grant the application's role its rights on PostgreSQL; the log it only reads and adds to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The role, and which database."""
        parser.add_argument("role")
        parser.add_argument("--database", choices=["default", "keyring"], default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        """How many rights were set."""
        try:
            done = roles.grant(options["database"], options["role"])
        except (ValueError, Error) as error:
            raise CommandError(str(error).strip()) from None
        self.stdout.write(
            f"{options['database']}: {len(done)} statements run for {options['role']}"
        )
