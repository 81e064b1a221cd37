"""What a package tells: built from the file as it is now, and nothing that was not chosen."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from caseflow import asked
from caseflow.models import Case, User
from caseflow.sealing.models import SealedModel
from referrals.choices import LABELS, Section
from referrals.models import Along, Handoff

Contents = list[dict[str, Any]]
ASKED = "asked"
"""The part that tells what the person was already asked: topics, times, days and agencies, always, so that
nobody asks again for want of knowing. What was told is never in a package."""
ALONG = "along"
"""The part of a package that tells what and who goes along; no section, chosen by writing it."""
EVERY_LABEL = frozenset(
    {
        *(label for labels in LABELS.values() for label in labels),
        "along.belongings",
        "along.escorts",
    }
)


def labels(sections: Sequence[str] = ()) -> list[str]:
    """Sealed labels the receiver may open: the package as it was sent, and these sections live."""
    chosen = {label for section in sections for label in LABELS[Section(section)]}
    return sorted(chosen | {"package.contents", "handoff.message"})


def contents(case: Case, sections: Sequence[str]) -> Contents:
    """The chosen sections with their values, in the order of the catalogue.

    Reads sealed fields, so it must run inside `reading.opened`; values are plain JSON.
    """
    chosen = [section for section in Section if section.value in sections]
    return [{"section": section.value, "rows": _rows(case, section)} for section in chosen]


def of(handoff: Handoff) -> Contents:
    """What this handoff tells: its sections, what was already asked, and what goes along.

    As `contents`, inside `reading.opened`.
    """
    return contents(handoff.case, handoff.sections) + _asked(handoff.case) + _along(handoff)


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


def _rows(case: Case, section: Section) -> list[list[str]]:
    if section == Section.STATUS:
        return _status(case)
    if section == Section.HEALTH:
        return [["health", "yes" if case.health_notes.exists() else "no"]]
    if section == Section.SAFETY:
        return _safety(case)
    person = case.person
    return [row for label in LABELS[section] if (row := _value(person, label.split(".")[1], label))]


def _value(row: SealedModel, name: str, label: str) -> list[str] | None:
    value = getattr(row, name)
    if value is None:
        return None
    return [label, value.isoformat() if isinstance(value, date) else str(value)]


def _status(case: Case) -> list[list[str]]:
    rows = [["state", str(case.state)], ["person_status", case.person_status.value]]
    latest = case.verifications.order_by("-id").first()
    if latest is not None:
        rows.append(["verification", latest.result])
        rows.append(["verified_on", latest.happened_on.isoformat()])
    rows += [["paper", paper.kind] for paper in case.proof_papers.order_by("id")]
    return rows


def _safety(case: Case) -> list[list[str]]:
    record = case.safety_records.order_by("-id").first()
    if record is None:
        return []
    rows = [["manner", record.manner], ["safe_on", record.happened_on.isoformat()]]
    if place := _value(record, "safe_place", "safety.place"):
        rows.append(place)
    return rows
