"""What papers for the person say: what happens next, who is responsible, which number to call."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from caseflow import wording
from caseflow.choices import CaseState
from caseflow.models import Case


def about(case: Case, *, now: datetime) -> dict[str, Any]:
    """The context of every paper for the person; nothing sealed, no word that betrays the person."""
    agency = case.responsible_agency
    worker = case.assigned_to.get_short_name() if case.assigned_to else ""
    return {
        "title": _("Giấy hẹn"),
        "reference": case.reference,
        "parent": agency.parent.name if agency.parent else "",
        "issuer": agency.name,
        "worker": worker,
        "phone": agency.duty_phone,
        "hours": agency.duty_hours,
        "next": next_words(CaseState(case.state)),
        "footer": f"{case.reference} · {wording.vn_datetime(now)}",
    }


def next_words(state: CaseState) -> str:
    """What comes next, said to the person."""
    return {
        CaseState.RECEIVED: _(
            "Chúng tôi đã tiếp nhận bạn. Tiếp theo, cán bộ xác minh những điều ban đầu. Điều bạn đã kể "
            "được ghi lại, bạn không phải kể lại từ đầu."
        ),
        CaseState.VERIFIED: _(
            "Điều ban đầu đã được xác minh. Tiếp theo, cơ quan có thẩm quyền xem xét và trả lời bằng văn "
            "bản."
        ),
        CaseState.IDENTIFIED: _("Đã có kết quả bằng văn bản. Tiếp theo là thu xếp nơi ở an toàn."),
        CaseState.RESCUED: _(
            "Bạn đang ở nơi an toàn. Tiếp theo, bạn cùng người phụ trách bàn những việc bạn cần hỗ trợ."
        ),
        CaseState.SUPPORTED: _(
            "Bạn đang được hỗ trợ theo những việc đã thống nhất. Bạn có thể đổi ý bất cứ lúc nào."
        ),
        CaseState.REINTEGRATED: _(
            "Người phụ trách sẽ hỏi thăm theo lịch đã hẹn với bạn, bằng cách liên hệ bạn đã chọn."
        ),
        CaseState.NOT_CONFIRMED: _(
            "Cơ quan đã trả lời bằng văn bản. Bạn có thể hỏi lý do và đưa thêm điều mới để xem xét lại."
        ),
        CaseState.CLOSED: _("Việc của bạn đã kết thúc. Bạn có thể gọi lại khi cần."),
    }[state]
