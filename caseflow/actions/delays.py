"""Why a limit was missed, and more days where the rule allows them."""

from datetime import datetime

from django.db import transaction

from audit import trail
from caseflow import access, clocks
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


@transaction.atomic
def extend_clock(clock: Clock, *, days: int, reason: str, by: User, now: datetime) -> Clock:
    """Give a clock more days where its rule allows it, with a reason."""
    case = working(clock.case, by=by)
    clock = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    clock.case = case
    give_delay_reason(clock, text=reason, by=by, now=now)
    clock = clocks.extend(clock, days=days, now=now)
    trail.record(
        "clock.extended",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("clock", clock.uid),
        data={"rule": clock.rule, "clock": clock.uid, "days": days},
    )
    return clock
