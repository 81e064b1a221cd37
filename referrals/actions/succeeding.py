"""What a dissolved agency had under way goes on with its successor."""

from datetime import datetime

from audit import trail
from caseflow import access, workflow
from caseflow.models import Agency, Case, User
from referrals.actions.shared import _after_end
from referrals.choices import ENDED_STATES, OPEN_STATES, HandoffStep
from referrals.models import Handoff, HandoverRequest, OutsideReferral


def move_to_successor(
    predecessor: Agency,
    successor: Agency,
    *,
    case: Case | None,
    by: User | None,
    now: datetime,
) -> None:
    """Succession: handoffs of a dissolved agency go on with its successor, each recorded.

    Those of one case, or all. One between the two is withdrawn: the successor has both ends of it.
    """
    for column, other in (("sender", "receiver"), ("receiver", "sender")):
        rows = Handoff.objects.filter(**{column: predecessor}).exclude(state__in=ENDED_STATES)
        if case is not None:
            rows = rows.filter(case=case)
        for row in rows.select_related("case", "sender", "receiver").order_by("pk"):
            handoff = workflow.lock(row)
            if handoff.state in ENDED_STATES:
                continue
            if getattr(handoff, f"{other}_id") != successor.pk:
                _change_side(handoff, column, predecessor, successor, by=by, now=now)
            elif handoff.state in OPEN_STATES:
                handoff = workflow.advance_by_itself(
                    handoff,
                    HandoffStep.WITHDRAW,
                    now=now,
                    columns={"ended_at": now},
                    data={"number": handoff.number},
                )
                _after_end(handoff, by=by, now=now)


def outside_to_successor(
    predecessor: Agency, successor: Agency, *, case: Case | None, by: User | None, now: datetime
) -> None:
    """Succession: the successor hears the answers to what a dissolved agency sent out, each recorded."""
    rows = OutsideReferral.objects.under_way().filter(sender=predecessor)
    if case is not None:
        rows = rows.filter(case=case)
    for row in rows.select_related("case").order_by("pk"):
        _change_side(workflow.lock(row), "sender", predecessor, successor, by=by, now=now)


def requests_to_successor(
    predecessor: Agency, successor: Agency, *, case: Case | None, by: User | None, now: datetime
) -> None:
    """Succession: what a dissolved agency asked for, and the answers it got, are its successor's.

    One that waits for a file the successor asked for too stays: the successor's own is answered.
    """
    rows = HandoverRequest.objects.filter(agency=predecessor)
    if case is not None:
        rows = rows.filter(case=case)
    for found in rows.select_related("case").order_by("pk"):
        file = workflow.lock(found.case)
        request = HandoverRequest.objects.select_for_update(of=("self",)).get(pk=found.pk)
        asked = file.handover_requests.pending().filter(agency=successor)
        if request.answered_at is None and asked.exists():
            continue
        request.case, request.agency = file, successor
        request.save()
        trail.record(
            "request.succeeded",
            actor=access.actor(by) if by else trail.SYSTEM,
            at=now,
            case=file.uid,
            obj=("request", request.uid),
            data={"from_agency": predecessor.code, "to_agency": successor.code},
        )


def _change_side(
    row: Handoff | OutsideReferral,
    column: str,
    predecessor: Agency,
    successor: Agency,
    *,
    by: User | None,
    now: datetime,
) -> None:
    type(row).every_row.filter(pk=row.pk).update(**{column: successor})
    trail.record(
        "handoff.succeeded",
        actor=access.actor(by) if by else trail.SYSTEM,
        at=now,
        case=row.case.uid,
        obj=(row.LABEL, row.uid),
        data={
            "number": row.number,
            "from_agency": predecessor.code,
            "to_agency": successor.code,
        },
    )
