"""Has the newest checkpoint stamped by the time-stamping authority, now."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import authority, stamps


class Command(BaseCommand):
    """`stamp_trail` asks at once, also where the clock would wait; exit 1 without a good answer."""

    help = "Have the newest checkpoint stamped by the time-stamping authority (RFC 3161)."

    def handle(self, *args: Any, **options: Any) -> None:
        """What was stamped, and the time it was given."""
        if not settings.AUDIT_TSA_URL:
            raise CommandError("No time-stamping authority is set (AUDIT_TSA_URL).")
        try:
            made = stamps.stamp(timezone.now(), at_once=True)
        except authority.Silent as error:
            self.stderr.write(f"no time-stamp: {error}")
            sys.exit(1)
        told = f"{made.size} events stamped at {made.at:%Y-%m-%dT%H:%M:%SZ}" if made else "no news"
        self.stdout.write(told)
