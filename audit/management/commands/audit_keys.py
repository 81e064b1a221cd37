"""Makes the key files of the log."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import keys, signing


class Command(BaseCommand):
    """`audit_keys init` writes each missing key file once; it never shows or overwrites a key.

    AUDIT_KEY_FILE is needed wherever events are written, AUDIT_SIGNING_KEY_FILE only where the
    sequencer runs, AUDIT_POLICY_FILE is public and belongs everywhere. `audit_keys show` prints the
    public key that verifiers and witnesses need.
    """

    help = "Create the key files of the log, or show its public key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb, and the name of the log."""
        parser.add_argument("verb", choices=["init", "show"])
        parser.add_argument(
            "--name", default="localhost/nhat-ky", help="name of the log: host/path, no spaces"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what happened."""
        if options["verb"] == "show":
            self.show()
            return
        try:
            keys.create(Path(settings.AUDIT_KEY_FILE), first_year=timezone.now().year - 6, years=12)
        except FileExistsError:
            self.stdout.write("audit keys: present")
        else:
            self.stdout.write("audit keys: created")
        try:
            made = signing.create(Path(settings.AUDIT_SIGNING_KEY_FILE), options["name"])
        except FileExistsError:
            self.stdout.write("signing key: present")
        except ValueError as error:
            raise CommandError(str(error)) from None
        else:
            self.stdout.write(f"signing key: created for {made.key.name}")
            self.write_policy(made.key.vkey)

    def write_policy(self, vkey: str) -> None:
        """A policy that believes this log and asks for no witness, unless there is one already."""
        path = Path(settings.AUDIT_POLICY_FILE)
        if not path.exists():
            path.write_text(f"log {vkey}\nquorum none\n")

    def show(self) -> None:
        """The public key of this log, as others write it down."""
        signer = signing.current()
        if signer is None:
            raise CommandError("This machine has no signing key.")
        self.stdout.write(signer.key.vkey)
