"""One need, several places asked at once: drafted together, and the rest taken back together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import workflow
from caseflow.actions import consents
from caseflow.models import Agency, Case, Consent, User
from caseflow.refusals import WrongInput, WrongMoment
from referrals import catalogue, inbox
from referrals.actions.answering import withdraw
from referrals.actions.changing import Answer
from referrals.actions.drafting import Draft, draft_handoff
from referrals.actions.shared import _only_giver
from referrals.choices import OPEN_STATES, HandoffKind, HandoffState, Purpose
from referrals.models import Handoff

FEWEST = 2
ACCEPTED = (HandoffState.RECEIVED, HandoffState.SIGNED)


@dataclass(frozen=True)
class Asked:
    """One place, and what the person said about it; no answer: the one before names it too."""

    receiver: Agency
    answer: Answer | None = None


@trail.deed()
def refer_to_several(
    case: Case,
    *,
    purpose: Purpose,
    asked: Sequence[Asked],
    message: str = "",
    by: User,
    now: datetime,
    version: int | None = None,
) -> list[Handoff]:
    """A referral to each place, with the least its kind needs, tied together; all or none.

    Raises WrongInput for fewer than two places or one named twice, and what `draft_handoff` raises.
    """
    receivers = [each.receiver for each in asked]
    if len(receivers) < FEWEST or len({each.pk for each in receivers}) < len(receivers):
        raise WrongInput(_("Chọn ít nhất hai nơi khác nhau."))
    group = uuid4()
    drafts = []
    for together in _answered_together(asked):
        consent = _record(case, purpose, together, by=by, now=now)
        for each in together:
            least = catalogue.least_for(each.receiver.kind)
            drafted = Draft(
                HandoffKind.REFERRAL, each.receiver, purpose, least, consent, message, group=group
            )
            drafts.append(draft_handoff(case, draft=drafted, by=by, now=now, version=version))
    return drafts


def _answered_together(asked: Sequence[Asked]) -> list[list[Asked]]:
    """Places in the order they were named, parted where a new answer begins."""
    found: list[list[Asked]] = []
    for each in asked:
        if each.answer is None and found:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def _record(
    case: Case, purpose: Purpose, together: Sequence[Asked], *, by: User, now: datetime
) -> Consent:
    first, *others = together
    if first.answer is None:
        raise WrongInput(_("Ghi câu trả lời của người được hỗ trợ cho nơi đầu tiên."))
    told = {key for each in together for key in catalogue.least_for(each.receiver.kind)}
    return consents.record_consent(
        case,
        answer=first.answer.answer,
        basis=first.answer.basis,
        receiver=first.receiver,
        with_interpreter=first.answer.with_interpreter,
        terms=replace(
            first.answer.terms,
            purpose=purpose,
            scope=catalogue.sections_of(told),
            other_receivers=[each.receiver for each in others],
        ),
        by=by,
        now=now,
    )


@trail.deed()
def withdraw_the_rest(handoff: Handoff, *, by: User, now: datetime) -> list[Handoff]:
    """Take back what still waits for the same need, once one place accepted; each is told.

    A second press finds nothing left. Raises WrongMoment while nobody has accepted.
    """
    handoff = workflow.lock(handoff)
    _only_giver(handoff, by, _("Chỉ bên giao rút lại được."))
    if handoff.state not in ACCEPTED:
        raise WrongMoment(_("Nơi này chưa nhận. Khi một nơi đã nhận thì rút lại các nơi còn lại."))
    waiting = [each for each in inbox.asked_together(handoff) if each.state in OPEN_STATES]
    return [withdraw(each, by=by, now=now) for each in waiting]
