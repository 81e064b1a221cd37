"""Bring the English catalogue up to date with the texts in code and templates; `make messages`.

Needs gettext (xgettext, msgmerge). New texts come in empty, texts that changed come in empty too
(a guess would be read as a translation), texts that are gone are dropped. Exits 1 naming what still
has no English.
"""

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"

HEADER = "English of the texts people read; the source is Vietnamese (docs/decisions/0002)."
METADATA = {
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def extract() -> None:
    """Collect every text; the words of allauth, Django and the tests stay out."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings are named

    call_command(
        "makemessages",
        locale=["en"],
        add_location="file",
        no_wrap=True,
        ignore_patterns=["var/*", "tests/*", ".venv/*"],
        verbosity=0,
    )


def tidy(catalogue: polib.POFile) -> None:
    """One form for one content: no guesses, no leftovers, nothing that changes with the day."""
    for entry in [*catalogue]:
        if entry.obsolete:
            catalogue.remove(entry)
        elif entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr = ""
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
    catalogue.header, catalogue.metadata_is_fuzzy = HEADER, False
    catalogue.metadata = METADATA


def main() -> int:
    """Extract, tidy, save, and say what is missing."""
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()
    extract()
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    tidy(catalogue)
    catalogue.save()
    missing = [entry.msgid for entry in catalogue if not entry.translated()]
    for text in missing:
        print("No English:", text)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
