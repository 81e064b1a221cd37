"""Writes the registry of sealed labels from the models."""

from typing import Any

from django.core.management.base import BaseCommand

from caseflow.sealing.checks import REGISTRY, labels_in_use


class Command(BaseCommand):
    """Run after adding a sealed field; removing a label needs a decision, not this command."""

    help = "Write caseflow/sealing/labels.txt."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Add new labels; labels that vanished stay, so that the check reports them."""
        known = set(REGISTRY.read_text().split()) if REGISTRY.exists() else set()
        labels = sorted(known | set(labels_in_use()))
        REGISTRY.write_text("\n".join(labels) + "\n")
        self.stdout.write(f"{len(labels)} labels")
