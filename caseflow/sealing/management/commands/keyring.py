"""Makes, changes and counts keys; never shows one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from caseflow.sealing import masters, provider
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.setup import create_missing

VERBS = ["init", "status", "add-master", "use-master", "drop-master"]


class Command(BaseCommand):
    """`init` makes what is missing, `status` counts; the others change the master keys of KEY_FILE.

    A new master key is added, brought to every machine, then used; `rotate_keys master` wraps every
    data key anew; then the old one is dropped (docs/security/keys.md).
    """

    help = "Create the first keys, count keys, or add, use and drop a master key of KEY_FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The verb, and which master key."""
        parser.add_argument("verb", choices=VERBS)
        parser.add_argument("number", type=int, nargs="?", help="number of the master key")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per result."""
        verb, number = options["verb"], options["number"]
        if verb in ("use-master", "drop-master") and number is None:
            raise CommandError(f"{verb} needs the number of a master key.")
        path = Path(settings.KEY_FILE)
        if verb == "init":
            made = create_missing()
            self.stdout.write(
                f"keyring: made {', '.join(made) if made else 'nothing, all present'}"
            )
        elif verb == "add-master":
            added = masters.add_to_file(path)
            self.stdout.write(f"keyring: master key {added} opens; use-master {added} lets it seal")
        elif verb == "use-master":
            self._change(masters.use_in_file, path, number)
            self.stdout.write(f"keyring: master key {number} seals; now run rotate_keys master")
        elif verb == "drop-master":
            if KeyringKey.objects.filter(kek_id=number).exclude(wrapped=b"").exists():
                raise CommandError(f"Data keys are still wrapped under master key {number}.")
            self._change(masters.drop_from_file, path, number)
            self.stdout.write(f"keyring: master key {number} is gone; older key backups need it")
        else:
            self._count()

    def _change(self, change: Any, path: Path, number: int) -> None:
        try:
            change(path, number)
        except LookupError:
            raise CommandError(f"Master key {number} is not in KEY_FILE, or is in use.") from None

    def _count(self) -> None:
        counts = KeyringKey.objects.values_list("scope_kind", "state").annotate(Count("pk"))
        for kind, state, number in counts.order_by("scope_kind", "state"):
            self.stdout.write(f"kind {kind} {state}: {number}")
        wrapped = KeyringKey.objects.exclude(wrapped=b"").values_list("kek_id")
        for kek_id, number in wrapped.annotate(Count("pk")).order_by("kek_id"):
            self.stdout.write(f"master key {kek_id}: wraps {number}")
        self.stdout.write(f"master key {provider.current().active}: seals")
