"""Another receiver for what nobody has received: the same, or mended, to somebody else."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, workflow
from caseflow.actions import consents
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.models import User
from caseflow.refusals import OutOfReach, Stale, WrongInput, WrongMoment, WrongRole
from caseflow.sealing import reading
from referrals.actions.answering import withdraw
from referrals.actions.giving import Draft, draft_handoff, hand_over
from referrals.actions.shared import _record_sight
from referrals.choices import OPEN_STATES, HandoffState
from referrals.models import Handoff
from referrals.rules import side_of

CHANGEABLE = (*OPEN_STATES, HandoffState.DECLINED)


@dataclass(frozen=True)
class Answer:
    """What the person said about sharing with the new receiver."""

    answer: ConsentAnswer
    basis: ConsentBasis
    with_interpreter: bool = False
    terms: consents.Terms = field(default_factory=consents.Terms)


@trail.deed()
def change_receiver(
    handoff: Handoff,
    *,
    draft: Draft,
    answer: Answer | None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Handoff:
    """Take back what waits, if it still waits, and draft it for somebody else; all or nothing.

    Without a new `answer` the one of the old handoff must cover the new one; an empty message takes
    the old message along. Raises WrongMoment for what was received, WrongInput for the same receiver
    and for an answer that does not cover the new one.
    """
    handoff = workflow.lock(handoff)
    _check_side(handoff, by)
    if version is not None and version != handoff.version:
        raise Stale
    if handoff.state not in CHANGEABLE:
        raise WrongMoment(
            _("Bàn giao này đã nhận hoặc đã rút lại nên không đổi bên nhận được. Tải lại trang.")
        )
    if draft.receiver.pk == handoff.receiver_id:
        raise WrongInput(_("Đây là bên nhận cũ. Chọn đơn vị khác."))
    if handoff.state in OPEN_STATES:
        withdraw(handoff, by=by, now=now)
    draft = replace(draft, follows=handoff, message=draft.message or _message(handoff, by, now))
    if answer is not None:
        return hand_over(
            handoff.case,
            draft=draft,
            answer=answer.answer,
            basis=answer.basis,
            with_interpreter=answer.with_interpreter,
            terms=answer.terms,
            by=by,
            now=now,
        )
    if not _covers(handoff, draft, now):
        raise WrongInput(
            _(
                "Điều người được hỗ trợ đã trả lời không gồm lần gửi này. Hỏi lại rồi ghi câu trả lời."
            )
        )
    return draft_handoff(
        handoff.case, draft=replace(draft, consent=handoff.consent), by=by, now=now
    )


def _check_side(handoff: Handoff, by: User) -> None:
    if access.reach(by, handoff.case) is None:
        raise OutOfReach
    if side_of(handoff, by) != "sender":
        raise WrongRole(_("Chỉ bên giao đổi được bên nhận."))
    if not access.works_here(by, handoff.case):
        raise OutOfReach


def _covers(handoff: Handoff, draft: Draft, now: datetime) -> bool:
    """Whether the old answer stands today, for this receiver, purpose and package."""
    consent = handoff.consent
    return (
        consent is not None
        and consent.stands_on(timezone.localdate(now))
        and consent.is_for(draft.receiver)
        and consent.purpose in (None, draft.purpose)
        and not consent.beyond_scope([section.value for section in draft.sections])
    )


def _message(handoff: Handoff, by: User, now: datetime) -> str:
    """What was written to the old receiver; reading it is recorded."""
    with reading.opened("paper") as reads:
        message = handoff.words.message or ""
    if message:
        _record_sight(handoff, reads, side="sender", by=by, now=now)
    return message
