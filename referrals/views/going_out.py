"""A referral to somebody without an account as pages show it: panel, line of a list, checks, buttons."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow import access, wording
from caseflow.models import Case, User
from caseflow.refusals import WrongMoment
from caseflow.reports import directory
from referrals import showing
from referrals.choices import OUTSIDE_WAITING, OutsideState
from referrals.looking import link_opens
from referrals.models import OutsideReferral
from referrals.rules import gives


def not_waiting() -> WrongMoment:
    """For a link nobody waits for."""
    return WrongMoment(_("Đề nghị này không chờ nơi nhận nữa. Tải lại trang để xem tình trạng."))


def of_case(case: Case, user: User, now: datetime) -> list[dict[str, Any]]:
    """Panels of one case, the latest first."""
    found = OutsideReferral.objects.visible_to(user).filter(case=case)
    rows = found.select_related("sender", "case", "consent").order_by("-drafted_at", "-pk")
    return [panel(row, user, now) for row in rows]


def panel(referral: OutsideReferral, user: User, now: datetime) -> dict[str, Any]:
    """What handoff_panel.html draws."""
    return {
        "key": referral.uid.hex,
        "title": _("Đề nghị ra ngoài số %(number)s") % {"number": referral.number},
        "giver": {"name": referral.sender.label, "sub": directory.duty(referral.sender)},
        "receiver": {
            "name": str(referral.get_kind_display()),
            "sub": _("không có tài khoản"),
        },
        "limit": showing.limit(referral, now),
        "checks": checks(referral),
        "note": " · ".join(_notes(referral, now)),
        "buttons": buttons(referral, user),
    }


def line(referral: OutsideReferral, now: datetime) -> dict[str, Any]:
    """One row of the outbox."""
    due = getattr(referral, "due_at", None)
    late = due is not None and due < now
    tone = "late" if late else "warn" if referral.state == OutsideState.DECLINED else ""
    return {
        "title": f"{referral.number} · {referral.case.reference}",
        "url": reverse("referrals:outside", kwargs={"uid": referral.uid}),
        "sub": f"{referral.sender.label} → {referral.get_kind_display()}"
        f" · {referral.get_purpose_display()}",
        "waits": waits_on(referral),
        "steps": [
            {"label": each["label"], "at": each["sub"], "status": each["status"]}
            for each in checks(referral)
        ],
        "status": wording.due_words(due, now) if due else str(referral.get_state_display()),
        "tone": tone or ("hand" if due else ""),
        "icon": "alert-triangle" if late else "clock" if due else "",
        "buttons": [],
    }


def waits_on(referral: OutsideReferral) -> str:
    """What comes next; nothing where it ended."""
    return {
        OutsideState.DRAFTED: _("Chờ xem trước và gửi"),
        OutsideState.SENT: _("Chờ nơi nhận mở; gọi hỏi nếu lâu"),
        OutsideState.OPENED: _("Chờ nơi nhận trả lời; gọi hỏi nếu lâu"),
    }.get(OutsideState(referral.state), "")


def checks(referral: OutsideReferral) -> list[dict[str, str]]:
    """Drafted, sent, opened, answered, each with its moment; how it ended."""
    answered = referral.ended_at if referral.state == OutsideState.ACCEPTED else None
    moments = [
        (_("Đã lập"), "", referral.drafted_at),
        (_("Đã tạo liên kết"), _("Chờ xem trước và gửi"), referral.sent_at),
        (_("Nơi nhận đã tải tài liệu"), _("Chờ nơi nhận mở liên kết"), referral.opened_at),
        (_("Nơi nhận nhận lời"), _("Chờ nơi nhận trả lời"), answered),
    ]
    stopped = referral.state in (OutsideState.DECLINED, OutsideState.WITHDRAWN)
    words = str(referral.get_state_display())
    if referral.reason:
        words = f"{words}: {referral.get_reason_display()}"
    return showing.loop(moments, words, referral.ended_at if stopped else None)


def _notes(referral: OutsideReferral, now: datetime) -> list[str]:
    found = [_("Mục đích: %(purpose)s") % {"purpose": referral.get_purpose_display()}]
    if referral.state == OutsideState.SENT and referral.expires_at:
        until = {"at": wording.vn_datetime(referral.expires_at)}
        found.append(
            _("Liên kết mở được đến %(at)s") % until
            if link_opens(referral, now=now)
            else _("Liên kết không mở được nữa: hết hạn, hoặc đồng ý không còn hiệu lực")
        )
    if referral.told_to is not None:
        found.append(_("Câu trả lời do đơn vị gửi ghi lại"))
    return found


def buttons(referral: OutsideReferral, user: User) -> list[dict[str, Any]]:
    """What this person may do with it now."""
    works, at = access.works_here(user, referral.case), {"uid": referral.uid}
    deeds: list[tuple[str, str, str, str]] = []
    if referral.state == OutsideState.DRAFTED and works:
        deeds = [("outside_look", _("Xem trước và gửi"), "", "post")]
    if referral.state in OUTSIDE_WAITING and gives(referral, user):
        deeds.append(("outside_answer", _("Ghi câu trả lời"), "", ""))
        if works:
            deeds.append(("outside_renew", _("Cấp liên kết mới"), "line", ""))
    if referral.sent_at and works:
        deeds.append(("outside_look", _("Xem gói đã gửi"), "line", "post"))
    if referral.state in (OutsideState.DRAFTED, OutsideState.SENT) and gives(referral, user):
        deeds.append(("outside_withdraw", _("Rút lại"), "text", ""))
    return [
        {"label": label, ("post" if how else "url"): reverse(f"referrals:{name}", kwargs=at),
         "kind": kind}
        for name, label, kind, how in deeds
    ]  # fmt: skip
