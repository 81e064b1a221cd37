"""Loads the law files as versions that never change, each recorded."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow import law, regimes
from caseflow.actions.regimes import load_regimes
from caseflow.models import Clock


class Command(BaseCommand):
    """Loading twice changes nothing; a changed file needs a new version number."""

    help = "Load new versions of the law files; running limits keep the version they have."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each file, with its hash; exit 1 when one is refused."""
        try:
            loaded = {row.digest for row in load_regimes(by=None, now=timezone.now())}
        except law.LawError as error:
            raise CommandError(str(error)) from None
        for each in regimes.files():
            newest = regimes.newest_by_code()[each.code]
            words = "was loaded before"
            if newest.digest != each.digest:
                words += f"; version {newest.version} is in use"
            if each.digest in loaded:
                kept = Clock.objects.unended().filter(regime__code=each.code).count()
                words = f"loaded, {kept} running limits keep the version they have"
            self.stdout.write(f"{each.code}: version {each.version} {words}, sha256 {each.digest}")
