"""Writes the log, or the proof of one event, into a file that can be verified elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import export, standalone, trail, vocabulary


class Command(BaseCommand):
    """`export_trail FILE.zip` writes the whole signed log with its verifier inside.

    `export_trail FILE.tlog-proof --event UID` writes the proof of one event; `export_trail verify.py
    --program verifier` writes the verifier alone, `--program witness` what another agency runs.
    Exports are events themselves.
    """

    help = "Export the signed log, the extract of one case, one event's proof, or the verifier."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and what."""
        parser.add_argument("file", type=Path)
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--case", metavar="REFERENCE")
        chosen.add_argument("--event", type=UUID)
        chosen.add_argument("--program", choices=sorted(standalone.PARTS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        path: Path = options["file"]
        if options["program"]:
            path.write_text(standalone.source(options["program"]))
            return
        uid = self.case(options["case"])
        try:
            rows = self.write(path, uid, options["event"])
        except export.Impossible as error:
            raise CommandError(str(error)) from None
        what = "proof" if options["event"] else "extract" if uid else "bundle"
        data = {"what": what, "rows": rows}
        trail.record_apart(
            "trail.exported", actor=trail.SYSTEM, at=timezone.now(), case=uid, data=data
        )
        self.stdout.write(f"{rows} events exported")

    def case(self, reference: str | None) -> UUID | None:
        """The case of this reference, where one is asked for."""
        uid = vocabulary.find("case", reference) if reference else None
        if reference and uid is None:
            raise CommandError(f"There is no case {reference}.")
        return uid

    def write(self, path: Path, case: UUID | None, event: UUID | None) -> int:
        """How many events the file tells of."""
        if case is not None:
            return export.extract(path, case)
        if event is None:
            return export.bundle(path)
        path.write_bytes(export.proof(event).written())
        return 1
