"""The parts of the case page: what they are drawn from, progress, protected information, other tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, ngettext

from audit.timeline import Entry
from caseflow import asked, rules, wording, workflow
from caseflow.choices import LINE, SECOND_PERSON_STEPS, CaseState, Level, ProposalState, Step
from caseflow.law import Event
from caseflow.models import Case, Clock, Standing, User
from caseflow.reports import history
from caseflow.views import presenting, rows
from caseflow.views.base import CasePage
from caseflow.workflow import StepChoice

FIRST_EVENTS = 12
NOTES_SHOWN = 3
ALWAYS_SHOWN = frozenset({"birth_date", "phone"})
"""Fields with a coarse value that helps even when nothing is written behind it."""


MEETS: Mapping[Step, Event] = {
    Step.VERIFY: Event.VERIFIED,
    Step.IDENTIFY: Event.IDENTIFIED,
    Step.SECURE: Event.SECURED,
    Step.BEGIN_SUPPORT: Event.SUPPORT_STARTED,
    Step.REINTEGRATE: Event.REINTEGRATED,
}
"""What a step reports to the limits."""


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
    def running(self) -> list[Clock]:
        """The limits neither met nor ended, the one that ends first in front."""
        return [row for row in self.clocks if not (row.met_at or row.stopped_at)]

    @property
    def main_step(self) -> Step | None:
        """The step that leads on from here; none in an ended file."""
        return rows.MAIN_STEP.get(CaseState(self.case.state))

    @property
    def due(self) -> Clock | None:
        """The limit that the step leading on from here meets, by the law."""
        event = MEETS.get(self.main_step) if self.main_step else None
        return next((row for row in self.running if event in row.ruling().met_by), None)

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
            (_("Số lần phải kể"), times_words(case)),
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


def times_words(case: Case) -> str:
    """How often the person had to tell it."""
    number = asked.times(case)
    return asked.times_words(number) if number else _("Chưa hỏi lần nào")


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
        (_("Yêu cầu về dữ liệu cá nhân"), "caseflow:data_requests"),
        (_("Sự cố dữ liệu cá nhân"), "caseflow:data_breaches"),
        (_("In giấy tờ"), "caseflow:papers"),
        (_("Lời kể và những gì đã hỏi"), "caseflow:statements"),
        (_("Ghi lời kể"), "caseflow:statement"),
        (_("Ghi khám sức khoẻ"), "caseflow:health"),
        (_("Ghi việc bảo đảm an toàn"), "caseflow:safety"),
        (_("Ghi việc luật định"), "caseflow:milestone"),
        (_("Lập hồ sơ cho trẻ đi cùng"), "caseflow:intake_child"),
    ]
    drawn = [{"label": label, "url": moment.url(name)} for label, name in names]
    return drawn + step_tasks(moment)


def step_tasks(moment: Moment) -> list[dict[str, Any]]:
    """Steps beside the one that leads on, for whoever may take or propose them."""
    drawn = []
    for choice in moment.choices.values():
        second = choice.name in SECOND_PERSON_STEPS
        if choice.name != moment.main_step and (choice.permitted or second):
            label = _("Đề nghị: %(step)s") % {"step": choice.label} if second else choice.label
            drawn.append({"label": label, "url": moment.url("caseflow:step", step=choice.name)})
    return drawn


def tasks_after_the_end(moment: Moment) -> list[dict[str, Any]]:
    """Going on with it, a new file of the same person, and erasing this one: as it stands."""
    again = _("Lập hồ sơ mới: bị mua bán lần nữa")
    told = {"label": _("Lời kể và những gì đã hỏi"), "url": moment.url("caseflow:statements")}
    drawn = [
        *step_tasks(moment),
        {"label": again, "url": moment.url("caseflow:intake_again")},
        told,
    ]
    if moment.standing.role in rules.PROPOSERS:
        found = moment.case.erasures.exclude(state=ProposalState.RETURNED).first()
        label = _("Đề nghị xoá dữ liệu cần bảo vệ")
        if found:
            waits = found.state == ProposalState.WAITING
            label = _("Xem đề nghị xoá dữ liệu") if waits else _("Xem việc xoá dữ liệu")
        drawn.append({"label": label, "url": moment.url("caseflow:erasure")})
    return drawn
