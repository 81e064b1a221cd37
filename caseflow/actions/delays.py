"""Why a limit was missed, and pauses of a limit whose rule allows them."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks
from caseflow.actions.records import working
from caseflow.choices import LimitNote, PauseReason, Role
from caseflow.models import Case, Clock, DelayReason, User
from caseflow.refusals import WrongRole


@trail.deed()
def give_delay_reason(clock: Clock, *, text: str, by: User, now: datetime) -> DelayReason:
    """Say why a limit was or will be missed."""
    case = working(clock.case, by=by)
    reason = _write(LimitNote.LATE, case, clock, text, by=by, now=now)
    trail.record(
        "clock.reason_given",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("delay", reason.uid),
        data={"rule": clock.rule, "clock": clock.uid},
    )
    return reason


def _write(
    kind: LimitNote, case: Case, clock: Clock, text: str, *, by: User, now: datetime
) -> DelayReason:
    reason = DelayReason(
        case=case,
        scope_uid=case.uid,
        clock=clock,
        kind=kind,
        given_by=by,
        given_at=now,
        text=text,
    )
    reason.save()
    return reason


def require_pauser(*, by: User) -> None:
    """Raises WrongRole for anybody but a supervisor."""
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(_("Chỉ giám sát viên tạm ngưng hoặc cho tính tiếp một hạn."))


@trail.deed()
def pause_clock(clock: Clock, *, reason: PauseReason, note: str, by: User, now: datetime) -> Clock:
    """Stop a running limit for a reason; the note is sealed."""
    clock = _at_hand(clock, by=by)
    clocks.pause(clock, reason=reason, now=now)
    _write(LimitNote.PAUSE, clock.case, clock, note, by=by, now=now)
    _tell("clock.paused", clock, by=by, now=now, pause_reason=reason.value)
    return clock


@trail.deed()
def resume_clock(clock: Clock, *, by: User, now: datetime) -> Clock:
    """Let a paused limit run again with the time it had left."""
    clock = _at_hand(clock, by=by)
    clocks.go_on(clock, now=now)
    _tell("clock.resumed", clock, by=by, now=now)
    return clock


def _at_hand(clock: Clock, *, by: User) -> Clock:
    case = working(clock.case, by=by)
    require_pauser(by=by)
    fresh = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    fresh.case = case
    return fresh


def _tell(act: str, clock: Clock, *, by: User, now: datetime, **more: str) -> None:
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=clock.case.uid,
        obj=("clock", clock.uid),
        data={"rule": clock.rule, "clock": clock.uid, **more},
    )
