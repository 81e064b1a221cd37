"""What waits at a desk, and what a desk waits for."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow import wording
from caseflow.choices import CASE_ROLES
from caseflow.refusals import OutOfReach
from caseflow.views.base import SignedInPage
from referrals import inbox, showing
from referrals.choices import WAITING_STATES, HandoffState
from referrals.models import Handoff
from referrals.views import going_out


class Desk(SignedInPage):
    """Handoffs of the person's agency, what is due first stands first."""

    section = "handoffs"
    template_name = "referrals/desk.html"
    tab: ClassVar[str]

    def load(self) -> None:
        """For those who work with cases."""
        if self.standing().role not in CASE_ROLES:
            raise OutOfReach

    def get_context(self) -> dict[str, Any]:
        """The two lists as tabs; the number is of what waits for an answer."""
        waiting = inbox.waiting_count(self.user, self.standing(), self.now)
        asked = inbox.asked_count(self.user)
        return {
            **super().get_context(),
            "tab": self.tab,
            "tabs": [
                {"key": "in", "label": _("Gửi đến"), "url": reverse("referrals:inbox"),
                 "count": waiting},
                {"key": "out", "label": _("Gửi đi"), "url": reverse("referrals:outbox"),
                 "count": asked},
                {"key": "asked", "label": _("Xin bàn giao"), "url": reverse("referrals:requests"),
                 "count": inbox.requests_count(self.user)},
            ],
        }  # fmt: skip

    def line(self, handoff: Handoff) -> dict[str, Any]:
        """One row: codes, agencies, on whom it waits, how far it is, the limit."""
        due = getattr(handoff, "due_at", None)
        late = due is not None and due < self.now
        waits = not late and due is not None
        return {
            "title": f"{handoff.number} · {handoff.case.reference}",
            "url": reverse("referrals:handoff", kwargs={"uid": handoff.uid}),
            "sub": f"{handoff.sender.label} → {handoff.receiver.label}"
            f" · {handoff.get_kind_display()}: {handoff.get_purpose_display()}",
            "waits": showing.waits_on(handoff),
            "steps": showing.progress(handoff),
            "status": wording.due_words(due, self.now) if due else str(handoff.get_state_display()),
            "tone": _tone(handoff, waits=waits, late=late),
            "icon": "alert-triangle" if late else "clock" if waits else "",
            "buttons": self.buttons(handoff),
        }

    def buttons(self, handoff: Handoff) -> list[dict[str, Any]]:
        """What may be done from the list."""
        return []


class Inbox(Desk):
    """What was sent to this desk."""

    tab = "in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """To be answered, then to be signed."""
        found = inbox.incoming(self.user)
        received = HandoffState.RECEIVED
        lists = [
            {
                "title": _("Chờ đơn vị tôi trả lời"),
                "lines": [self.line(each) for each in found if each.state != received],
                "empty": _("Không có bàn giao nào đang chờ."),
            },
            {
                "title": _("Đã nhận người, chờ ký"),
                "lines": [self.line(each) for each in found if each.state == received],
            },
            {
                "title": _("Đã trả lời không nhận được"),
                "lines": [_declined(each) for each in inbox.declined(self.user)],
            },
        ]
        return self.page(title=_("Bàn giao gửi đến"), lists=lists)


class Outbox(Desk):
    """What this desk sent."""

    tab = "out"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Waiting for an answer, then what ended last."""
        lists = [
            {
                "title": _("Đang đi"),
                "lines": [self.line(each) for each in inbox.outgoing(self.user)],
                "empty": _("Không có bàn giao nào đang mở."),
            },
            {
                "title": _("Đang chờ nơi ngoài hệ thống"),
                "lines": [
                    going_out.line(each, self.now) for each in inbox.outside_under_way(self.user)
                ],
            },
            {
                "title": _("Nơi ngoài hệ thống đã trả lời gần đây"),
                "lines": [
                    going_out.line(each, self.now) for each in inbox.outside_ended(self.user)
                ],
            },
            {
                "title": _("Đã xong gần đây"),
                "lines": [self.line(each) for each in inbox.ended(self.user)],
            },
        ]
        several = {"label": _("Chuyển nhiều hồ sơ"), "url": reverse("referrals:move_cases"),
                   "kind": "line"}  # fmt: skip
        buttons = [several] if self.standing().is_supervisor else []
        return self.page(title=_("Bàn giao gửi đi"), lists=lists, head_buttons=buttons)

    def buttons(self, handoff: Handoff) -> list[dict[str, Any]]:
        """To remind whoever has not answered."""
        if handoff.state not in WAITING_STATES:
            return []
        return [
            {
                "label": _("Nhắc bên nhận"),
                "post": reverse("referrals:remind", kwargs={"uid": handoff.uid}),
                "kind": "line",
                "icon": "bell",
                "suffix": handoff.number,
            }
        ]


def _declined(handoff: Handoff) -> dict[str, Any]:
    """A row without the case, which is out of reach; the own answer may be printed again."""
    return {
        "title": handoff.number,
        "sub": handoff.sender.label,
        "steps": showing.progress(handoff),
        "status": str(handoff.get_state_display()),
        "buttons": [
            {
                "label": _("Văn bản trả lời (PDF)"),
                "post": reverse("referrals:own_answer", kwargs={"uid": handoff.uid}),
                "kind": "line",
                "icon": "printer",
                "suffix": handoff.number,
            }
        ],
    }


def _tone(handoff: Handoff, *, waits: bool, late: bool) -> str:
    if late:
        return "late"
    if handoff.state == HandoffState.DECLINED:
        return "warn"
    return "hand" if waits else ""
