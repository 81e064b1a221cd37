"""Provinces before and after 1/7/2025; names stay as written at their time, beside their successors."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

ABROAD = "900"
AT_SEA = "901"
"""Codes of our own for places that are no province; no province uses a 9xx code."""


@dataclass(frozen=True)
class Province:
    """A province of one generation; `successor` is the code it has today."""

    code: str
    name: str
    successor: str


@dataclass(frozen=True)
class Provinces:
    """Both generations and the day the second began."""

    changed_on: date
    old: dict[str, Province]
    current: dict[str, Province]

    def on(self, day: date) -> dict[str, Province]:
        """The generation in force on a day."""
        return self.old if day < self.changed_on else self.current


@cache
def provinces() -> Provinces:
    """The provinces of both generations, read once."""
    data = tomllib.loads(
        resources.files("caseflow").joinpath("places.toml").read_text(encoding="utf-8")
    )
    return Provinces(
        changed_on=data["changed_on"],
        old={row["code"]: Province(**row) for row in data["old"]},
        current={row["code"]: Province(**row, successor=row["code"]) for row in data["current"]},
    )


def province_name(code: str, on: date) -> str:
    """The name a province code had on a day; a code only the other generation knows is explained.

    Raises LookupError for a code no generation knows; an empty code is "unknown".
    """
    special = {"": _("Chưa biết"), ABROAD: _("Ở nước ngoài"), AT_SEA: _("Trên biển")}
    if code in special:
        return special[code]
    known = provinces()
    if code in known.on(on):
        return known.on(on)[code].name
    if code not in known.old:
        raise LookupError("unknown province code")
    old = known.old[code].name
    new = known.current[known.old[code].successor].name
    return old if old == new else _("%(old)s (nay: %(new)s)") % {"old": old, "new": new}


def successor(code: str) -> str:
    """The code today of a province of the old list; raises LookupError for another code."""
    return provinces().old[code].successor


def choices_on(day: date) -> list[tuple[str, str]]:
    """Code and name of every province on a day, in the order of the codes."""
    return [(place.code, place.name) for place in provinces().on(day).values()]


def found_choices_on(day: date) -> list[tuple[str, str]]:
    """Where a person may have been found: the provinces, abroad, at sea."""
    return [*choices_on(day), (ABROAD, _("Ở nước ngoài")), (AT_SEA, _("Trên biển"))]


def is_registry_code(code: str) -> bool:
    """Whether births were registered under this three-digit code (Circular 07/2016/TT-BCA)."""
    return code in provinces().old
