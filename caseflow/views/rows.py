"""Rows of case lists: due, code, step, where it waits, one action; never a name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from caseflow import law, reports, wording
from caseflow.choices import (
    LINE,
    SECOND_PERSON_STEPS,
    CaseState,
    Route,
    Step,
)
from caseflow.models import Case, Standing
from caseflow.models.reach import working_agency_ids
from caseflow.reports import lists
from caseflow.rules import ROLE_STEPS
from caseflow.views import presenting

MAIN_STEP = {
    CaseState.RECEIVED: Step.VERIFY,
    CaseState.VERIFIED: Step.IDENTIFY,
    CaseState.IDENTIFIED: Step.SECURE,
    CaseState.RESCUED: Step.BEGIN_SUPPORT,
    CaseState.SUPPORTED: Step.REINTEGRATE,
    CaseState.REINTEGRATED: Step.CLOSE,
}
TONES = {"late": "late", "soon": "warn", "waiting": "hand", "on_time": "ok"}


class RowMaker:
    """Draws rows for one person at one instant; asks the database a fixed number of questions."""

    def __init__(self, cases: Sequence[Case], standing: Standing, now: datetime) -> None:
        self.standing = standing
        self.now = now
        self.working = frozenset(working_agency_ids(standing))
        ids = [case.pk for case in cases]
        self.receivers = lists.receivers(ids, now)
        self.explained = lists.explained(ids)

    def row(self, group: str, case: Case) -> dict[str, Any]:
        """One row of case_table.html."""
        works = case.responsible_agency_id in self.working
        unit, note = self.unit(case, works=works)
        return {
            "reference": case.reference,
            "url": reverse("caseflow:case", kwargs={"reference": case.reference}),
            "due": self.due(group, case),
            "tags": short_tags(case) if works else [],
            "step": step_mini(case),
            "unit": unit,
            "unit_note": note,
            "action": self.action(group, case, works=works),
            "quiet": group == "ended",
        }

    def due(self, group: str, case: Case) -> dict[str, str]:
        """The first cell: when, and how long until then."""
        tone = TONES.get(group, "")
        if group == "ended":
            return {"tone": "", "when": case.get_state_display(), "words": ""}
        if group == "elsewhere":
            return {"tone": "", "when": _("Hạn của đơn vị giữ hồ sơ"), "words": ""}
        if case.next_due_at is None:
            return {"tone": tone, "when": _("Không có hạn"), "words": ""}
        return {
            "tone": tone,
            "when": wording.due_when(case.next_due_at, self.now),
            "words": wording.due_words(case.next_due_at, self.now),
        }

    def unit(self, case: Case, *, works: bool) -> tuple[str, str]:
        """Where the case waits, and since when."""
        if works and case.moving:  # type: ignore[attr-defined]  # annotated by reports.for_list
            receiver = self.receivers.get(case.pk)
            return (receiver, _("đang bàn giao")) if receiver else (_("Đơn vị tôi"), _("chưa gửi"))
        own = case.responsible_agency_id == self.standing.agency.pk
        unit = _("Đơn vị tôi") if own else case.responsible_agency.label
        stretch = next(iter(case.open_stretch), None)  # type: ignore[attr-defined]  # prefetched
        if stretch is None:
            return unit, ""
        held = wording.span_words(self.now - stretch.started_at)
        return unit, _("giữ hồ sơ %(span)s") % {"span": held}

    def action(self, group: str, case: Case, *, works: bool) -> dict[str, str]:
        """The one button: the next thing this person can do, else opening the file."""
        if works and group == "late" and case.pk not in self.explained:
            return _button(case, "caseflow:delay", _("Báo lý do trễ"))
        if works and case.moving:  # type: ignore[attr-defined]  # annotated by reports.for_list
            return _button(case, "referrals:case_handoffs", _("Xem bàn giao"), kind="line")
        if works and group in ("late", "soon"):
            step = MAIN_STEP.get(CaseState(case.state))
            if step and decides_here(case, step, self.standing):
                return step_button(case, step)
        return _button(case, "caseflow:case", _("Mở hồ sơ"), kind="line")


def decides_here(case: Case, step: Step, standing: Standing) -> bool:
    """Whether this role at this kind of agency decides or proposes the step; reads no table."""
    if step in SECOND_PERSON_STEPS:
        return True
    kinds = law.deciders(case.procedure_regime, step, Route(case.route))
    return step in ROLE_STEPS[standing.role] and standing.agency_kind in kinds


def step_button(case: Case, step: Step) -> dict[str, str]:
    """A button that opens the page of a step, named by the deed."""
    words = {
        Step.VERIFY: _("Xác minh ban đầu"),
        Step.IDENTIFY: _("Trình kết luận"),
        Step.SECURE: _("Ghi nhận an toàn"),
        Step.BEGIN_SUPPORT: _("Bắt đầu hỗ trợ"),
        Step.REINTEGRATE: _("Đề nghị hoà nhập"),
        Step.CLOSE: _("Đề nghị kết thúc"),
        Step.RECONSIDER: _("Xem xét lại"),
        Step.REOPEN: _("Đề nghị mở lại"),
    }
    url = reverse("caseflow:step", kwargs={"reference": case.reference, "step": step.value})
    return {"label": words[step], "url": url, "suffix": case.reference}


def _button(case: Case, name: str, label: str, *, kind: str = "") -> dict[str, str]:
    try:
        url = reverse(name, kwargs={"reference": case.reference})
    except NoReverseMatch:
        url = reverse("caseflow:case", kwargs={"reference": case.reference})
    return {"label": label, "url": url, "kind": kind, "suffix": case.reference}


def short_tags(case: Case) -> list[dict[str, str]]:
    """The needs that matter before opening a file, in one word each."""
    tags = []
    if case.is_child:
        tags.append({"label": _("Trẻ em"), "tone": "brand"})
    if case.interpreter not in presenting.NO_LANGUAGE:
        tags.append({"label": _("Phiên dịch")})
    return tags


def step_mini(case: Case) -> dict[str, Any]:
    """The small bar of six."""
    state = CaseState(case.state_before_close or case.state)
    number = LINE.index(state) + 1 if state in LINE else 1
    return {"number": number, "total": len(LINE), "label": case.get_state_display()}


def grouped(
    rows: Sequence[tuple[str, Case]], totals: dict[str, int], maker: RowMaker
) -> list[dict[str, Any]]:
    """Groups of case_table.html, in their order."""
    titles = {
        "late": _("Quá hạn"),
        "soon": _("Đến hạn trong 24 giờ"),
        "waiting": _("Chờ bên khác xác nhận"),
        "on_time": _("Trong hạn"),
        "elsewhere": _("Do đơn vị khác giữ"),
        "ended": _("Đã kết thúc"),
        "missed": _("Có hạn bị trễ trong tuần đã chọn"),
        "found": _("Kết quả tìm theo mã"),
        "same": _("Khớp hoàn toàn"),
        "alike": _("Cùng họ tên, khác dấu hoặc cách viết"),
        "part": _("Khớp một phần họ tên"),
    }
    found = []
    for key, title in titles.items():
        mine = [maker.row(group, case) for group, case in rows if group == key]
        if mine:
            total = reports.words(totals.get(key, len(mine)))
            found.append({"key": key, "title": title, "total": total, "rows": mine})
    return found
