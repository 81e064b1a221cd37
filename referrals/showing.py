"""A handoff as pages show it: panel, checks and buttons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow import access, clocks, wording
from caseflow.models import User
from caseflow.reports import directory
from caseflow.views import presenting
from referrals import catalogue, inbox, looking
from referrals.choices import WAITING_STATES, HandoffState
from referrals.models import Along, Handoff, OutsideReferral
from referrals.rules import side_of

WRITTEN = ("decline_reason", "message", "condition_note", "belongings")


def panel(handoff: Handoff, user: User, now: datetime) -> dict[str, Any]:
    """What handoff_panel.html draws."""
    return {
        "key": handoff.code,
        "title": _("Bàn giao số %(number)s") % {"number": handoff.number},
        "giver": {"name": handoff.sender.label, "sub": directory.duty(handoff.sender)},
        "receiver": {"name": handoff.receiver.label, "sub": directory.duty(handoff.receiver)},
        "limit": limit(handoff, now),
        "checks": checks(handoff),
        "note": " · ".join(_notes(handoff, now)),
        "buttons": buttons(handoff, user),
    }


def limit(handoff: Handoff | OutsideReferral, now: datetime) -> dict[str, str]:
    """The limit that runs, the same for both sides: late ones with a sign beside the words."""
    due = inbox.limit_of(handoff)
    if due is None:
        return {}
    late = due < now
    return {
        "label": wording.due_words(due, now),
        "tone": "late" if late else "hand",
        "icon": "alert-triangle" if late else "clock",
    }


def _notes(handoff: Handoff, now: datetime) -> list[str]:
    found = [_("Mục đích: %(purpose)s") % {"purpose": handoff.get_purpose_display()}]
    if looking.waits_without_agreement(handoff, on=clocks.calendar_day(now)):
        found.append(
            _(
                "Đồng ý của người được hỗ trợ đã rút lại hoặc hết hiệu lực: gói thông tin đã đóng. Người đó "
                "có thể đang trên đường, nên bên nhận vẫn xác nhận hoặc trả lời được"
            )
        )
    if handoff.follows is not None:
        found.append(_("Thay cho số %(number)s") % {"number": handoff.follows.number})
    if handoff.interpreter_along is not None:
        goes = handoff.interpreter_along
        found.append(_("Có phiên dịch đi cùng") if goes else _("Không có phiên dịch đi cùng"))
    if handoff.belongings_agree is not None:
        same = handoff.belongings_agree
        found.append(
            _("Đồ dùng đúng như bên giao ghi") if same else _("Đồ dùng khác với bên giao ghi")
        )
    return found


def checks(handoff: Handoff) -> list[dict[str, str]]:
    """The closed loop: prepared, sent, opened, received, signed, or how it ended."""
    opening = (_("Bên nhận đã mở xem"), _("Chờ bên nhận mở xem"), handoff.opened_at)
    moments = [
        (_("Đã lập"), "", handoff.drafted_at),
        (_how_much(handoff), _("Chờ gửi gói thông tin"), handoff.sent_at),
        *([] if handoff.received_at and not handoff.opened_at else [opening]),
        (_("Bên nhận đã xác nhận"), _("Chờ xác nhận đã nhận người"), handoff.received_at),
        (_("Đã ký đủ hai bên"), _("Chờ ký đủ hai bên"), _both_signed(handoff)),
    ]
    ended = handoff.state in (HandoffState.DECLINED, HandoffState.WITHDRAWN)
    found = loop(moments, str(handoff.get_state_display()), handoff.ended_at if ended else None)
    if not ended and _both_signed(handoff) is None:
        found[-1]["sub"] = _signed_by_one(handoff)
    return found


def loop(
    moments: Sequence[tuple[str, str, datetime | None]], stop: str, stopped_at: datetime | None
) -> list[dict[str, str]]:
    """For handoff_panel.html: words of what is done, words while it is awaited, and when it was done.

    One that stopped awaits nothing more: these words and this moment end it.
    """
    found, waits = [], True
    for done, awaited, at in moments:
        if at is not None:
            found.append({"label": done, "sub": wording.vn_datetime(at), "status": "done"})
        elif stopped_at is None:
            status, label = ("wait", awaited) if waits else ("todo", done)
            found.append({"label": label, "sub": "", "status": status})
            waits = False
    if stopped_at is not None:
        found.append({"label": stop, "sub": wording.vn_datetime(stopped_at), "status": "stop"})
    return found


def _how_much(handoff: Handoff) -> str:
    """That the package went, and whether it tells more than its receiver needs at least."""
    if catalogue.beyond_least(handoff.chosen, handoff.receiver.kind):
        return _("Đã gửi gói thông tin, nhiều hơn mức tối thiểu")
    return _("Đã gửi gói thông tin tối thiểu")


def progress(handoff: Handoff) -> list[dict[str, str]]:
    """Sent, opened, received, signed, each with its moment; how it ended where it ended before."""
    moments = [
        (_("Gửi"), handoff.sent_at),
        (_("Mở xem"), handoff.opened_at),
        (_("Nhận"), handoff.received_at),
        (_("Ký"), _both_signed(handoff)),
    ]
    found = [_hop(label, at, "done") for label, at in moments if at is not None]
    if handoff.state in (HandoffState.DECLINED, HandoffState.WITHDRAWN):
        return [*found, _hop(str(handoff.get_state_display()), handoff.ended_at, "stop")]
    last = max((place for place, (_label, at) in enumerate(moments) if at is not None), default=-1)
    ahead = [label for label, _at in moments[last + 1 :]]
    return found + [
        _hop(label, None, "todo" if place else "wait") for place, label in enumerate(ahead)
    ]


def _hop(label: str, at: datetime | None, status: str) -> dict[str, str]:
    return {"label": label, "at": wording.vn_datetime(at) if at else "", "status": status}


def waits_on(handoff: Handoff) -> str:
    """Who has to do what next; nothing where it ended."""
    sender, receiver = handoff.sender.label, handoff.receiver.label
    if handoff.state == HandoffState.DRAFTED:
        return _("Chờ %(agency)s gửi") % {"agency": sender}
    if handoff.state in WAITING_STATES:
        return _("Chờ %(agency)s trả lời") % {"agency": receiver}
    if handoff.state != HandoffState.RECEIVED:
        return ""
    if handoff.sender_signed_at is None and handoff.receiver_signed_at is None:
        return _("Chờ hai bên ký")
    signs = receiver if handoff.sender_signed_at else sender
    return _("Chờ %(agency)s ký") % {"agency": signs}


def lists_belongings(handoff: Handoff) -> bool:
    """Whether the giver wrote a list of belongings, without opening it."""
    along = Along.objects.filter(handoff=handoff).first()
    return along is not None and presenting.is_written(along, "belongings")


def words(handoff: Handoff, user: User) -> list[presenting.Masked]:
    """What the sides wrote, covered: message, reason for declining, condition, belongings."""
    row = handoff.words
    written = [name for name in WRITTEN if presenting.is_written(row, name)]
    labels = {name: row._meta.get_field(name).label for name in written}  # type: ignore[union-attr]  # sealed fields
    openable = access.revealable(user, handoff.case, sorted(labels.values()))
    if not looking.may_open_row(row, user):
        openable = frozenset()
    found = []
    for name in written:
        masked = presenting.mask(handoff.case, row, name, may_open=labels[name] in openable)
        if "hidden" in masked:
            masked["hidden"] = [*masked["hidden"], ("back", "handoffs")]
        found.append(masked)
    return found


def _signed_by_one(handoff: Handoff) -> str:
    """Which side has signed, while the other has not."""
    if handoff.sender_signed_at:
        return _("Bên giao đã ký, chờ bên nhận")
    return _("Bên nhận đã ký, chờ bên giao") if handoff.receiver_signed_at else ""


def _both_signed(handoff: Handoff) -> Any:
    return handoff.ended_at if handoff.state == HandoffState.SIGNED else None


Deed = tuple[str, str, str, str]
"""Route, words, kind of button, and `post` for one that sends at once."""


def _deeds(handoff: Handoff, user: User, side: str) -> list[Deed]:
    if handoff.state == HandoffState.RECEIVED:
        signed = handoff.sender_signed_at if side == "sender" else handoff.receiver_signed_at
        return [("referrals:sign", _("Ký biên bản"), "", "")] if side and signed is None else []
    if side == "receiver" and handoff.state in WAITING_STATES:
        return [
            ("referrals:receive", _("Xác nhận đã nhận"), "", ""),
            ("referrals:package", _("Xem gói thông tin"), "line", "post"),
            ("referrals:decline", _("Không nhận được"), "text", ""),
        ]
    return _deeds_of_giver(handoff, user) if side == "sender" else []


def _deeds_of_giver(handoff: Handoff, user: User) -> list[Deed]:
    elsewhere = ("referrals:elsewhere", _("Gửi nơi khác"))
    if handoff.state == HandoffState.DRAFTED:
        return [
            ("referrals:preview", _("Xem trước và gửi"), "", "post"),
            (*elsewhere, "line", ""),
            ("referrals:withdraw", _("Rút lại"), "text", ""),
        ]
    if handoff.state in WAITING_STATES:
        return [
            ("referrals:remind", _("Nhắc bên nhận"), "", "post"),
            ("referrals:package", _("Xem gói đã gửi"), "line", "post"),
            (*elsewhere, "line", ""),
            ("referrals:withdraw", _("Rút lại"), "text", ""),
        ]
    again = handoff.state == HandoffState.DECLINED and access.works_here(user, handoff.case)
    return [(*elsewhere, "", "")] if again else []


def buttons(handoff: Handoff, user: User) -> list[dict[str, Any]]:
    """What this person may do with it now."""
    side = side_of(handoff, user)
    at = {"uid": handoff.uid}
    found = [
        {"label": label, ("post" if how else "url"): reverse(name, kwargs=at), "kind": kind}
        for name, label, kind, how in _deeds(handoff, user, side)
    ]
    if side == "sender" and handoff.state == HandoffState.DECLINED:
        answer = reverse("referrals:handoff_paper", kwargs={**at, "paper": "tra-loi"})
        found.append(
            {"label": _("Văn bản trả lời (PDF)"), "post": answer, "kind": "line", "icon": "printer"}
        )
    elif side:
        found.append(
            {
                "label": _("In biên bản A4"),
                "url": reverse("referrals:minutes", kwargs=at) + "#in",
                "kind": "line",
                "icon": "printer",
            }
        )
    return found
