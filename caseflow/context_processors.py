"""What the frame of every page shows: who is signed in, the parts of the product, counts that wait."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow import reports, wording
from caseflow.choices import CASE_ROLES, AgencyKind, Role, Step
from caseflow.models import Standing, User
from caseflow.reports import emergencies
from caseflow.rules import ROLE_STEPS

Badge = Callable[[User, Standing, datetime], int]
_badges: dict[str, Badge] = {}
PARTS = (
    ("cases", "caseflow:case_list", "list-check", frozenset(CASE_ROLES)),
    ("handoffs", "referrals:inbox", "arrows-exchange", frozenset(CASE_ROLES)),
    ("board", "caseflow:board", "layout-dashboard", frozenset({Role.SUPERVISOR})),
    ("lanes", "caseflow:lanes", "route", frozenset({Role.SUPERVISOR})),
    ("reports", "support:report", "file-text", frozenset({Role.SUPERVISOR})),
    ("trail", "audit:trail", "shield-check", frozenset({Role.AUDITOR})),
    ("running", "caseflow:running", "clock", frozenset({Role.UNIT_ADMIN})),
    ("calendar", "caseflow:days", "calendar", frozenset({Role.UNIT_ADMIN})),
    ("regimes", "caseflow:regimes", "file-text", frozenset({Role.UNIT_ADMIN})),
    ("rates", "support:rates", "coin", frozenset({Role.UNIT_ADMIN})),
    ("notices", "caseflow:notices", "bell", frozenset(Role)),
    ("agencies", "caseflow:agencies", "building-community", frozenset(Role)),
)


def register_badge(part: str, badge: Badge) -> None:
    """Let an app count what waits in its part of the navigation."""
    _badges[part] = badge


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame for a signed-in person; nothing for everybody else."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"shell": None}
    standing = user.get_standing()
    now = timezone.now()
    return {
        "shell": {
            "user_name": user.get_short_name(),
            "initials": wording.initials(user.get_short_name()),
            "agency_label": standing.agency.label if standing else _("Chưa thuộc đơn vị nào"),
            "role_label": standing.role.label if standing else "",
            "nav": _parts(user, standing, now),
            "new_url": reverse("caseflow:intake") if standing and _receives(standing) else "",
            "exit_url": reverse("caseflow:exit"),
            "leave_url": reverse("caseflow:leave"),
            "keep_url": reverse("caseflow:keep"),
            "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
            "help_url": reverse("caseflow:help"),
            "account_url": _address("mfa_index"),
            "logout_url": _address("account_logout"),
            "demo": getattr(settings, "DEMO", False),
        }
    }


def _receives(standing: Standing) -> bool:
    return Step.RECEIVE in ROLE_STEPS[standing.role] and standing.agency.receives_reports


def _parts(
    user: User, standing: Standing | None, now: datetime
) -> list[tuple[str, str, str, str, int]]:
    words = {
        "cases": _("Hồ sơ"),
        "handoffs": _("Bàn giao"),
        "board": _("Giám sát"),
        "lanes": _("Dòng thời gian"),
        "reports": _("Báo cáo"),
        "trail": _("Nhật ký"),
        "running": _("Vận hành"),
        "calendar": _("Lịch làm việc"),
        "regimes": _("Bản luật"),
        "rates": _("Mức hỗ trợ"),
        "notices": _("Thông báo"),
        "agencies": _("Danh bạ đơn vị"),
    }
    if standing is None:
        return []
    oversight_only = standing.agency_kind == AgencyKind.STEERING_138
    found = []
    for key, name, icon, roles in PARTS:
        url = _address(name)
        if not url or standing.role not in roles or (oversight_only and key == "handoffs"):
            continue
        badge = _badges[key](user, standing, now) if key in _badges else 0
        found.append((key, url, words[key], icon, badge))
    return found


def _address(name: str) -> str:
    """The address, or nothing where the app is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


register_badge("cases", reports.late_count)
register_badge("board", emergencies.waiting_count)
register_badge("notices", reports.unread_count)
