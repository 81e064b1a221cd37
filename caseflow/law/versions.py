"""Which text of each law file this process works with, and how texts come back from what was loaded.

It works with the files as it first read them, until newer versions are put in their place.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from caseflow.law.loader import BESIDE, DATA, HERE, HOUSE, LAWS, parse, read, toml
from caseflow.law.reader import LawError, Reader, Row
from caseflow.law.shapes import ClockRule, Regime

FILES = (*LAWS, *BESIDE)
"""Names of the files, the laws first."""
HOUSE_FILE = "house_rules"
CODES = {
    "regime_2011": "2011",
    "regime_2024": "2024",
    HOUSE_FILE: HOUSE,
    "data_protection": DATA,
}
"""Of the law in each file; known also where a file cannot be read."""
DAYS = ("effective_from", "effective_to", "valid_from", "valid_to")
_put: dict[str, Regime] = {}


def load(name: str) -> Regime:
    """The text in use for the law file of this name. Raises LawError naming file, rule and field."""
    return _put.get(name) or _first_read(name)


def on_disk(name: str) -> Regime:
    """The file as it lies there now, in use or not. Raises LawError naming file, rule, field, line."""
    text = _text(name)
    hours = _tolerance(toml(text, name)) if name == HOUSE_FILE else tolerance()
    return _parsed(text, name, hours)


def works_with(name: str, digest: str) -> bool:
    """Whether this version of a law file is the one in use; not where the file cannot be read."""
    try:
        return load(name).digest == digest
    except LawError:
        return False


def put(canonicals: Mapping[str, str]) -> None:
    """Work with these versions from now on, all at once: canonical texts by the names of their files.

    Raises LawError, and changes nothing, where this release does not understand one of them.
    """
    house = json.loads(canonicals[HOUSE_FILE], object_hook=_with_days)
    hours = _tolerance(house)
    _put.update({name: stored(text, hours) for name, text in canonicals.items()})
    for cached in (tolerance, clock_rules):
        cached.cache_clear()


def reload() -> None:
    """Work with the files again, as they lie there now."""
    _put.clear()
    for cached in (_first_read, tolerance, clock_rules):
        cached.cache_clear()


def stored(canonical: str, at_once_hours: int | None = None) -> Regime:
    """A version from its canonical text, as it was loaded. Raises LawError for another text."""
    raw = json.loads(canonical, object_hook=_with_days)
    hours = tolerance() if at_once_hours is None else at_once_hours
    regime = read(raw, str(raw.get("code")), hours)
    if regime.canonical != canonical:
        raise LawError(f"{regime.code}: is not the canonical text of a law file")
    return regime


@cache
def tolerance() -> int:
    """Hours after which "at once" counts as late, from the house rules in use."""
    if HOUSE_FILE in _put:
        return _tolerance(json.loads(_put[HOUSE_FILE].canonical, object_hook=_with_days))
    return _tolerance(toml(_text(HOUSE_FILE), HOUSE_FILE))


@cache
def clock_rules() -> dict[str, ClockRule]:
    """Every clock rule in use by its code, in the order of the files."""
    return {each.code: each for name in FILES for each in load(name).clocks}


def path(name: str) -> Path:
    """Where the file of this name lies; an office may have its own house rules."""
    own = getattr(settings, "HOUSE_RULES_FILE", "") if name == HOUSE_FILE else ""
    return Path(own) if own else HERE / f"{name}.toml"


@cache
def _first_read(name: str) -> Regime:
    return on_disk(name)


@lru_cache(maxsize=16)
def _parsed(text: str, name: str, at_once_hours: int) -> Regime:
    return parse(text, name, at_once_hours=at_once_hours)


def _text(name: str) -> str:
    try:
        return path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise LawError(f"{name}: the file cannot be read") from None


def _tolerance(house: Row) -> int:
    hours = Reader(house.get("tolerance"), f"{HOUSE_FILE}, tolerance").number("at_once_hours")
    if hours is None:
        raise LawError(f"{HOUSE_FILE}, tolerance, at_once_hours: must be a whole number above zero")
    return hours


def _with_days(row: dict[str, object]) -> Row:
    """JSON knows no days: these fields hold some."""
    days = {field: date.fromisoformat(str(row[field])) for field in DAYS if field in row}
    return row | days
