"""Makes the key file of the log."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from audit import keys


class Command(BaseCommand):
    """`audit_keys init` writes AUDIT_KEY_FILE once; it never shows or overwrites a key."""

    help = "Create the key file of the log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb."""
        parser.add_argument("verb", choices=["init"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what happened."""
        try:
            keys.create(Path(settings.AUDIT_KEY_FILE), first_year=timezone.now().year - 6, years=12)
        except FileExistsError:
            self.stdout.write("audit keys: present")
        else:
            self.stdout.write("audit keys: created")
