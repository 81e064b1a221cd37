"""Why a limit was missed."""

from datetime import datetime

from django.db import transaction

from audit import trail
from caseflow import access
from caseflow.actions.records import working
from caseflow.models import (
    Clock,
    DelayReason,
    User,
)


@transaction.atomic
def give_delay_reason(clock: Clock, *, text: str, by: User, now: datetime) -> DelayReason:
    """Say why a limit was or will be missed."""
    case = working(clock.case, by=by)
    reason = DelayReason(
        case=case, scope_uid=case.uid, clock=clock, given_by=by, given_at=now, text=text
    )
    reason.save()
    trail.record(
        "clock.reason_given",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("delay", reason.uid),
        data={"rule": clock.rule, "clock": clock.uid},
    )
    return reason
