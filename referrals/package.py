"""What a package tells: built from the file as it is now, and nothing that was not chosen."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import sha256
from typing import Any

from caseflow import asked
from caseflow.models import Case, User
from caseflow.sealing.models import SealedModel
from referrals import catalogue
from referrals.models import Along, Handoff

Contents = list[dict[str, Any]]
ASKED = "asked"
"""The part that tells what the person was already asked: topics, times, days and agencies, always, so that
nobody asks again for want of knowing. What was told is never in a package."""
ALONG = "along"
"""The part of a package that tells what and who goes along; no section, chosen by writing it."""
AS_SENT = ("package.contents", "handoff.message")
"""What the receiver opens from sending on: the package as it was sealed, and the message."""
EVERY_LABEL = frozenset(
    {*catalogue.labels_of(catalogue.BY_KEY), "along.belongings", "along.escorts"}
)


def labels(keys: Iterable[str] = ()) -> list[str]:
    """Sealed labels the receiver may open: the package as it was sent, and these fields live."""
    return sorted({*AS_SENT, *catalogue.labels_of(keys)})


def contents(case: Case, keys: Iterable[str]) -> Contents:
    """The chosen fields with their values by section, in the order of the catalogue.

    Reads those sealed fields and no others, so it must run inside `reading.opened`; values are plain
    JSON. A section of which nothing is known stands there without rows.
    """
    chosen = catalogue.in_order(keys)
    told = []
    for section in catalogue.sections_of(chosen):
        of_it = [key for key in chosen if catalogue.BY_KEY[key].section == section]
        rows = [row for key in of_it for row in _rows(case, key)]
        told.append({"section": section.value, "rows": rows})
    return told


def of(handoff: Handoff) -> Contents:
    """What this handoff tells: its fields, what was already asked, and what goes along.

    As `contents`, inside `reading.opened`.
    """
    return contents(handoff.case, handoff.chosen) + _asked(handoff.case) + _along(handoff)


def _asked(case: Case) -> Contents:
    rows = [
        [asked.key(each.topic), f"{each.times} {each.last_on.isoformat()} {each.agency.code}"]
        for each in asked.topics(case)
    ]
    return [{"section": ASKED, "rows": rows}] if rows else []


def _along(handoff: Handoff) -> Contents:
    rows = []
    written = Along.objects.filter(handoff=handoff).first()
    if written is not None:
        told = (_value(written, name, f"along.{name}") for name in ("belongings", "escorts"))
        rows = [row for row in told if row]
    if handoff.interpreter_along is not None:
        rows.append(["interpreter_along", "yes" if handoff.interpreter_along else "no"])
    return [{"section": ALONG, "rows": rows}] if rows else []


def sealed_labels(told: Contents) -> list[str]:
    """The protected fields a package tells, for the record of who has seen what."""
    return [key for part in told for key, _value in part["rows"] if key in EVERY_LABEL]


def digest(package: Contents) -> str:
    """SHA-256 over the canonical JSON of the contents, for the log."""
    text = json.dumps(package, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def preview_mark(package: Contents, case: Case, by: User) -> str:
    """Who looked at what, of which version of the file: one digest, to be compared when it is sent."""
    looked_at = f"{by.uid.hex}:{case.version}:{digest(package)}"
    return sha256(looked_at.encode()).hexdigest()


def _rows(case: Case, key: str) -> list[list[str]]:
    if key in DERIVED:
        return DERIVED[key](case)
    row = _value(case.person, key.removeprefix("person."), key)
    return [row] if row else []


def _value(row: SealedModel, name: str, label: str) -> list[str] | None:
    value = getattr(row, name)
    if value is None:
        return None
    return [label, value.isoformat() if isinstance(value, date) else str(value)]


def _verification(case: Case) -> list[list[str]]:
    latest = case.verifications.order_by("-id").first()
    if latest is None:
        return []
    return [["verification", latest.result], ["verified_on", latest.happened_on.isoformat()]]


def _manner(case: Case) -> list[list[str]]:
    record = case.safety_records.order_by("-id").first()
    if record is None:
        return []
    return [["manner", record.manner], ["safe_on", record.happened_on.isoformat()]]


def _place(case: Case) -> list[list[str]]:
    record = case.safety_records.order_by("-id").first()
    place = _value(record, "safe_place", "safety.place") if record else None
    return [place] if place else []


DERIVED: dict[str, Callable[[Case], list[list[str]]]] = {
    "state": lambda case: [["state", str(case.state)]],
    "person_status": lambda case: [["person_status", case.person_status.value]],
    "verification": _verification,
    "paper": lambda case: [["paper", each.kind] for each in case.proof_papers.order_by("id")],
    "manner": _manner,
    "safety.place": _place,
    "health": lambda case: [["health", "yes" if case.health_notes.exists() else "no"]],
}
"""Fields that are not columns of the person."""
