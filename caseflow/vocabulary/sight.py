"""Who sees what: readings, searches, grants, refusals, sign-in."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import (
    AGENCY,
    CODE,
    COUNT,
    DATE,
    DIGEST,
    INSTANT,
    REF,
    UID,
    EventKind,
)

EVENTS = [
    EventKind(
        code="personal.revealed",
        title=_("Xem thông tin cần bảo vệ: {reason}"),
        group="seen",
        icon="eye",
        data={"reason": CODE, "basis": CODE},
    ),
    EventKind(
        code="person.searched",
        title=_("Tìm theo người"),
        group="seen",
        icon="search",
        data={"field": CODE, "found": COUNT, "elsewhere": COUNT},
    ),
    EventKind(
        code="names.indexed",
        title=_("Nạp họ tên vào bộ nhớ tìm kiếm"),
        group="system",
        icon="search",
        data={"people": COUNT},
    ),
    EventKind(
        code="index.begun",
        title=_("Bắt đầu lập lại chỉ mục tìm kiếm"),
        group="system",
        icon="search",
        data={"field": CODE, "version": COUNT, "bits": COUNT},
    ),
    EventKind(
        code="index.filled",
        title=_("Ghi chỉ mục tìm kiếm mới"),
        group="system",
        icon="search",
        data={"field": CODE, "version": COUNT, "cases": COUNT},
    ),
    EventKind(
        code="index.ended",
        title=_("Bỏ chỉ mục tìm kiếm cũ"),
        group="system",
        icon="search",
        data={"field": CODE, "version": COUNT},
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
        code="emergency.opened",
        title=_("Xem khẩn cấp: {emergency}"),
        group="access",
        icon="alert-triangle",
        data={"emergency": CODE, "until": INSTANT},
    ),
    EventKind(
        code="emergency.reviewed",
        title=_("Xem xét việc xem khẩn cấp: {verdict}"),
        group="access",
        icon="shield-check",
        data={"verdict": CODE},
    ),
    EventKind(
        code="emergency.escalated",
        title=_("Việc xem khẩn cấp chưa được xem xét đúng hạn"),
        group="access",
        icon="alert-triangle",
    ),
    EventKind(
        code="sight.reviewed",
        title=_("Xem báo cáo truy cập"),
        group="system",
        icon="eye",
        data={"people": COUNT, "days": COUNT},
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
        code="erasure.asked",
        title=_("Đề nghị xoá dữ liệu cần bảo vệ: {basis}"),
        group="step",
        icon="flag",
        data={"basis": CODE, "decision": REF},
    ),
    EventKind(
        code="erasure.approved",
        title=_("Duyệt xoá dữ liệu cần bảo vệ: {basis}"),
        group="step",
        icon="check",
        data={"basis": CODE, "decision": REF, "final_on": DATE},
    ),
    EventKind(
        code="erasure.returned",
        title=_("Trả lại đề nghị xoá dữ liệu"),
        group="step",
        icon="arrow-left",
        data={"basis": CODE, "decision": REF},
    ),
    EventKind(
        code="case.erased",
        title=_("Khoá của hồ sơ đã huỷ"),
        group="step",
        icon="key",
        data={"keys": COUNT, "commitments": DIGEST, "final_on": DATE},
    ),
    EventKind(
        code="seal.failed",
        title=_("Dữ liệu cần bảo vệ không mở được: {label}"),
        group="refused",
        icon="x",
        data={"label": CODE, "route": CODE},
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
