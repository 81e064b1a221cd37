"""The agencies of the directive's province in both generations, and who came after whom."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from caseflow.choices import AgencyKind, AgencyLevel, Certainty

FILE = Path(__file__).with_name("agencies.toml")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadReferenceData(ValueError):
    """The file of agencies contradicts itself; the message names the agency and the field."""


@dataclass(frozen=True)
class AgencyEntry:
    """One agency as it stands in the file; the names are the columns of `Agency`."""

    code: str
    name: str
    short_name: str
    kind: AgencyKind
    level: AgencyLevel
    province: str
    reference_prefix: str
    certainty: Certainty
    """How sure the days of validity are."""
    duty_phone: str
    duty_hours: str
    receives_reports: bool
    accepts_children: bool = True
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def columns(self) -> dict[str, object]:
        """The plain columns of the row, without code and parent."""
        own = {"code", "parent", "certainty"}
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in own}
        return {**values, "validity_certainty": self.certainty}


@dataclass(frozen=True)
class SuccessionEntry:
    """`successor` took over from `predecessor` on a day."""

    predecessor: str
    successor: str
    on: date
    legal_basis: str
    certainty: Certainty


@dataclass(frozen=True)
class ReferenceData:
    """Agencies, parents before children, and successions, earliest first."""

    agencies: tuple[AgencyEntry, ...]
    successions: tuple[SuccessionEntry, ...]


def load() -> ReferenceData:
    """The packaged file. Raises BadReferenceData where it contradicts itself."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> ReferenceData:
    """Reference data from the text of a file. Raises BadReferenceData where it contradicts itself."""
    raw = tomllib.loads(text)
    data = ReferenceData(
        agencies=tuple(_agency(row) for row in raw.get("agency", [])),
        successions=tuple(
            sorted((_succession(row) for row in raw.get("succession", [])), key=lambda one: one.on)
        ),
    )
    known: dict[str, AgencyEntry] = {}
    for agency in data.agencies:
        _check_agency(agency, known)
        known[agency.code] = agency
    for link in data.successions:
        _check_succession(link, known)
    return data


def _agency(row: Mapping[str, Any]) -> AgencyEntry:
    try:
        return AgencyEntry(
            **{
                **row,
                "kind": AgencyKind(row["kind"]),
                "level": AgencyLevel(row["level"]),
                "certainty": Certainty(row["certainty"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadReferenceData(f"agency {row.get('code', '?')}: {error}") from None


def _succession(row: Mapping[str, Any]) -> SuccessionEntry:
    try:
        return SuccessionEntry(**{**row, "certainty": Certainty(row["certainty"])})
    except (KeyError, TypeError, ValueError) as error:
        raise BadReferenceData(f"succession of {row.get('predecessor', '?')}: {error}") from None


def _check_agency(agency: AgencyEntry, known: Mapping[str, AgencyEntry]) -> None:
    where = f"agency {agency.code}"
    if not _CODE.fullmatch(agency.code) or len(agency.code) > 40:
        raise BadReferenceData(f"{where}, code: small letters, digits and dashes, at most 40")
    if agency.code in known:
        raise BadReferenceData(f"{where}, code: stands twice")
    if agency.parent and agency.parent not in known:
        raise BadReferenceData(f"{where}, parent: {agency.parent} must stand before it")
    if not re.fullmatch(r"[A-Z]{2}", agency.reference_prefix):
        raise BadReferenceData(f"{where}, reference_prefix: two capital letters")
    if agency.valid_from and agency.valid_to and agency.valid_to < agency.valid_from:
        raise BadReferenceData(f"{where}, valid_to: lies before valid_from")


def _check_succession(link: SuccessionEntry, known: Mapping[str, AgencyEntry]) -> None:
    where = f"succession of {link.predecessor}"
    for code in (link.predecessor, link.successor):
        if code not in known:
            raise BadReferenceData(f"{where}: {code} is no agency of this file")
    if known[link.predecessor].kind != known[link.successor].kind:
        raise BadReferenceData(f"{where}: the successor is of another kind")
    last, first = known[link.predecessor].valid_to, known[link.successor].valid_from
    if last is None or last >= link.on or (first is not None and first > link.on):
        raise BadReferenceData(f"{where}, on: does not fit the days of both agencies")
