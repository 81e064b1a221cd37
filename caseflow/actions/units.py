"""Administrators look after the agencies below them: add one, correct it, close an empty one.

A name is corrected only; an agency that is renamed, merged or divided is succeeded.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, places
from caseflow.actions import agencies
from caseflow.choices import AgencyKind, AgencyLevel
from caseflow.holdings import holding
from caseflow.models import Agency, User
from caseflow.models.agency import AMENDABLE
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole

A_YEAR = timedelta(days=366)

_holders: list[Callable[[Agency], str]] = []


def on_closing(holder: Callable[[Agency], str]) -> None:
    """Let an upper floor say in a sentence what an agency still holds there; empty is nothing."""
    _holders.append(holder)


def kinds_below(agency: Agency) -> list[AgencyKind]:
    """Kinds of agencies its administrator adds; who oversees a province is not made by others."""
    overseers = agency.kind == AgencyKind.STEERING_138
    return [kind for kind in AgencyKind if overseers or kind != AgencyKind.STEERING_138]


def provinces_below(agency: Agency, on: date) -> list[tuple[str, str]]:
    """Provinces of agencies its administrator adds: the own one, of a central agency every one."""
    listed = places.choices_on(on)
    if agency.level == AgencyLevel.CENTRAL:
        return listed
    return [(code, name) for code, name in listed if code == agency.province]


@trail.deed()
def add_agency(
    *,
    code: str,
    name: str,
    kind: AgencyKind,
    level: AgencyLevel,
    province: str,
    valid_from: date,
    by: User,
    now: datetime,
    **fields: object,
) -> Agency:
    """A new agency directly below the administrator's; `fields` are the other columns of Agency.

    Raises WrongRole for anybody but a unit administrator, WrongInput for a code that is taken, a kind
    or province out of the administrator's hands and a day more than a year ahead.
    """
    standing = by.get_standing()
    if standing is None or not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị thêm đơn vị."))
    today = timezone.localdate(now)
    if valid_from > today + A_YEAR:
        raise WrongInput(_("Ngày này cách hôm nay hơn một năm. Hãy xem lại ngày."))
    parent = standing.agency
    if kind not in kinds_below(parent) or province not in dict(provinces_below(parent, today)):
        raise WrongInput(_("Đơn vị của bạn không thêm đơn vị loại này hoặc ở tỉnh này."))
    try:
        with transaction.atomic():
            return agencies.register_agency(
                by=by,
                now=now,
                code=code,
                parent=parent,
                name=name,
                kind=kind,
                level=level,
                province=province,
                valid_from=valid_from,
                **fields,
            )
    except IntegrityError as taken:
        raise WrongInput(_("Mã đơn vị này đã được dùng. Hãy chọn mã khác.")) from taken


@trail.deed()
def amend_agency(
    agency: Agency,
    *,
    name: str,
    short_name: str,
    duty_phone: str,
    duty_hours: str,
    accepts_children: bool,
    receives_reports: bool,
    purposes: Sequence[str],
    languages: Sequence[str],
    by: User,
    now: datetime,
    version: str | None = None,
) -> Agency:
    """Correct the names, say how the duty desk is reached and what it accepts; one event.

    Raises WrongRole for anybody but a unit administrator, OutOfReach for an agency that is neither
    the administrator's own nor below it, WrongMoment where it was changed since `version` was read,
    WrongInput where nothing changes.
    """
    agency = _administered(agency, by=by)
    if version is not None and version != agency.version:
        words = _("Thông tin đơn vị đã thay đổi từ khi bạn mở trang. Xem lại rồi gửi lại.")
        raise WrongMoment(words)
    plain = (name, short_name, duty_phone, duty_hours, accepts_children, receives_reports)
    told = (*plain, list(purposes), list(languages))
    changed = []
    for column, value in zip(AMENDABLE, told, strict=True):
        kept = value.strip() if isinstance(value, str) else value
        if getattr(agency, column) != kept and (getattr(agency, column) or kept):
            setattr(agency, column, kept)
            changed.append(column)
    if not changed:
        raise WrongInput(_("Chưa có thay đổi nào."))
    agency.save(update_fields=changed)
    _record("agency.amended", agency, {"fields": len(changed)}, by=by, now=now)
    return agency


@trail.deed()
def close_agency(agency: Agency, *, on: date, by: User, now: datetime) -> Agency:
    """The last day of an agency that holds nothing more; whatever it holds goes by succession.

    Raises WrongRole and OutOfReach as `amend_agency`, WrongInput for a day to come or before the agency
    began, WrongMoment where it is closed, ends by a succession or still holds something.
    """
    agency = _administered(agency, by=by)
    if agency.valid_to is not None:
        raise WrongMoment(_("Đơn vị này đã kết thúc."))
    if on > timezone.localdate(now) or (agency.valid_from and on < agency.valid_from):
        raise WrongInput(_("Ghi một ngày từ khi đơn vị bắt đầu đến hôm nay. Hãy xem lại ngày."))
    held = [sentence for sentence in _holds(agency, now) if sentence]
    if held:
        raise WrongMoment(*held, _("Hãy lập việc kế nhiệm để chuyển sang đơn vị khác."))
    agency.valid_to = on
    agency.save(update_fields=["valid_to"])
    _record("agency.closed", agency, {"on": on}, by=by, now=now)
    return agency


def _holds(agency: Agency, now: datetime) -> list[str]:
    found = holding(agency, now)
    below = agency.children.filter(valid_to__isnull=True).exists()
    return [
        _("Đơn vị còn giữ hồ sơ.") if found.cases or found.ended or found.clocks else "",
        _("Đơn vị còn cán bộ.") if found.members else "",
        _("Đơn vị còn đơn vị cấp dưới.") if below else "",
        _("Đơn vị sẽ kế nhiệm đơn vị khác.") if agency.runs_to.under_way().exists() else "",
        *(holder(agency) for holder in _holders),
    ]


def _administered(agency: Agency, *, by: User) -> Agency:
    """The agency, locked, if this administrator looks after it."""
    if not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị sửa danh bạ."))
    if not access.administers(by, agency):
        raise OutOfReach
    return Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)


def _record(act: str, agency: Agency, data: dict[str, object], *, by: User, now: datetime) -> None:
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        obj=("agency", agency.uid),
        data={"agency_code": agency.code, **data},
    )
