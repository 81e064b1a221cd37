"""How an agency is reached and what it accepts; names never change, an agency is only succeeded."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.models import Agency, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole


@transaction.atomic
def amend_duty(
    agency: Agency,
    *,
    duty_phone: str,
    duty_hours: str,
    accepts_children: bool,
    receives_reports: bool,
    by: User,
    now: datetime,
    version: str | None = None,
) -> Agency:
    """Change duty phone and hours, and whether children and reports are received; one event.

    Raises WrongRole for anybody but a unit administrator, OutOfReach for an agency that is neither
    the administrator's own nor directly below it, WrongMoment where it was changed since `version` was
    read, WrongInput where nothing changes.
    """
    standing = by.get_standing()
    if standing is None or not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị sửa danh bạ."))
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if standing.agency.pk not in (agency.pk, agency.parent_id):
        raise OutOfReach
    if version is not None and version != agency.duty_version:
        words = _("Thông tin trực đã thay đổi từ khi bạn mở trang. Xem lại rồi gửi lại.")
        raise WrongMoment(words)
    told = {
        "duty_phone": duty_phone.strip(),
        "duty_hours": duty_hours.strip(),
        "accepts_children": accepts_children,
        "receives_reports": receives_reports,
    }
    changed = [name for name, value in told.items() if getattr(agency, name) != value]
    if not changed:
        raise WrongInput(_("Chưa có thay đổi nào."))
    for name in changed:
        setattr(agency, name, told[name])
    agency.save(update_fields=changed)
    trail.record(
        "agency.amended",
        actor=access.actor(by),
        at=now,
        obj=("agency", agency.uid),
        data={"agency_code": agency.code, "fields": len(changed)},
    )
    return agency
