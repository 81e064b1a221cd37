"""Checks law files before they are used."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from caseflow import law


class Command(BaseCommand):
    """`check_law` says of each file how much it holds, or file, rule, field and line of a mistake."""

    help = "Check the law files, or other files in their form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Other files than the present ones."""
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each file; exit 1 when one is wrong."""
        files = options["files"] or [law.path(name) for name in law.FILES]
        wrong = 0
        for file in files:
            try:
                found = law.parse(file.read_text(encoding="utf-8"), file.stem, at_once_hours=2)
            except (law.LawError, OSError) as error:
                wrong += 1
                self.stderr.write(str(error))
                continue
            self.stdout.write(
                f"{file.name}: {found.code}, {len(found.clocks)} limits, "
                f"{len(found.entitlements)} kinds of support, sha256 {found.digest[:12]}"
            )
        if wrong:
            raise CommandError(f"{wrong} of {len(files)} files are wrong")
