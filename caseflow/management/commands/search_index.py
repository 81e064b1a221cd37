"""Renews the search indexes while people work; safe to kill and to run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow import reindexing
from caseflow.models import SearchToken
from caseflow.sealing import blind


class Command(BaseCommand):
    """`renew` begins a new version of an index and fills it; `fill` goes on with what was begun.

    The old version ends in a run at least fifteen minutes after the new one was begun, once nobody
    waits. `status` tells the versions, and how many bits a name token should have by now.
    """

    help = "Tell the versions of the search indexes, begin new ones, and fill what was begun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and to which index."""
        parser.add_argument("verb", choices=["status", "renew", "fill"])
        parser.add_argument("label", nargs="?", choices=[*blind.SHAPES], help="one index only")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per index; exit 1 while something waits."""
        verb, labels = options["verb"], [options["label"]] if options["label"] else [*blind.SHAPES]
        left = 0
        for label in labels:
            if verb == "renew":
                number = reindexing.begin(label, now=timezone.now())
                self.stdout.write(f"{label}: version {number} is written from now on")
            if verb != "status":
                left += self._fill(label)
            self._tell(label)
        if left:
            raise CommandError(
                f"{left} values wait: they do not open, or somebody works with them; run fill again."
            )

    def _fill(self, label: str) -> int:
        filled = 0
        while batches := [*reindexing.fill(label, now=timezone.now())]:
            filled += sum(batches)
            if not any(batches):
                break
        if filled:
            self.stdout.write(f"{label}: {filled} tokens written")
        if reindexing.finish(label, now=timezone.now()):
            return 0
        return reindexing.waiting(label).count()

    def _tell(self, label: str) -> None:
        for number in reindexing.versions(label):
            made = reindexing.shape(label, number)
            tokens = SearchToken.objects.filter(label=label, version=number).count()
            self.stdout.write(
                f"{label}: version {number}, form {made.form}, {made.bits} bits, {tokens} tokens"
            )
        planned, newest = reindexing.planned(label), reindexing.versions(label)[-1]
        if planned != reindexing.shape(label, newest):
            self.stdout.write(f"{label}: renewed, it would be {planned.form}, {planned.bits} bits")
