"""What people do about the limits of a file."""

from django.utils.translation import gettext_lazy as _

from audit.vocabulary import CODE, COUNT, UID, EventKind

EVENTS = [
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
        code="clock.paused",
        title=_("Tạm ngưng hạn: {pause_reason}"),
        group="clock",
        icon="clock",
        data={"rule": CODE, "clock": UID, "pause_reason": CODE},
    ),
    EventKind(
        code="clock.resumed",
        title=_("Cho hạn tính tiếp"),
        group="clock",
        icon="clock",
        data={"rule": CODE, "clock": UID},
    ),
    EventKind(
        code="clock.extension_proposed",
        title=_("Đề nghị gia hạn"),
        group="clock",
        icon="clock",
        data={"rule": CODE, "clock": UID, "days": COUNT},
    ),
    EventKind(
        code="clock.extension_returned",
        title=_("Trả lại đề nghị gia hạn"),
        group="clock",
        icon="arrow-left",
        data={"rule": CODE, "clock": UID, "days": COUNT},
    ),
]
