"""The one thing to do now on a case page, with the limit it meets; an ended file has none."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from caseflow import wording
from caseflow.choices import SECOND_PERSON_STEPS, Hold, Level, ProposalState, Step
from caseflow.models import Clock, Proposal
from caseflow.reports import lists
from caseflow.views import rows
from caseflow.views.overview import Moment, ended_words

Card = dict[str, Any]
Asker = Callable[[Moment], Card | None]
_askers: list[Asker] = []
SELF_SUPPLIED = frozenset({Step.VERIFY, Step.IDENTIFY, Step.SECURE})
"""Steps whose page itself asks for the evidence that is missing."""


def register(asker: Asker) -> None:
    """Let an upper floor say what waits for this person before the steps of the file."""
    _askers.append(asker)


def card(moment: Moment) -> Card | None:
    """What next_action.html draws; nothing for people who have nothing to do with the file."""
    case = moment.case
    works = moment.level >= Level.WORK
    waiting = case.proposals.filter(state=ProposalState.WAITING, clock__isnull=True).first()
    if works and waiting is not None:
        return proposal_card(moment, waiting)
    if asked := next((found for asker in _askers if (found := asker(moment))), None):
        return asked
    if not works:
        return None
    if under_way := list(case.holds.filter(kind=Hold.OPEN_TRANSFER).values_list("ref", flat=True)):
        due = next((row for row in moment.running if row.about_uid in under_way), None)
        return {**timing(moment, due), **handing_over(moment)}
    return step_card(moment)


def step_card(moment: Moment) -> Card:
    """The step that leads on from here and what it lacks."""
    step = moment.main_step
    choice = moment.choices.get(step.value) if step else None
    if step is None or choice is None:
        return {
            "title": _("Hồ sơ đã kết thúc"),
            "tone": "ok",
            "text": ended_words(moment.case),
        }
    button = rows.step_button(moment.case, step)
    lower = button["label"][:1].lower() + button["label"][1:]
    drawn = {**timing(moment, moment.due), "title": _("Việc tiếp theo: %(step)s") % {"step": lower}}
    missing = [reason for reason in choice.reasons if step not in SELF_SUPPLIED]
    if not choice.permitted and step not in SECOND_PERSON_STEPS:
        drawn["text"] = _(
            "Bước này do đơn vị hoặc vai trò khác quyết định. Bàn giao hồ sơ, hoặc đề nghị phối hợp."
        )
        own = {"label": _("Mở bàn giao"), "url": moment.url("referrals:case_handoffs")}
    else:
        own = {"label": button["label"], "url": button["url"]}
    buttons = [own, *more_buttons(moment), *handing_on(moment)]
    return {**drawn, "missing": missing, "buttons": buttons}


def handing_on(moment: Moment) -> list[dict[str, str]]:
    """To prepare a handoff, for whoever holds an open file that is not on the way already."""
    if not (moment.works and moment.case.is_open):
        return []
    url = moment.url("referrals:hand_over")
    return [{"label": _("Lập bàn giao"), "url": url, "kind": "line", "icon": "arrows-exchange"}]


def handing_over(moment: Moment) -> Card:
    """A transfer is under way: sent and waiting for an answer, or prepared and not sent yet."""
    sent = lists.receivers([moment.case.pk], moment.now)
    title = (
        _("Việc tiếp theo: chờ bên nhận xác nhận") if sent else _("Việc tiếp theo: gửi bàn giao")
    )
    own = {"label": _("Xem bàn giao"), "url": moment.url("referrals:case_handoffs")}
    return {"title": title, "buttons": [own, *more_buttons(moment)]}


def proposal_card(moment: Moment, proposal: Proposal) -> Card:
    """A step waits for a second person."""
    words = _("Việc tiếp theo: chờ giám sát viên duyệt “%(step)s”") % {"step": proposal.title}
    url = moment.url("caseflow:decide", proposal=str(proposal.uid))
    decides = moment.standing.is_supervisor and proposal.proposed_by_id != moment.user.pk
    label = _("Xem và duyệt") if decides else _("Xem đề nghị")
    buttons = [{"label": label, "url": url, "kind": "" if decides else "line"}]
    due = moment.due if proposal.step == moment.main_step else None
    return {**timing(moment, due), "title": words, "buttons": [*buttons, *more_buttons(moment)]}


def more_buttons(moment: Moment) -> list[dict[str, str]]:
    """What is done every day beside the step."""
    if not (moment.works and moment.case.is_open):
        return []
    found = []
    if any(row.due_at < moment.now for row in moment.running):
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


def timing(moment: Moment, due: Clock | None) -> Card:
    """The limit of the next action: what is left, when, how much of the time is used."""
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
