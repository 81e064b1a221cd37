"""The events of the support floor."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import (
    AGENCY,
    CODE,
    COUNT,
    DATE,
    UID,
    EventKind,
    register,
    register_labels,
)
from support import choices

MOVE = {"step": CODE, "before": CODE, "after": CODE, "version": COUNT}
RATE = {
    "rate": CODE,
    "province": CODE,
    "amount": COUNT,
    "valid_from": DATE,
    "valid_to": DATE,
    "corrects": UID,
}

EVENTS = [
    EventKind(
        "needs.assessed", _("Đánh giá nhu cầu"), "support", "list-check", {"happened_on": DATE}
    ),
    EventKind(
        "plan.stepped",
        _("Kế hoạch hỗ trợ: {step}"),
        "support",
        "list-check",
        {**MOVE, "happened_on": DATE, "interpreter": CODE},
    ),
    EventKind(
        "item.planned",
        _("Lên kế hoạch: {service}"),
        "support",
        "plus",
        {"service": CODE, "to_agency": AGENCY, "planned_on": DATE, "answer": CODE},
    ),
    EventKind(
        "item.settled",
        _("{service}: {outcome}"),
        "support",
        "check",
        {"service": CODE, "outcome": CODE, "happened_on": DATE},
    ),
    EventKind(
        "service.delivered",
        _("Đã hỗ trợ: {service}"),
        "support",
        "heart-handshake",
        {"service": CODE, "to_agency": AGENCY, "happened_on": DATE},
    ),
    EventKind("rate.added", _("Ghi mức hỗ trợ: {rate}"), "system", "coin", RATE),
    EventKind("rate.ended", _("Kết thúc mức hỗ trợ: {rate}"), "system", "coin", RATE),
    EventKind("rate.corrected", _("Sửa mức hỗ trợ: {rate}"), "system", "coin", RATE),
    EventKind(
        "service.described",
        _("Ghi thêm về lần hỗ trợ: {service}"),
        "support",
        "pencil",
        {"service": CODE, "happened_on": DATE},
    ),
    EventKind("follow_up.planned", _("Hẹn theo dõi"), "support", "calendar", {"planned_on": DATE}),
    EventKind(
        "follow_up.done",
        _("Đã theo dõi: {result}"),
        "support",
        "check",
        {"result": CODE, "happened_on": DATE},
    ),
    EventKind(
        "outcome.measured",
        _("Đo kết quả: {moment}"),
        "support",
        "list-check",
        {"moment": CODE, "happened_on": DATE},
    ),
]


def register_all() -> None:
    """Tell the log the words of this floor; called once when the app starts."""
    for event in EVENTS:
        register(event)
    register_labels("plan.stepped.step", dict(choices.PlanStep.choices) | {"draft": _("Lập")})
    register_labels("trail.exported.what", {"period_report": _("bảng số liệu của kỳ báo cáo")})
    register_labels("rate", dict(choices.RateKind.choices))
    register_labels("service", dict(choices.ServiceKind.choices))
    register_labels("outcome", dict(choices.ItemState.choices))
    register_labels("follow_up.done.result", dict(choices.FollowUpResult.choices))
    register_labels("moment", dict(choices.Moment.choices))
