"""Makes and counts keys; never shows one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from caseflow.sealing.models import KeyringKey
from caseflow.sealing.setup import create_missing


class Command(BaseCommand):
    """`keyring init` makes what is missing; `keyring status` counts."""

    help = "Create the first keys, or count the keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb."""
        parser.add_argument("verb", choices=["init", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per result."""
        if options["verb"] == "init":
            made = create_missing()
            self.stdout.write(
                f"keyring: made {', '.join(made) if made else 'nothing, all present'}"
            )
            return
        counts = KeyringKey.objects.values_list("scope_kind", "state").annotate(Count("pk"))
        for kind, state, number in counts.order_by("scope_kind", "state"):
            self.stdout.write(f"kind {kind} {state}: {number}")
