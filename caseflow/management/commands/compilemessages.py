"""Compiles the catalogues in pure Python, instead of Django's command that needs gettext tools."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Write the `.mo` beside every `.po` that is newer than it."""

    help = "Compile the catalogues of translations; needs no gettext tools."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is stale."""
        compile_stale()


def compile_stale() -> None:
    """Compile every catalogue that changed since; several processes may do so at once."""
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).rglob("*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime:
                _compile(source, compiled)


def _compile(source: Path, compiled: Path) -> None:
    """Readers see the old file or the new one, never a part."""
    part = compiled.with_suffix(f".mo.{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(part))
    part.replace(compiled)
