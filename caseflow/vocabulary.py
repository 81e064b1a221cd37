"""The events of the case floor: a closed list, each with words and the data it may carry."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import (
    AGENCY,
    CODE,
    COUNT,
    DATE,
    INSTANT,
    REF,
    UID,
    EventKind,
    register,
    register_labels,
)
from caseflow import choices

MOVE = {"step": CODE, "before": CODE, "after": CODE, "version": COUNT}

EVENTS = [
    EventKind(
        code="case.stepped",
        title=_("Chuyển bước: {step}"),
        group="step",
        icon="check",
        data={
            **MOVE,
            "route": CODE,
            "regime": CODE,
            "support_regime": CODE,
            "paper": CODE,
            "manner": CODE,
            "result": CODE,
            "reason": CODE,
            "happened_on": DATE,
            "reference": REF,
            "incident": REF,
            "proposal": UID,
        },
    ),
    EventKind(
        code="person.amended",
        title=_("Cập nhật thông tin cần bảo vệ"),
        group="record",
        icon="pencil",
        data={"fields": COUNT},
    ),
    EventKind(
        code="case.described",
        title=_("Cập nhật thông tin chung của hồ sơ"),
        group="record",
        icon="pencil",
        data={"fields": COUNT},
    ),
    EventKind(
        code="case.assigned",
        title=_("Giao người phụ trách"),
        group="work",
        icon="user",
        data={"to_user": UID},
    ),
    EventKind(
        code="case.linked",
        title=_("Liên kết với hồ sơ khác: {kind}"),
        group="record",
        icon="users",
        data={"kind": CODE, "other": REF},
    ),
    EventKind(
        code="contact.noted",
        title=_("Ghi liên hệ: {kind}"),
        group="contact",
        icon="phone",
        data={"kind": CODE, "happened_at": INSTANT},
    ),
    EventKind(
        code="statement.added",
        title=_("Ghi lời kể, bản {number}"),
        group="record",
        icon="notes",
        data={"number": COUNT, "happened_on": DATE},
    ),
    EventKind(
        code="health.noted",
        title=_("Ghi nhận khám sức khoẻ"),
        group="record",
        icon="stethoscope",
        data={"happened_on": DATE},
    ),
    EventKind(
        code="safety.recorded",
        title=_("Ghi việc bảo đảm an toàn: {manner}"),
        group="record",
        icon="shield-check",
        data={"manner": CODE, "happened_on": DATE},
    ),
    EventKind(
        code="consent.recorded",
        title=_("Ghi ý kiến về việc chia sẻ: {answer}"),
        group="record",
        icon="heart-handshake",
        data={"answer": CODE, "basis": CODE, "to_agency": AGENCY, "interpreter": CODE},
    ),
    EventKind(
        code="consent.withdrawn",
        title=_("Rút lại đồng ý chia sẻ"),
        group="record",
        icon="heart-handshake",
        data={"consent": UID},
    ),
    EventKind(
        code="proposal.made",
        title=_("Đề nghị duyệt: {step}"),
        group="step",
        icon="flag",
        data={"step": CODE, "reason": CODE},
    ),
    EventKind(
        code="proposal.returned",
        title=_("Trả lại đề nghị: {step}"),
        group="step",
        icon="arrow-left",
        data={"step": CODE},
    ),
    EventKind(
        code="clock.reason_given",
        title=_("Báo lý do trễ"),
        group="clock",
        icon="clock",
        data={"rule": CODE, "clock": UID},
    ),
    EventKind(
        code="clock.extended",
        title=_("Gia hạn"),
        group="clock",
        icon="clock",
        data={"rule": CODE, "clock": UID, "days": COUNT},
    ),
    EventKind(
        code="personal.revealed",
        title=_("Xem thông tin cần bảo vệ: {reason}"),
        group="seen",
        icon="eye",
        data={"reason": CODE},
    ),
    EventKind(
        code="person.searched",
        title=_("Tìm theo người"),
        group="seen",
        icon="search",
        data={"field": CODE, "found": COUNT, "elsewhere": COUNT},
    ),
    EventKind(
        code="access.granted",
        title=_("Cho phép xem: {level}"),
        group="access",
        icon="key",
        data={
            "level": CODE,
            "basis": CODE,
            "to_agency": AGENCY,
            "to_user": UID,
            "until": INSTANT,
        },
    ),
    EventKind(
        code="access.revoked",
        title=_("Thôi cho phép xem: {level}"),
        group="access",
        icon="key",
        data={
            "level": CODE,
            "basis": CODE,
            "to_agency": AGENCY,
            "to_user": UID,
            "until": INSTANT,
        },
    ),
    EventKind(
        code="case.succeeded",
        title=_("Chuyển theo sắp xếp tổ chức"),
        group="handoff",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY},
    ),
    EventKind(
        code="agency.registered",
        title=_("Thêm đơn vị"),
        group="system",
        icon="building-community",
        data={"agency_code": AGENCY, "kind": CODE},
    ),
    EventKind(
        code="agency.succeeded",
        title=_("Sắp xếp lại đơn vị"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "cases": COUNT, "on": DATE},
    ),
    EventKind(
        code="member.joined",
        title=_("Vào đơn vị"),
        group="system",
        icon="user",
        data={"user": UID, "to_agency": AGENCY, "as_role": CODE},
    ),
    EventKind(
        code="member.left",
        title=_("Rời đơn vị"),
        group="system",
        icon="user",
        data={"user": UID, "from_agency": AGENCY, "as_role": CODE},
    ),
    EventKind(
        code="refused.out_of_reach",
        title=_("Từ chối: ngoài phạm vi"),
        group="refused",
        icon="x",
        data={"route": CODE},
    ),
    EventKind(
        code="refused.role",
        title=_("Từ chối: không đúng vai trò"),
        group="refused",
        icon="x",
        data={"route": CODE},
    ),
    EventKind(
        code="refused.moment",
        title=_("Từ chối: chưa đúng lúc"),
        group="refused",
        icon="x",
        data={"route": CODE, "code": CODE},
    ),
    EventKind(code="sign_in.done", title=_("Đăng nhập"), group="system", icon="user", data={}),
    EventKind(
        code="sign_in.failed", title=_("Đăng nhập không được"), group="system", icon="x", data={}
    ),
    EventKind(
        code="sign_out.done", title=_("Đăng xuất"), group="system", icon="door-exit", data={}
    ),
    EventKind(
        code="second_factor.set",
        title=_("Đặt xác thực hai lớp"),
        group="system",
        icon="key",
        data={},
    ),
    EventKind(
        code="second_factor.removed",
        title=_("Tắt xác thực hai lớp"),
        group="system",
        icon="key",
        data={},
    ),
    EventKind(
        code="password.changed", title=_("Đổi mật khẩu"), group="system", icon="key", data={}
    ),
]


def register_all() -> None:
    """Tell the log the words of this floor; called once when the app starts."""
    for event in EVENTS:
        register(event)
    labels = {
        "step": choices.Step,
        "before": choices.CaseState,
        "after": choices.CaseState,
        "route": choices.Route,
        "manner": choices.SafetyManner,
        "answer": choices.ConsentAnswer,
        "as_role": choices.Role,
    }
    for key, words in labels.items():
        register_labels(key, dict(words.choices))
    register_labels("level", {level.name.lower(): level.label for level in choices.Level})
    register_labels(
        "basis", {**dict(choices.ConsentBasis.choices), **dict(choices.GrantBasis.choices)}
    )
    register_labels(
        "reason", {**dict(choices.RevealReason.choices), **dict(choices.CloseReason.choices)}
    )
    register_labels(
        "kind",
        {
            **dict(choices.ContactKind.choices),
            **dict(choices.LinkKind.choices),
            **dict(choices.AgencyKind.choices),
        },
    )
