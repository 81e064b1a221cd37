"""Asks everything that must always hold; exit 1 naming what does not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from caseflow.models import Case
from support import invariants


class Command(BaseCommand):
    """`check_invariants` prints one line per check and the number of violations."""

    help = "Check what must always hold."

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts, violations, exit code."""
        total = 0
        self.stdout.write(f"cases: {Case.objects.count()}")
        for check in invariants.CHECKS:
            found = list(check())
            total += len(found)
            self.stdout.write(f"{check.__name__}: {len(found)}")
            for violation in found[:20]:
                self.stdout.write(f"  {violation}")
        self.stdout.write(f"{total} violations")
        if total:
            sys.exit(1)
