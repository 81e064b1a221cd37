"""Who may take which step of a handoff: the giving side, the receiving side, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from caseflow.choices import AgencyKind
from caseflow.models.reach import working_agency_ids
from caseflow.rules import unless

if TYPE_CHECKING:
    from caseflow.models import User
    from referrals.models import Handoff, OutsideReferral


NO_DESK = frozenset({AgencyKind.STEERING_138, AgencyKind.HOTLINE})
"""Kinds of agencies that hold no files and give no services."""


def side_of(handoff: Handoff, user: User) -> str:
    """`sender`, `receiver` or nothing: where this person stands now."""
    standing = user.get_standing()
    if standing is None:
        return ""
    own = working_agency_ids(standing)
    if handoff.receiver_id in own:
        return "receiver"
    return "sender" if handoff.sender_id in own else ""


def side(*sides: str) -> Callable[[Any, Any], bool]:
    """A permission: the person belongs to one of these sides."""

    def permitted(handoff: Handoff, user: User) -> bool:
        return side_of(handoff, user) in sides

    return permitted


def gives(row: Any, user: Any) -> bool:
    """A permission: the agency that sent it, and the one that answers for the case now."""
    standing = user.get_standing()
    own = working_agency_ids(standing) if standing else ()
    return row.sender_id in own or row.case.responsible_agency_id in own


@unless(_("Liên kết đã hết hạn. Cấp liên kết mới rồi báo cho nơi nhận."))
def link_alive(row: OutsideReferral) -> bool:
    """The link has not run out."""
    return row.expires_at is not None and row.asked_at <= row.expires_at


@unless(_("Chưa có đồng ý của người được hỗ trợ, cũng chưa viện dẫn căn cứ pháp luật."))
def sharing_allowed(handoff: Handoff | OutsideReferral) -> bool:
    """The person agreed and did not take it back, or a legal basis stands."""
    return handoff.consent is not None and handoff.consent.allows_sharing


@unless(
    _(
        "Đồng ý chia sẻ đã hết hiệu lực. Hỏi lại người được hỗ trợ, rồi lập bàn giao mới theo trả lời."
    )
)
def agreement_not_expired(handoff: Handoff | OutsideReferral) -> bool:
    """The last day of the agreement has not passed."""
    return handoff.consent is None or not handoff.consent.expired_on(handoff.asked_on)


@unless(
    _("Gói có mục mà người được hỗ trợ chưa đồng ý chia sẻ. Hỏi lại, hoặc lập bàn giao ít mục hơn.")
)
def within_scope(handoff: Handoff | OutsideReferral) -> bool:
    """Every section is one the answer covers."""
    return handoff.consent is None or not handoff.consent.beyond_scope(handoff.sections)


@unless(_("Chọn ít nhất một mục thông tin để gửi."))
def something_told(handoff: Handoff | OutsideReferral) -> bool:
    """The package has at least one section."""
    return bool(handoff.sections)


@unless(_("Bên nhận không còn hoạt động. Chọn đơn vị kế nhiệm."))
def receiver_exists(handoff: Handoff) -> bool:
    """The receiver was not dissolved in the meantime."""
    return handoff.receiver.exists_on(handoff.asked_on)


@unless(_("Đơn vị này không nhận trẻ em. Chọn đơn vị khác."))
def receiver_takes_children(handoff: Handoff) -> bool:
    """A child, or somebody who may be one, goes to an agency that takes children."""
    return handoff.receiver.accepts_children or not handoff.case.is_child


@unless(_("Theo danh bạ, đơn vị này không nhận người vì việc này. Chọn đơn vị khác."))
def receiver_takes_purpose(handoff: Handoff) -> bool:
    """The receiver accepts people for this purpose, as far as the directory says."""
    return handoff.receiver.takes(handoff.purpose)


@unless(_("Còn một bên chưa ký."))
def both_signed(handoff: Handoff) -> bool:
    """Giver and receiver signed."""
    return handoff.sender_signed_at is not None and handoff.receiver_signed_at is not None
