"""Versions of the law files as they were loaded: their canonical text, and what may follow one."""

import json
from datetime import date

from caseflow.law.loader import read, tolerance
from caseflow.law.reader import LawError, Row
from caseflow.law.shapes import Regime

DAYS = ("effective_from", "effective_to", "valid_from", "valid_to")


def stored(canonical: str) -> Regime:
    """A version from its canonical text, as it was loaded. Raises LawError for another text."""
    raw = json.loads(canonical, object_hook=_with_days)
    regime = read(raw, str(raw.get("code")), tolerance())
    if regime.canonical != canonical:
        raise LawError(f"{regime.code}: is not the canonical text of a law file")
    return regime


def _with_days(row: dict[str, object]) -> Row:
    """JSON knows no days: these fields hold some."""
    days = {field: date.fromisoformat(str(row[field])) for field in DAYS if field in row}
    return row | days
