"""The English catalogue: whole, exact, and the same as what is read at run time."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import polib
import pytest

from tests.reading_code import APPS, ROOT
from tests.reading_words import VIETNAMESE

PRODUCT = "Tiếp Bước"
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)s|%%n?|\{\w+\}")
COUNTED = re.compile(
    r"%\((\w+)\)s (?:(?:new|open|missed|more) )?(?:children|(?!is\b|has\b|was\b)[a-z]+s)\b"
)
"""A number before an English plural."""
NEVER_ONE = {"length", "limit", "minutes", "most", "seconds", "total_count", "weeks"}
"""Limits of ours, all of them greater than one."""

OTHER_WORDS = {
    r"\bfiles?\b": "a hồ sơ is a case",
    r"\bunits?\b": "a đơn vị is an agency",
    r"\bcustody\b": "means detention; an agency is responsible",
    r"\bhandovers?\b(?! minutes| of a supported person)": "a bàn giao is a handoff, its paper the handover minutes",
    r"\bintake\b": "tiếp nhận is reception",
    r"\bbeneficiar": "it is a supported person",
    r"\bclients?\b": "it is a supported person",
    r"\bconfidential\b": "the pages say protected, sealed or hidden",
}
"""English that means something else than the glossary, with what is meant."""


@cache
def catalogue() -> polib.POFile:
    """The catalogue as written."""
    return polib.pofile(str(CATALOGUE))


def english(entry: polib.POEntry) -> list[str]:
    """The English of a text, every plural form."""
    return [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


def named(entries: list[polib.POEntry]) -> str:
    """Texts as a list to read."""
    return "\n".join(f"{entry.msgctxt or ''} {entry.msgid}" for entry in entries)


def test_every_text_has_its_english() -> None:
    missing = [entry for entry in catalogue() if not entry.obsolete and not all(english(entry))]

    assert not missing, f"no English for:\n{named(missing)}"


def test_nothing_is_a_guess_or_a_leftover() -> None:
    wrong = [entry for entry in catalogue() if entry.fuzzy or entry.obsolete]

    assert not wrong, f"fuzzy or obsolete:\n{named(wrong)}"


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = [
        entry
        for entry in catalogue()
        for words in english(entry)
        if Counter(PLACES.findall(words)) != Counter(PLACES.findall(entry.msgid))
    ]

    assert not wrong, f"placeholders differ:\n{named(wrong)}"


def test_english_is_english() -> None:
    wrong = [
        entry
        for entry in catalogue()
        if VIETNAMESE.search(" ".join(english(entry)).replace(PRODUCT, ""))
    ]

    assert not wrong, f"Vietnamese left:\n{named(wrong)}"


def test_sentences_end_alike() -> None:
    wrong = [
        entry
        for entry in catalogue()
        for words in english(entry)
        for mark in ".:…?"
        if words.endswith(mark) != entry.msgid.endswith(mark)
    ]

    assert not wrong, f"the last mark differs:\n{named(wrong)}"


@pytest.mark.parametrize(("word", "meant"), OTHER_WORDS.items())
def test_one_word_for_one_thing(word: str, meant: str) -> None:
    """`docs/glossary.md` chooses the words."""
    wrong = [
        entry for entry in catalogue() if re.search(word, " ".join(english(entry)), re.IGNORECASE)
    ]

    assert not wrong, f"{meant}:\n{named(wrong)}"


def test_both_plural_forms_are_written() -> None:
    """English has two; a text with a number before a plural noun needs them."""
    wrong = [
        entry
        for entry in catalogue()
        if not entry.msgid_plural
        for found in COUNTED.findall(entry.msgstr)
        if found not in NEVER_ONE
    ]

    assert not wrong, f"use ngettext:\n{named(wrong)}"


def test_what_is_read_at_run_time_is_what_is_written() -> None:
    """Compiled here when it was stale, by the same code `make demo` runs."""
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        read = gettext.GNUTranslations(compiled)
    for entry in catalogue():
        for number, words in enumerate(english(entry)):
            if entry.msgid_plural:
                count = 1 if number == 0 else 5
                got = (
                    read.npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, count)
                    if entry.msgctxt
                    else read.ngettext(entry.msgid, entry.msgid_plural, count)
                )
            elif entry.msgctxt:
                got = read.pgettext(entry.msgctxt, entry.msgid)
            else:
                got = read.gettext(entry.msgid)
            assert got == words


def test_the_catalogue_holds_every_text_of_the_source(tmp_path: Path) -> None:
    """The same collection as `make messages`, in a copy, so that nothing here changes."""
    if shutil.which("xgettext") is None:
        pytest.skip("needs gettext (xgettext)")
    for name in (*APPS, "settings", "scripts", "templates", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "static").mkdir()
    done = subprocess.run(
        [sys.executable, "scripts/messages.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    collected = polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))

    def texts(book: polib.POFile) -> set[tuple[str, str, str]]:
        return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in book}

    here, there = texts(catalogue()), texts(collected)
    assert not there - here, "not in the catalogue, run `make messages`"
    assert not here - there, "no longer in the source, run `make messages`"
    assert done.returncode == 0, done.stdout + done.stderr
