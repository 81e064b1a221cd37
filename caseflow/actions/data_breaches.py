"""Breaches of the person's data: taken down, told to the authority; the 72 hours begin and end here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks
from caseflow.actions.records import working, write_record
from caseflow.choices import BreachKind
from caseflow.law import Event
from caseflow.models import Case, DataBreach, User
from caseflow.refusals import WrongInput, WrongMoment


@dataclass(frozen=True)
class Breach:
    """What is known when it is found."""

    kind: BreachKind
    happened_on: date
    found_at: datetime
    traces: bool
    text: str
    measures: str


@trail.deed()
def record_breach(case: Case, *, breach: Breach, by: User, now: datetime) -> DataBreach:
    """Take down a breach; the limit of the law in force begins.

    72 hours from when it was found (Law 91/2025 Art. 23), before 2026 from when it happened (Decree
    13/2023 Art. 23). Raises WrongInput for a time in the future, or found before it happened.
    """
    case = working(case, by=by)
    if breach.found_at > now:
        raise WrongInput(_("Lúc phát hiện không được ở tương lai."))
    if clocks.calendar_day(breach.found_at) < breach.happened_on:
        raise WrongInput(_("Lúc phát hiện không được trước ngày xảy ra."))
    record = DataBreach(
        case=case,
        kind=breach.kind,
        happened_on=breach.happened_on,
        found_at=breach.found_at,
        traces=breach.traces,
        text=breach.text or None,
        measures=breach.measures or None,
    )
    write_record(record, by=by, now=now)
    happened_at = min(clocks.when(breach.happened_on, now), breach.found_at)
    clocks.start(case, Event.BREACH_OCCURRED, at=happened_at, about=record.uid)
    clocks.start(case, Event.BREACH_DETECTED, at=breach.found_at, about=record.uid)
    _tell("data_breach.recorded", record, by=by, now=now, found_at=breach.found_at)
    return record


@trail.deed()
def settle_breach(
    record: DataBreach,
    *,
    notified_at: datetime,
    person_told_on: date | None,
    notice: str,
    by: User,
    now: datetime,
) -> DataBreach:
    """Write down that the authority was told, and perhaps the person; the limit is met.

    Raises WrongMoment when that was written before, WrongInput for a time in the future or before the
    breach was found, and where the person must be told too (Decree 356/2025 Art. 29) and was not.
    """
    case = working(record.case, by=by)
    record = DataBreach.objects.select_for_update(of=("self",)).get(pk=record.pk)
    record.case = case
    if record.notified_at is not None:
        raise WrongMoment(_("Đã ghi thông báo của việc này. Tải lại trang."))
    if not record.found_at <= notified_at <= now:
        raise WrongInput(_("Lúc thông báo phải sau lúc phát hiện và không ở tương lai."))
    if record.traces and person_told_on is None:
        raise WrongInput(
            _("Dữ liệu về vị trí hoặc sinh trắc: phải báo cho người đó, ghi ngày đã báo.")
        )
    if person_told_on and not record.happened_on <= person_told_on <= clocks.calendar_day(now):
        raise WrongInput(_("Ngày báo cho người đó phải sau ngày xảy ra và không ở tương lai."))
    record.notified_at, record.person_told_on = notified_at, person_told_on
    record.notice = notice or None
    record.save()
    clocks.meet(case, Event.BREACH_NOTIFIED, at=notified_at, about=record.uid)
    _tell("data_breach.notified", record, by=by, now=now, notified_at=notified_at)
    return record


def _tell(act: str, told: DataBreach, /, *, by: User, now: datetime, **data: object) -> None:
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=told.case.uid,
        obj=("data_breach", told.uid),
        data={"breach": told.kind, "happened_on": told.happened_on, **data},
    )
