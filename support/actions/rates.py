"""Amounts of a province: added, ended, corrected by its administrators; what was recorded stays."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.choices import Certainty
from caseflow.models import Standing, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from support.choices import RateKind
from support.models import Rate

FAR_BACK, FAR_AHEAD = timedelta(days=30 * 365), timedelta(days=10 * 365)
RECORDED = (Certainty.TEXT, Certainty.SECONDARY, Certainty.INFERRED)
"""What nobody has seen anywhere is not recorded."""


@trail.deed()
def add_rate(
    *,
    kind: RateKind,
    amount: int,
    valid_from: date,
    valid_to: date | None,
    legal_basis: str,
    certainty: Certainty,
    by: User,
    now: datetime,
) -> Rate:
    """An amount for the province of the administrator's agency.

    Raises WrongRole for anybody but a unit administrator, WrongInput for an odd amount, day, span, basis or
    certainty, WrongMoment where another amount of this kind holds on one of the days.
    """
    standing = _administrator(by)
    rate = Rate(
        province=standing.agency.province,
        kind=kind,
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_basis=legal_basis.strip(),
        certainty=certainty,
        agency=standing.agency,
        recorded_by=by,
        recorded_at=now,
    )
    _put(rate, now)
    _record("rate.added", rate, by=by, now=now)
    return rate


@trail.deed()
def end_rate(uid: UUID, *, valid_to: date, by: User, now: datetime) -> Rate:
    """The last day on which an amount holds; WrongMoment for one that was ended or corrected.

    Raises WrongInput for a day before its first one, or one that cannot be meant.
    """
    rate = _standing_rate(uid, by)
    if rate.valid_to is not None:
        raise WrongMoment(_("Mức này đã có ngày hết hiệu lực. Nếu ghi sai, hãy sửa thành mức mới."))
    _meant(valid_to, now)
    if valid_to < rate.valid_from:
        raise WrongInput(_("Ngày cuối không được trước ngày bắt đầu."))
    rate.valid_to = valid_to
    rate.save(update_fields=["valid_to"])
    _record("rate.ended", rate, by=by, now=now)
    return rate


@trail.deed()
def correct_rate(
    uid: UUID,
    *,
    amount: int,
    valid_from: date,
    valid_to: date | None,
    legal_basis: str,
    certainty: Certainty,
    by: User,
    now: datetime,
) -> Rate:
    """A new row takes the place of one that was recorded wrongly; the old one stays as history.

    Raises what `add_rate` raises, and OutOfReach for an amount of another province.
    """
    wrong = _standing_rate(uid, by)
    wrong.corrected_at = now
    wrong.save(update_fields=["corrected_at"])
    rate = Rate(
        province=wrong.province,
        kind=wrong.kind,
        amount=amount,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_basis=legal_basis.strip(),
        certainty=certainty,
        agency=_administrator(by).agency,
        recorded_by=by,
        recorded_at=now,
        corrects=wrong,
    )
    _put(rate, now)
    _record("rate.corrected", rate, by=by, now=now)
    return rate


def _put(rate: Rate, now: datetime) -> None:
    _meant(rate.valid_from, now)
    if rate.amount < 1 or not rate.legal_basis or rate.certainty not in RECORDED:
        raise WrongInput(_("Ghi số tiền, văn bản làm căn cứ và độ chắc."))
    if rate.valid_to is not None:
        _meant(rate.valid_to, now)
        if rate.valid_to < rate.valid_from:
            raise WrongInput(_("Ngày cuối không được trước ngày bắt đầu."))
    same = Rate.objects.filter(province=rate.province, kind=rate.kind)
    if same.meeting(rate.valid_from, rate.valid_to).exists():
        raise WrongMoment(_overlap())
    try:
        with transaction.atomic():
            rate.save()
    except IntegrityError:  # somebody else's came in between
        raise WrongMoment(_overlap()) from None


def _meant(day: date, now: datetime) -> None:
    today = timezone.localdate(now)
    if not today - FAR_BACK <= day <= today + FAR_AHEAD:
        raise WrongInput(_("Ngày này cách hôm nay quá xa. Hãy xem lại ngày."))


def _overlap() -> str:
    return _("Những ngày này đã có một mức cùng loại. Kết thúc mức cũ trước, rồi ghi mức mới.")


def _standing_rate(uid: UUID, by: User) -> Rate:
    standing = _administrator(by)
    rate = Rate.objects.select_for_update(of=("self",)).filter(uid=uid).first()
    if rate is None or rate.province != standing.agency.province:
        raise OutOfReach
    if rate.corrected_at is not None:
        raise WrongMoment(_("Mức này đã được sửa thành mức khác. Tải lại trang."))
    return rate


def _administrator(by: User) -> Standing:
    standing = by.get_standing()
    if standing is None or not access.keeps_running(by):
        raise WrongRole(_("Chỉ quản trị đơn vị ghi mức hỗ trợ."))
    return standing


def _record(act: str, rate: Rate, *, by: User, now: datetime) -> None:
    data: dict[str, object] = {
        "rate": rate.kind,
        "province": rate.province,
        "amount": rate.amount,
        "valid_from": rate.valid_from,
    }
    if rate.valid_to is not None:
        data["valid_to"] = rate.valid_to
    if rate.corrects is not None:
        data["corrects"] = rate.corrects.uid
    trail.record(act, actor=access.actor(by), at=now, obj=("rate", rate.uid), data=data)
