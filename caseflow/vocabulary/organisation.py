"""What administrators do to agencies, their people and their calendar."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import AGENCY, CODE, COUNT, DATE, DIGEST, UID, EventKind

EVENTS = [
    EventKind(
        code="agency.amended",
        title=_("Sửa thông tin đơn vị"),
        group="system",
        icon="building-community",
        data={"agency_code": AGENCY, "fields": COUNT},
    ),
    EventKind(
        code="agency.closed",
        title=_("Kết thúc đơn vị"),
        group="system",
        icon="building-community",
        data={"agency_code": AGENCY, "on": DATE},
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
        code="calendar.changed",
        title=_("Đổi lịch làm việc: {day_kind}"),
        group="system",
        icon="calendar",
        data={"day": DATE, "day_kind": CODE},
    ),
    EventKind(
        code="calendar.withdrawn",
        title=_("Huỷ lần đổi lịch: {day_kind}"),
        group="system",
        icon="calendar",
        data={"day": DATE, "day_kind": CODE},
    ),
    EventKind(
        code="law.loaded",
        title=_("Nạp văn bản luật {law}, bản {law_version}"),
        group="system",
        icon="file-text",
        data={"law": CODE, "law_version": COUNT, "digest": DIGEST, "basis": DIGEST},
    ),
    EventKind(
        code="member.reset",
        title=_("Đặt lại mật khẩu và lớp xác thực thứ hai của cán bộ"),
        group="system",
        icon="key",
        data={"user": UID},
    ),
    EventKind(
        code="member.letters_chosen",
        title=_("Chọn cách nhận thông báo: {cadence}"),
        group="system",
        icon="bell",
        data={"user": UID, "cadence": CODE},
    ),
    EventKind(
        code="succession.prepared",
        title=_("Lập việc kế nhiệm: {from_agency} → {to_agency}"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "on": DATE},
    ),
    EventKind(
        code="succession.chosen",
        title=_("Chọn đơn vị kế nhiệm cho từng hồ sơ"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "on": DATE, "cases": COUNT},
    ),
    EventKind(
        code="succession.confirmed",
        title=_("Xác nhận việc kế nhiệm: {from_agency} → {to_agency}"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "on": DATE},
    ),
    EventKind(
        code="succession.cancelled",
        title=_("Huỷ việc kế nhiệm: {from_agency} → {to_agency}"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "on": DATE},
    ),
    EventKind(
        code="succession.finished",
        title=_("Kế nhiệm xong: {from_agency} → {to_agency}"),
        group="system",
        icon="building-community",
        data={"from_agency": AGENCY, "to_agency": AGENCY, "on": DATE},
    ),
]
