"""Exports and papers are events: written before anything leaves."""

from datetime import datetime
from uuid import UUID

from audit import trail
from caseflow import access
from caseflow.models import User


def record_export(
    *, what: str, rows: int, by: User, now: datetime, case: UUID | None = None
) -> None:
    """Write down that so many events left the system, as a paper or a signed bundle; committed at once."""
    trail.record_apart(
        "trail.exported",
        actor=access.actor(by),
        at=now,
        case=case,
        data={"what": what, "rows": rows},
    )


def record_paper(what: str, *, by: User, now: datetime, case: UUID, number: str = "") -> None:
    """Write down that a paper of a case was made and taken along; committed at once."""
    data: dict[str, object] = {"what": what}
    if number:
        data["number"] = number
    trail.record_apart("paper.made", actor=access.actor(by), at=now, case=case, data=data)
