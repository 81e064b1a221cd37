"""Changing the working days of a province; limits that run already keep their day."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.choices import DayKind
from caseflow.models import DayChange, Standing, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole


@trail.deed()
def change_day(
    *, day: date, kind: DayKind, name: str, legal_basis: str, by: User, now: datetime
) -> DayChange:
    """Take a day off, or work on one, in the province of the administrator's agency.

    Limits that begin from now on count with it; running ones keep the day that was computed.
    Raises WrongRole for anybody but a unit administrator, WrongInput without name or legal basis or
    for a day that is over or beyond the next year, WrongMoment where the day is changed already.
    """
    standing = _administrator(by)
    today = timezone.localdate(now)
    if not today <= day <= date(today.year + 1, 12, 31):
        raise WrongInput(_("Chỉ đổi được ngày từ hôm nay đến hết năm sau. Hãy xem lại ngày."))
    if not name.strip() or not legal_basis.strip():
        raise WrongInput(_("Ghi tên ngày và văn bản làm căn cứ."))
    province = standing.agency.province
    if DayChange.objects.filter(province=province, day=day, withdrawn_at__isnull=True).exists():
        raise WrongMoment(_("Ngày này đã được đổi. Huỷ lần đổi trước rồi ghi lại."))
    change = DayChange.objects.create(
        province=province,
        day=day,
        kind=kind,
        name=name.strip(),
        legal_basis=legal_basis.strip(),
        agency=standing.agency,
        recorded_by=by,
        recorded_at=now,
    )
    _record("calendar.changed", change, by=by, now=now)
    return change


@trail.deed()
def withdraw_day(uid: UUID, *, by: User, now: datetime) -> DayChange:
    """The day is again what the calendar of the country says; the row stays as history."""
    standing = _administrator(by)
    change = DayChange.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if change is None or change.province != standing.agency.province:
        raise OutOfReach
    if change.withdrawn_at is not None:
        raise WrongMoment(_("Lần đổi này đã được huỷ. Tải lại trang."))
    change.withdrawn_at = now
    change.save(update_fields=["withdrawn_at"])
    _record("calendar.withdrawn", change, by=by, now=now)
    return change


def _administrator(by: User) -> Standing:
    standing = by.get_standing()
    if standing is None or not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị sửa lịch nghỉ."))
    return standing


def _record(act: str, change: DayChange, *, by: User, now: datetime) -> None:
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        obj=("day", change.uid),
        data={"day": change.day, "day_kind": change.kind},
    )
