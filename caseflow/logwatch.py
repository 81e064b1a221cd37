"""Alarms of the log reach people: those who read the log, and the administrators who must act.

Those of the agency whose witness fell silent, or signed another log, run that witness.
"""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Alarm
from caseflow import notices

KINDS: dict[str, str | Promise] = {
    "contradiction": _("Nhật ký: cơ sở dữ liệu không khớp với nội dung đã ký"),
    "bad_event": _("Nhật ký: có sự kiện mang mã xác thực không đúng"),
    "diverged": _("Nhật ký: một nhân chứng đã ký một nhật ký khác"),
    "silent": _("Nhật ký: một nhân chứng không còn xác nhận"),
    "unstamped": _("Nhật ký: không nhận được dấu thời gian"),
}
MANY = frozenset({"bad_event"})
"""Alarms of which one attack raises hundreds: one notice a day tells of them."""


def tell(alarm: Alarm) -> None:
    """One notice to each person concerned, in the transaction of the alarm; never twice for one alarm."""
    which = f"{alarm.raised_at:%Y-%m-%d}" if alarm.kind in MANY else str(alarm.pk)
    at = Q(agency__code=alarm.about)
    notices.tell_watchers(f"log.{alarm.kind}", which=which, now=alarm.raised_at, at=at)
