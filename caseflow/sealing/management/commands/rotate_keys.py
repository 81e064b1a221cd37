"""Changes keys while people work; safe to kill and to run again."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow.sealing import keys, rotation
from caseflow.sealing.errors import Erased

T = TypeVar("T")
WIDTH = 30


class Command(BaseCommand):
    """`rotate_keys master` wraps data keys anew; `data` seals cases anew, `staff` second factors.

    `data` goes on with what was begun; `--case`, `--older-than` and `--all` begin. A replaced version
    is destroyed by a run at least fifteen minutes after it was replaced.
    """

    help = "Wrap data keys under the active master key, or seal cases under new data keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to rotate, which cases to begin, and whether only to count."""
        parser.add_argument("what", choices=["master", "data", "staff"])
        begun = parser.add_mutually_exclusive_group()
        begun.add_argument("--case", type=UUID, action="append", help="uid of a case to begin")
        begun.add_argument("--older-than", type=int, metavar="DAYS", help="begin keys of this age")
        begun.add_argument("--all", action="store_true", help="begin every case")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line at the end; exit 1 naming damaged rows."""
        if options["what"] == "master":
            self._master(dry_run=options["dry_run"])
        elif options["what"] == "staff":
            self._staff(dry_run=options["dry_run"])
        else:
            self._data(options)

    def _master(self, *, dry_run: bool) -> None:
        waiting = rotation.to_rewrap()
        if dry_run:
            self.stdout.write(f"{waiting} keys would be wrapped anew")
            return
        done = 0
        for number in rotation.rewrap(timezone.now()):
            done += number
            self._bar(done, waiting)
        self.stdout.write(f"{done} keys wrapped anew, {rotation.to_rewrap()} left")

    def _staff(self, *, dry_run: bool) -> None:
        if dry_run:
            begun = bool(rotation.under_way(keys.KIND_STAFF))
            self.stdout.write("a change would go on" if begun else "a change would begin")
            return
        rows, retired = rotation.renew_staff(timezone.now())
        self.stdout.write(f"{rows} secrets sealed anew, {len(retired)} keys destroyed")

    def _data(self, options: dict[str, Any]) -> None:
        kind, now = keys.KIND_CASE, timezone.now()
        waiting = rotation.under_way(kind)
        fresh = [scope for scope in self._chosen(options) if scope not in set(waiting)]
        if options["dry_run"]:
            self.stdout.write(f"{len(fresh)} cases would begin, {len(waiting)} would go on")
            return
        rows, retired, damaged = 0, 0, []
        for scope in self._told([*waiting, *fresh]):
            try:
                if scope not in waiting:
                    rotation.begin(kind, scope, now=now)
                result = rotation.reseal(kind, scope, now=timezone.now())
            except Erased:
                continue
            rows += result.rows
            retired += len(result.retired)
            damaged += result.damaged
        left = len(rotation.under_way(kind))
        self.stdout.write(f"{rows} rows sealed anew, {retired} keys destroyed, {left} cases left")
        for uid in damaged:
            self.stdout.write(f"row {uid.hex} is damaged and was left as it is")
        if damaged:
            raise CommandError("Some rows could not be sealed anew; their keys stay.")

    def _chosen(self, options: dict[str, Any]) -> list[UUID]:
        if options["all"] or options["older_than"] is not None:
            age = timedelta(days=options["older_than"] or 0)
            return rotation.older_than(keys.KIND_CASE, timezone.now() - age)
        chosen: list[UUID] = options["case"] or []
        return chosen

    def _told(self, scopes: list[T]) -> Iterator[T]:
        for number, scope in enumerate(scopes, 1):
            yield scope
            self._bar(number, len(scopes))

    def _bar(self, done: int, whole: int) -> None:
        if not sys.stderr.isatty():
            return
        filled = WIDTH * done // max(whole, done, 1)
        end = "\n" if done >= whole else ""
        self.stderr.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{whole}", ending=end)
