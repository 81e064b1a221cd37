"""Time limits: started and met by what happens, computed once, explained on every page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Min, Q
from django.utils.translation import gettext as _

from caseflow import calendars, escalation, law, workdays
from caseflow.choices import AgencyKind, LinkKind, PauseReason, Route
from caseflow.law import ClockRule
from caseflow.models import Agency, Case, Clock
from caseflow.models.clock import ClockQuerySet
from caseflow.models.machine import NOTHING
from caseflow.refusals import WrongInput, WrongMoment


@dataclass(frozen=True)
class Why:
    """The answer to “why is this due then”: rule, article, trigger and arithmetic in words."""

    label: str
    source: str
    certainty: str
    lines: tuple[str, ...]


def start(
    case: Case,
    trigger: str,
    *,
    at: datetime,
    about: UUID = NOTHING,
    agency: Agency | None = None,
) -> list[Clock]:
    """Start every clock whose rule names this trigger for this route and kind of agency.

    The law is the one in force when the trigger happened; support follows the case's own regime.
    Rules without a known limit start nothing. A clock that already runs for the same rule and
    subject is kept. The caller holds the case lock.
    """
    bound = agency or case.responsible_agency
    day = workdays.local_day(at)
    started = []
    for rule in rules_started(case, trigger, on=day, agency=bound):
        due = workdays.due(at, rule.length, rule.unit, _calendar(rule, bound, day))
        clock, created = Clock.objects.unended().get_or_create(
            case=case,
            rule=rule.code,
            about_uid=about,
            defaults={
                "regime_id": rule.digest,
                "agency": bound,
                "started_at": at,
                "due_at": due.at,
                "arithmetic": due.as_json(),
            },
        )
        if created:
            escalation.remind_after(clock, at)
            started.append(clock)
    refresh_next_due(case)
    return started


def _calendar(rule: ClockRule, bound: Agency, day: date) -> workdays.Calendar:
    if rule.unit != workdays.Unit.WORKING_DAYS:
        return workdays.Calendar()
    return calendars.calendar(bound.province, day)


def rules_started(
    case: Case, trigger: str, *, on: date, agency: Agency | None = None
) -> list[ClockRule]:
    """The limits this trigger starts for the case on a day, at the desk of `agency`."""
    bound = agency or case.responsible_agency
    regime = law.regime_for_trigger(trigger, on=on, support=support_regime(case))
    return law.rules_for_trigger(
        regime,
        trigger,
        Route(case.route),
        AgencyKind(bound.kind),
        on=on,
        province=case.province,
    )


def support_regime(case: Case) -> str:
    """The law under which this person is supported; empty before identification.

    A child who came with somebody follows that person's law (Law 53/2024 Art. 63), until identified
    in the child's own right.
    """
    if case.support_regime or not case.accompanies_adult:
        return case.support_regime
    link = case.links.filter(kind=LinkKind.ACCOMPANIES).select_related("other").first()
    return link.other.support_regime if link else ""


def meet(case: Case, event: str, *, at: datetime, about: UUID = NOTHING) -> int:
    """Mark running clocks met whose rule is met by `event`; returns how many.

    Clocks that no longer apply after it stop.
    """
    touched = _touched(case, event, about)
    met = _running(touched.met, at).update(met_at=at)
    _end(case, touched.ended, at=at)
    return met


@dataclass(frozen=True)
class _Touched:
    """Clocks that an event meets, and those that no longer apply after it."""

    met: list[Clock]
    ended: list[Clock]


def _touched(case: Case, event: str, about: UUID) -> _Touched:
    """Each clock is asked in the version of the law it was computed under."""
    ruled = [(clock, clock.ruling()) for clock in case.clocks.unended().filter(about_uid=about)]
    return _Touched(
        met=[clock for clock, rule in ruled if event in rule.met_by],
        ended=[clock for clock, rule in ruled if event in rule.ended_by],
    )


def _end(case: Case, ended: Iterable[Clock], *, at: datetime) -> None:
    keys = [clock.pk for clock in ended]
    Clock.objects.filter(pk__in=keys).update(stopped_at=at, pause_reason="")
    refresh_next_due(case)


def _running(found: Iterable[Clock], at: datetime) -> ClockQuerySet:
    """These clocks, all running: paused ones go on first, with the time they had left."""
    for clock in found:
        if clock.pause_reason:
            _go_on(clock, at)
    return Clock.objects.running().filter(pk__in=[clock.pk for clock in found])


def meet_on(case: Case, event: str, day: date, *, now: datetime, about: UUID = NOTHING) -> int:
    """As `meet`, for something of which only the day is known and which may be written down later.

    What was done on the day a limit ended was done in time.
    """
    at = when(day, now)
    touched = _touched(case, event, about)
    running = _running(touched.met, at)
    ended_that_day = Q(due_at__gte=workdays.start_of(day), due_at__lt=at)
    met = running.filter(ended_that_day).update(met_at=F("due_at"))
    met += running.update(met_at=at)
    _end(case, touched.ended, at=at)
    return met


def when(day: date, now: datetime) -> datetime:
    """The instant taken for something of which only the day is known: now, or the end of that day."""
    return min(now, workdays.end_of(day))


def stop(case: Case, *, at: datetime, about: UUID | None = None) -> int:
    """Stop clocks without meeting them: all, or those about one thing; returns how many.

    A pause ends with it; the time that was left is kept.
    """
    unended = case.clocks.unended()
    if about is not None:
        unended = unended.filter(about_uid=about)
    _running(unended.paused(), at)
    stopped = unended.update(stopped_at=at)
    refresh_next_due(case)
    return stopped


def resume(case: Case, *, ended_at: datetime, now: datetime) -> None:
    """Clocks stopped when the file ended run again as it goes on, with the time they had left.

    Those that stopped to apply before stay stopped, and of those about one thing of the file all but
    the limits of data law: what was asked for before the end still is.
    """
    stopped = case.clocks.filter(met_at__isnull=True, stopped_at__gte=ended_at, pause_reason="")
    for clock in stopped.order_by("pk"):
        twin = case.clocks.unended().filter(rule=clock.rule, about_uid=clock.about_uid)
        about_the_file = clock.about_uid == NOTHING or clock.ruling().regime == law.DATA
        if about_the_file and not twin.exists():
            _go_on(clock, now)
    refresh_next_due(case)


def require_pausable(clock: Clock, *, now: datetime) -> None:
    """Raises WrongMoment, with the reason, for a limit that cannot be paused now."""
    if not clock.ruling().pausable:
        raise WrongMoment(_("Quy định của hạn này không cho tạm ngưng."))
    if clock.met_at is not None or clock.stopped_at is not None:
        raise WrongMoment(_("Hạn này không còn chạy. Tải lại trang hồ sơ."))
    if clock.due_at < now:
        raise WrongMoment(_("Hạn đã qua nên không tạm ngưng được nữa. Hãy báo lý do trễ."))


def pause(clock: Clock, *, reason: PauseReason, now: datetime) -> None:
    """Stop a running clock until `go_on`. Raises what `require_pausable` raises."""
    require_pausable(clock, now=now)
    clock.stopped_at, clock.pause_reason = now, reason
    clock.save(update_fields=["stopped_at", "pause_reason"])
    refresh_next_due(clock.case)


def go_on(clock: Clock, *, now: datetime) -> None:
    """Let a paused clock run with the time it had left. Raises WrongMoment for another one."""
    if clock.state_at(now) != "paused":
        raise WrongMoment(_("Hạn này không tạm ngưng. Tải lại trang hồ sơ."))
    _go_on(clock, now)
    refresh_next_due(clock.case)


def _go_on(clock: Clock, now: datetime) -> None:
    rule, stopped = clock.ruling(), clock.stopped_at
    if stopped is not None and stopped < now and clock.due_at > stopped:
        calendar = _calendar(rule, clock.agency, workdays.local_day(now))
        due = going_on(clock.due_at, stopped, now, rule.unit, calendar)
        clock.due_at = due.at
        clock.arithmetic = [*clock.arithmetic, *due.as_json()]
    clock.stopped_at, clock.pause_reason = None, ""
    clock.save(update_fields=["due_at", "arithmetic", "stopped_at", "pause_reason"])
    escalation.remind_after(clock, now)


def going_on(
    due_at: datetime, stopped: datetime, now: datetime, unit: str, calendar: workdays.Calendar
) -> workdays.Due:
    """When a limit that stopped before it was due is due, going on now with the time it had left."""
    pause = workdays.Line("stopped", first=stopped.isoformat(), last=now.isoformat())
    if unit in (workdays.Unit.AT_ONCE, workdays.Unit.HOURS):
        at = now + (due_at - stopped)
        return workdays.Due(at, (pause, workdays.Line("due_instant", first=at.isoformat())))
    last, first = workdays.local_day(due_at), workdays.local_day(stopped)
    days = [first + timedelta(days=shift) for shift in range(1, (last - first).days + 1)]
    counted, left = workdays.Unit.CALENDAR_DAYS, len(days)
    if unit == workdays.Unit.WORKING_DAYS:
        counted, left = workdays.Unit.WORKING_DAYS, sum(map(calendar.is_working, days))
    found = workdays.due(now, left, counted, calendar)
    return workdays.Due(found.at, (pause, *found.arithmetic))


def refresh_next_due(case: Case) -> None:
    """Copy the earliest running clock to the case, for lists."""
    due = case.clocks.running().aggregate(due=Min("due_at"))["due"]
    Case.every_row.filter(pk=case.pk).update(next_due_at=due)
    case.next_due_at = due


def why(clock: Clock) -> Why:
    """Rule, article and arithmetic of one clock, in the words of the version it was computed under."""
    rule = clock.ruling()
    return Why(
        label=str(rule.label),
        source=str(rule.source),
        certainty=str(rule.certainty),
        lines=tuple(workdays.words(clock.arithmetic)),
    )


def unlimited(case: Case) -> Iterable[str]:
    """Labels of duties of this case for which no legal limit is recorded.

    Procedure by the law of the reception, support by the law of the identification.
    """
    supported = support_regime(case) or case.procedure_regime
    procedure, support = (
        law.rules_without_limit(code, Route(case.route), province=case.province)
        for code in (case.procedure_regime, supported)
    )
    return [
        *(str(rule.label) for rule in procedure if not rule.about_support),
        *(str(rule.label) for rule in support if rule.about_support),
    ]


def require_come(day: date, now: datetime) -> None:
    """WrongInput for a day that has not come."""
    if day > calendar_day(now):
        raise WrongInput(_("Ngày không được ở tương lai."))


def calendar_day(at: datetime) -> date:
    """The local day of an instant."""
    return workdays.local_day(at)
