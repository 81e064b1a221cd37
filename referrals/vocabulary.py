"""The events of the referral floor."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import (
    AGENCY,
    CODE,
    COUNT,
    DIGEST,
    INSTANT,
    REF,
    UID,
    EventKind,
    register,
    register_labels,
)
from referrals import choices

EVENTS = [
    EventKind(
        "handoff.stepped",
        _("Bàn giao {number}: {step}"),
        "handoff",
        "arrows-exchange",
        {
            "step": CODE,
            "before": CODE,
            "after": CODE,
            "version": COUNT,
            "kind": CODE,
            "number": REF,
            "instead_of": REF,
            "group": UID,
            "purpose": CODE,
            "to_agency": AGENCY,
            "from_agency": AGENCY,
            "sections": COUNT,
            "fields": COUNT,
            "beyond": CODE,
            "digest": DIGEST,
            "condition": CODE,
            "belongings": CODE,
        },
    ),
    EventKind(
        "handoff.signed_by",
        _("Ký biên bản bàn giao {number}"),
        "handoff",
        "pencil",
        {"number": REF, "side": CODE},
    ),
    EventKind(
        "handoff.scan_kept",
        _("Lưu bản quét biên bản có chữ ký {number}"),
        "handoff",
        "paperclip",
        {"number": REF},
    ),
    EventKind(
        "handoff.answer_read",
        _("Bên nhận lấy lại văn bản trả lời không tiếp nhận {number}"),
        "seen",
        "eye",
        {"number": REF},
    ),
    EventKind("handoff.reminded", _("Nhắc bên nhận {number}"), "handoff", "bell", {"number": REF}),
    EventKind(
        "handoff.succeeded",
        _("Bàn giao chuyển theo sắp xếp tổ chức: {number}"),
        "handoff",
        "building-community",
        {"number": REF, "from_agency": AGENCY, "to_agency": AGENCY},
    ),
    EventKind(
        "outside.stepped",
        _("Gửi ra ngoài hệ thống {number}: {step}"),
        "handoff",
        "send",
        {
            "step": CODE,
            "before": CODE,
            "after": CODE,
            "version": COUNT,
            "number": REF,
            "outside": CODE,
            "purpose": CODE,
            "fields": COUNT,
            "beyond": CODE,
            "digest": DIGEST,
            "until": INSTANT,
            "reason": CODE,
        },
    ),
    EventKind(
        "request.made",
        _("{from_agency} xin bàn giao hồ sơ"),
        "handoff",
        "message",
        {"from_agency": AGENCY},
    ),
    EventKind(
        "request.repeated",
        _("{from_agency} xin bàn giao hồ sơ lần nữa"),
        "handoff",
        "message",
        {"from_agency": AGENCY},
    ),
    EventKind("request.unmatched", _("Xin bàn giao theo mã không có hồ sơ"), "seen", "search", {}),
    EventKind(
        "request.answered",
        _("Trả lời {to_agency} xin bàn giao hồ sơ: {answer}"),
        "handoff",
        "message",
        {"answer": CODE, "to_agency": AGENCY},
    ),
    EventKind(
        "request.succeeded",
        _("{to_agency} thay {from_agency} trong việc xin bàn giao"),
        "handoff",
        "building-community",
        {"from_agency": AGENCY, "to_agency": AGENCY},
    ),
    EventKind(
        "request.read",
        _("{from_agency} đọc trả lời về việc xin bàn giao"),
        "seen",
        "eye",
        {"from_agency": AGENCY},
    ),
    EventKind(
        "package.seen",
        _("Xem gói thông tin bàn giao {number}"),
        "seen",
        "eye",
        {"number": REF, "handoff": UID, "side": CODE},
    ),
]


def register_all() -> None:
    """Tell the log the words of this floor; called once when the app starts."""
    for event in EVENTS:
        register(event)
    register_labels("handoff.stepped.step", dict(choices.HandoffStep.choices) | {"draft": _("Lập")})
    register_labels("outside.stepped.step", dict(choices.OutsideStep.choices) | {"draft": _("Lập")})
    register_labels("outside.stepped.after", dict(choices.OutsideState.choices))
    register_labels("outside.stepped.before", dict(choices.OutsideState.choices))
    register_labels("outside.stepped.reason", dict(choices.OutsideReason.choices))
    register_labels("as_role", {"outside": _("Không có tài khoản")})
    register_labels(
        "paper.made.what",
        {
            "bien-ban": _("biên bản bàn giao (PDF)"),
            "bien-ban-word": _("biên bản bàn giao (DOCX)"),
            "phu-luc": _("phụ lục kín của biên bản (PDF)"),
            "tra-loi": _("văn bản trả lời không tiếp nhận (PDF)"),
        },
    )
    register_labels("request.answered.answer", dict(choices.RequestAnswer.choices))
    register_labels("beyond", dict(choices.Beyond.choices))
    register_labels("purpose", dict(choices.Purpose.choices))
