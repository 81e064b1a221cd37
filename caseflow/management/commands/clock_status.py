"""Tells how the clock and the outbox are doing; exit 1 when somebody should look."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caseflow.reports.running import running


class Command(BaseCommand):
    """`clock_status` prints every figure, then what is wrong."""

    help = "Print what waits, for how long, and when sweep and relay last ran; exit 1 on trouble."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per figure, one per trouble."""
        found = running(timezone.now())
        for measure in found.measures():
            self.stdout.write(f"{measure.name}: {measure.value:g}")
        troubles = list(found.troubles())
        for trouble in troubles:
            self.stdout.write(f"trouble: {trouble}")
        if troubles:
            sys.exit(1)
