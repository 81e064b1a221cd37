"""Who may open what a handoff tells, and why somebody no longer may."""

from datetime import date

from django.utils.translation import gettext as _

from caseflow import access
from caseflow.models import User
from caseflow.sealing.models import SealedModel
from referrals.choices import HandoffState
from referrals.models import Handoff, HandoffWords, Package
from referrals.rules import side_of


def may_look(handoff: Handoff, *, by: User) -> bool:
    """Whether `by` may open the package: a receiver that this very handoff lets look, whoever works
    with the file it came with, a giver that still works with it; a former giver keeps the trail only.
    """
    side = side_of(handoff, by)
    if access.works_here(by, handoff.case):
        return side == "sender" or (side == "receiver" and handoff.received_at is not None)
    return side == "receiver" and any(
        given.basis_uid == handoff.uid and "package.contents" in given.labels
        for given in access.live_grants(by, handoff.case)
    )


def may_open_row(row: SealedModel, by: User) -> bool:
    """Whether `by` may open what the sides wrote into this very handoff, or its package."""
    if not isinstance(row, HandoffWords | Package):
        return True
    return access.works_here(by, row.case) or may_look(row.handoff, by=by)


def why_closed(handoff: Handoff, *, on: date) -> str:
    """Why the receiver cannot open the package any more; empty while nothing ended."""
    if handoff.state == HandoffState.DECLINED:
        return _("Đơn vị bạn đã trả lời không nhận được, nên gói thông tin không mở được nữa.")
    if handoff.state == HandoffState.WITHDRAWN:
        return _("Bên giao đã rút lại bàn giao này, nên gói thông tin không mở được nữa.")
    consent = handoff.consent
    if consent is not None and consent.withdrawn_at is not None:
        return _(
            "Người được hỗ trợ đã rút lại đồng ý, nên gói thông tin không mở được nữa. "
            "Liên hệ bên giao nếu cần hỏi lại."
        )
    if consent is not None and consent.expired_on(on):
        return _(
            "Đồng ý chia sẻ đã hết hiệu lực, nên gói thông tin không mở được nữa. "
            "Liên hệ bên giao nếu cần hỏi lại."
        )
    return ""
