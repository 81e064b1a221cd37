"""More days for a limit, as often and as many as its rule gives."""

from datetime import datetime

from django.utils.translation import gettext as _

from caseflow import clocks, escalation, workdays
from caseflow.models import Clock
from caseflow.refusals import WrongInput, WrongMoment


def most_days(clock: Clock) -> int:
    """By how many days the rule lets this limit be lengthened; zero for a rule that knows none."""
    extension = clock.ruling().extension
    return extension.length if extension else 0


def require_extensible(clock: Clock) -> None:
    """Raises WrongMoment, with the reason, for a limit that cannot be lengthened now."""
    extension = clock.ruling().extension
    if extension is None:
        raise WrongMoment(
            _("Quy định của hạn này không cho gia hạn. Nếu sẽ trễ, hãy báo lý do trễ.")
        )
    if clock.extended_count >= extension.count:
        raise WrongMoment(
            _("Hạn này đã được gia hạn; không gia hạn lần nữa. Nếu sẽ trễ, hãy báo lý do trễ.")
        )
    if clock.met_at is not None or clock.stopped_at is not None:
        raise WrongMoment(_("Hạn này không còn chạy. Tải lại trang hồ sơ."))


def check_days(clock: Clock, days: int) -> None:
    """Raises WrongInput when the rule gives fewer days than are asked for."""
    most = most_days(clock)
    if not 0 < days <= most:
        raise WrongInput(_("Chỉ được gia hạn từ 1 đến %(most)s ngày.") % {"most": most})


def may_extend(clock: Clock) -> bool:
    """Whether more days may be asked for."""
    try:
        require_extensible(clock)
    except WrongMoment:
        return False
    return True


def extend(clock: Clock, *, days: int, now: datetime) -> Clock:
    """Give a running clock more calendar days, once, where its rule allows it.

    Raises what `require_extensible` raises, and WrongInput when `days` is more than allowed.
    """
    require_extensible(clock)
    check_days(clock, days)
    due = workdays.due(clock.due_at, days, workdays.Unit.CALENDAR_DAYS, workdays.Calendar())
    given = workdays.Line("extended", first=clock.due_at.astimezone(workdays.ZONE).isoformat())
    clock.due_at = due.at
    # Where the old limit ended stands in the line of the extension.
    clock.arithmetic = [*clock.arithmetic, given.as_json(), *due.as_json()[1:]]
    clock.extended_count += 1
    clock.save(update_fields=["due_at", "arithmetic", "extended_count"])
    escalation.remind_after(clock, now)
    clocks.refresh_next_due(clock.case)
    return clock
