"""The parts of the case page: progress, the next thing to do, limits, protected information, pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, ngettext

from audit.timeline import Entry
from caseflow import rules, wording, workflow
from caseflow.choices import LINE, SECOND_PERSON_STEPS, CaseState, Hold, Level, ProposalState, Step
from caseflow.models import Case, Clock, Proposal, Standing, User
from caseflow.reports import history, lists
from caseflow.views import presenting, rows
from caseflow.views.base import CasePage
from caseflow.workflow import StepChoice

FIRST_EVENTS = 12
NOTES_SHOWN = 3
ALWAYS_SHOWN = frozenset({"birth_date", "phone"})
"""Fields with a coarse value that helps even when nothing is written behind it."""


@dataclass(frozen=True)
class Moment:
    """One case before one person at one instant, with what several parts need."""

    case: Case
    user: User
    standing: Standing
    level: Level
    works: bool
    now: datetime
    clocks: Sequence[Clock]
    steps: Sequence[Entry]
    choices: Mapping[str, StepChoice]

    @property
    def due(self) -> Clock | None:
        """The running limit that ends first."""
        running = [row for row in self.clocks if not (row.met_at or row.stopped_at)]
        return min(running, key=lambda row: row.due_at, default=None)

    def url(self, name: str, **kwargs: str) -> str:
        """Address of a page of the case; the case itself where an app is absent."""
        try:
            return reverse(name, kwargs={"reference": self.case.reference, **kwargs})
        except NoReverseMatch:
            return reverse("caseflow:case", kwargs={"reference": self.case.reference})


def look(page: CasePage) -> Moment:
    """Read what the page needs once."""
    case, level = page.case, page.level
    works = level >= Level.WORK
    choices = workflow.steps_for(case, by=page.user) if works else []
    return Moment(
        case=case,
        user=page.user,
        standing=page.standing(),
        level=level,
        works=page.works,
        now=page.now,
        clocks=history.clocks_of(case) if works else [],
        steps=history.events(case, Level.TRAIL, "", limit=200),
        choices={choice.name: choice for choice in choices},
    )


def stepper(moment: Moment) -> dict[str, Any]:
    """The six steps with how long each took."""
    case = moment.case
    stays = history.stays(case, moment.steps)
    last = {stay.state: stay for stay in stays}
    current = CaseState(case.state_before_close or case.state)
    if current not in LINE:
        on_line = [stay.state for stay in stays if stay.state in LINE]
        current = on_line[-1] if on_line else CaseState.RECEIVED
    reached = LINE.index(current)
    due = moment.due
    drawn = []
    for place, state in enumerate(LINE):
        stay = last.get(state)
        sub = ""
        if place < reached and stay and stay.end:
            sub = wording.span_words(stay.end - stay.start)
        elif place == reached and case.is_open and due:
            words = wording.due_words(due.due_at, moment.now)
            sub = words[:1].lower() + words[1:]
        elif place == reached and stay:
            sub = wording.vn_date(stay.start)
        done = place < reached or (not case.is_open and place == reached)
        status = "done" if done else "now" if place == reached else "todo"
        drawn.append({"label": state.label, "sub": sub, "status": status})
    tone = wording.due_tone(due.due_at, moment.now) if due else "brand"
    return {"steps": drawn, "tone": tone, "ended": ended_words(case)}


def ended_words(case: Case) -> str:
    """How the file ended; nothing for an open one."""
    if case.state == CaseState.NOT_CONFIRMED:
        return _(
            "Hồ sơ đã kết thúc ở bước này: không xác nhận. Có thể xem xét lại khi có căn cứ mới."
        )
    if case.state == CaseState.CLOSED:
        return _("Hồ sơ đã kết thúc: %(reason)s.") % {"reason": case.get_close_reason_display()}
    return ""


def next_action(moment: Moment) -> dict[str, Any]:
    """The one thing to do now, with its clock; for people who work with the file."""
    case = moment.case
    waiting = case.proposals.filter(state=ProposalState.WAITING, clock__isnull=True).first()
    if waiting is not None:
        return proposal_card(moment, waiting)
    if case.holds.filter(kind=Hold.OPEN_TRANSFER).exists():
        return {**timing(moment), **handing_over(moment)}
    step = main_step(case)
    choice = moment.choices.get(step.value) if step else None
    if step is None or choice is None:
        return {"title": _("Hồ sơ đã kết thúc"), "tone": "ok", "text": ended_words(case)}
    button = rows.step_button(case, step)
    lower = button["label"][:1].lower() + button["label"][1:]
    card = {**timing(moment), "title": _("Việc tiếp theo: %(step)s") % {"step": lower}}
    missing = [reason for reason in choice.reasons if step not in _self_supplied()]
    if not choice.permitted and step not in SECOND_PERSON_STEPS:
        card["text"] = _(
            "Bước này do đơn vị hoặc vai trò khác quyết định. Bàn giao hồ sơ, hoặc đề nghị phối hợp."
        )
        own = {"label": _("Mở bàn giao"), "url": moment.url("referrals:case_handoffs")}
    else:
        own = {"label": button["label"], "url": button["url"]}
    return {**card, "missing": missing, "buttons": [own, *more_buttons(moment)]}


def handing_over(moment: Moment) -> dict[str, Any]:
    """A transfer is under way: sent and waiting for an answer, or prepared and not sent yet."""
    sent = lists.receivers([moment.case.pk], moment.now)
    title = (
        _("Việc tiếp theo: chờ bên nhận xác nhận") if sent else _("Việc tiếp theo: gửi bàn giao")
    )
    own = {"label": _("Xem bàn giao"), "url": moment.url("referrals:case_handoffs")}
    return {"title": title, "buttons": [own, *more_buttons(moment)]}


def _self_supplied() -> frozenset[Step]:
    """Steps whose page itself asks for the evidence that is missing."""
    return frozenset({Step.VERIFY, Step.IDENTIFY, Step.SECURE, Step.RULE_OUT, Step.RECONSIDER})


def main_step(case: Case) -> Step | None:
    """The step that leads on from here."""
    if case.state == CaseState.NOT_CONFIRMED:
        return Step.RECONSIDER
    if case.state == CaseState.CLOSED:
        return Step.REOPEN
    return rows.MAIN_STEP.get(CaseState(case.state))


def proposal_card(moment: Moment, proposal: Proposal) -> dict[str, Any]:
    """A step waits for a second person."""
    words = _("Việc tiếp theo: chờ giám sát viên duyệt “%(step)s”") % {"step": proposal.title}
    url = moment.url("caseflow:decide", proposal=str(proposal.uid))
    decides = moment.standing.is_supervisor and proposal.proposed_by_id != moment.user.pk
    label = _("Xem và duyệt") if decides else _("Xem đề nghị")
    buttons = [{"label": label, "url": url, "kind": "" if decides else "line"}]
    return {**timing(moment), "title": words, "buttons": [*buttons, *more_buttons(moment)]}


def more_buttons(moment: Moment) -> list[dict[str, str]]:
    """What is done every day beside the step."""
    due = moment.due
    if not (moment.works and moment.case.is_open):
        return []
    found = []
    if due and due.due_at < moment.now:
        found.append(
            {"label": _("Báo lý do trễ"), "url": moment.url("caseflow:delay"), "kind": "line"}
        )
    found.append(
        {
            "label": _("Ghi liên hệ"),
            "url": moment.url("caseflow:contact"),
            "kind": "line",
            "icon": "phone",
        }
    )
    return found


def timing(moment: Moment) -> dict[str, Any]:
    """The clock of the next action: what is left, when, how much of the time is used."""
    due = moment.due
    if due is None:
        return {"tone": "brand"}
    whole = due.due_at - due.started_at
    used = (moment.now - due.started_at) / whole * 100 if whole else 100
    percent = min(max(used, 0), 100)
    return {
        "tone": wording.due_tone(due.due_at, moment.now),
        "remaining": wording.due_words(due.due_at, moment.now),
        "percent": percent,
        "detail": _("Hạn %(when)s · đã dùng %(percent)s%% thời gian (%(whole)s)")
        % {
            "when": wording.due_when(due.due_at, moment.now),
            "percent": round(percent),
            "whole": wording.span_words(whole),
        },
    }


def protected(moment: Moment, sealed: Mapping[str, presenting.Masked]) -> list[dict[str, Any]]:
    """The card of protected information: masks with coarse values, and codes shown as they are."""
    case = moment.case
    if moment.level < Level.PACKAGE:
        return []
    shown = [
        field
        for name, field in sealed.items()
        if name != "full_name"
        and (name in ALWAYS_SHOWN or "reveal_url" in field or "value" in field)
    ]
    codes = [
        (_("Giới tính"), case.get_sex_display()),
        (_("Phiên dịch"), case.get_interpreter_display()),
        (_("Người nói chuyện"), case.get_interviewer_display()),
        (_("Nơi phát hiện"), presenting.place_name(case)),
    ]
    if moment.level >= Level.WORK:
        codes += [
            (_("Nguy hiểm trước mắt"), case.get_risk_display()),
            (_("Quốc tịch"), case.get_citizenship_display()),
            (_("Hình thức bóc lột"), case.get_exploitation_display()),
            (_("Lời kể"), statement_words(case)),
        ]
    return [*shown, *({"label": label, "coarse": str(words)} for label, words in codes)]


def statement_words(case: Case) -> str:
    """How many versions of the statement exist; they never leave with a handoff."""
    count = case.statements.count()
    if not count:
        return _("Chưa ghi")
    return ngettext(
        "%(n)s bản, không nằm trong gói bàn giao", "%(n)s bản, không nằm trong gói bàn giao", count
    ) % {"n": count}


def side_tasks(moment: Moment) -> list[dict[str, Any]]:
    """What else can be written into an open file, and the way to the next one of the same person."""
    if not moment.works:
        return []
    if not moment.case.is_open:
        return tasks_after_the_end(moment)
    names = [
        (_("Sửa thông tin cần bảo vệ"), "caseflow:person"),
        (_("Sửa thông tin chung"), "caseflow:describe"),
        (_("Giao người phụ trách"), "caseflow:assign"),
        (_("Ghi ý kiến về việc chia sẻ"), "caseflow:consent"),
        (_("Ghi lời kể"), "caseflow:statement"),
        (_("Ghi khám sức khoẻ"), "caseflow:health"),
        (_("Ghi việc bảo đảm an toàn"), "caseflow:safety"),
        (_("Ghi việc luật định"), "caseflow:milestone"),
        (_("Lập hồ sơ cho trẻ đi cùng"), "caseflow:intake_child"),
    ]
    drawn = [{"label": label, "url": moment.url(name)} for label, name in names]
    taken = main_step(moment.case)
    for choice in moment.choices.values():
        second = choice.name in SECOND_PERSON_STEPS
        if choice.name != taken and (choice.permitted or second):
            label = _("Đề nghị: %(step)s") % {"step": choice.label} if second else choice.label
            drawn.append({"label": label, "url": moment.url("caseflow:step", step=choice.name)})
    return drawn


def tasks_after_the_end(moment: Moment) -> list[dict[str, Any]]:
    """A new file of the same person, and erasing this one: to be asked for, or as it stands."""
    again = _("Lập hồ sơ mới: bị mua bán lần nữa")
    drawn = [{"label": again, "url": moment.url("caseflow:intake_again")}]
    if moment.standing.role in rules.PROPOSERS:
        asked = moment.case.erasures.exclude(state=ProposalState.RETURNED).first()
        label = _("Đề nghị xoá dữ liệu cần bảo vệ")
        if asked:
            waits = asked.state == ProposalState.WAITING
            label = _("Xem đề nghị xoá dữ liệu") if waits else _("Xem việc xoá dữ liệu")
        drawn.append({"label": label, "url": moment.url("caseflow:erasure")})
    return drawn
