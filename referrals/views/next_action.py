"""What a handoff asks of a side, on the page of its case."""

from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow.models import Case
from caseflow.views import next_action, rows
from caseflow.views.overview import Moment
from referrals.choices import HandoffKind, HandoffState
from referrals.models import Handoff
from referrals.rules import side_of


def asked(moment: Moment) -> next_action.Card | None:
    """To answer what was sent here; to choose somebody else where the receiver declined."""
    found = Handoff.objects.visible_to(moment.user).filter(case=moment.case)
    latest = found.select_related("sender", "receiver", "case").order_by("-drafted_at", "-pk")
    waiting = latest.waiting().first()
    if waiting is not None and side_of(waiting, moment.user) == "receiver":
        return to_answer(waiting, moment)
    last = latest.filter(kind=HandoffKind.TRANSFER).first()
    if moment.works and last is not None and declined(last, moment):
        return to_choose_again(moment, last)
    return None


def to_answer(handoff: Handoff, moment: Moment) -> next_action.Card:
    """The receiver answers within the limit."""
    due = moment.case.clocks.running().filter(about_uid=handoff.uid).order_by("due_at").first()
    at = {"uid": handoff.uid}
    return {
        **next_action.timing(moment, due),
        "title": _("Việc tiếp theo: trả lời bàn giao số %(number)s") % {"number": handoff.number},
        "buttons": [
            {"label": _("Xác nhận đã nhận"), "url": reverse("referrals:receive", kwargs=at)},
            {
                "label": _("Không nhận được"),
                "url": reverse("referrals:decline", kwargs=at),
                "kind": "line",
            },
        ],
    }


def declined(handoff: Handoff, moment: Moment) -> bool:
    """Whether the receiver could not and the file stands where it stood."""
    if handoff.state != HandoffState.DECLINED or side_of(handoff, moment.user) != "sender":
        return False
    since = handoff.ended_at
    return not any(
        entry.act == Case.EVENT and since is not None and entry.at > since for entry in moment.steps
    )


def to_choose_again(moment: Moment, last: Handoff) -> next_action.Card:
    """The giver looks for another receiver; the step that leads on stays within reach."""
    url = reverse("referrals:elsewhere", kwargs={"uid": last.uid})
    again = {"label": _("Chọn nơi nhận khác"), "url": url}
    buttons = [again]
    step = moment.main_step
    if step and step.value in moment.choices and moment.choices[step.value].permitted:
        buttons.append({**rows.step_button(moment.case, step), "kind": "line"})
    return {
        "tone": "warn",
        "title": _("Việc tiếp theo: chọn nơi nhận khác"),
        "text": _("Bên nhận trả lời không nhận được. Đọc lý do ở mục Bàn giao."),
        "buttons": [*buttons, *next_action.more_buttons(moment)],
    }
