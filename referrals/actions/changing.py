"""Another receiver for what nobody has received: the same, or mended, to somebody else."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions import consents
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.models import User
from caseflow.refusals import OutOfReach, Stale, WrongInput, WrongMoment
from caseflow.sealing import reading
from referrals.actions.answering import withdraw
from referrals.actions.drafting import Draft, draft_handoff, hand_over
from referrals.actions.shared import _only_giver, _record_sight
from referrals.choices import OPEN_STATES, HandoffState
from referrals.models import Along, Handoff

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

    Without a new `answer` the one of the old handoff must cover the new one; what is not written anew
    is taken along. Raises WrongMoment for what was received, WrongInput for the same receiver
    and for an answer that does not cover the new one.
    """
    handoff = workflow.lock(handoff)
    _only_giver(handoff, by, _("Chỉ bên giao đổi được bên nhận."))
    if not access.works_here(by, handoff.case):
        raise OutOfReach
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
    draft = _with_old_words(handoff, draft, by, now)
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


def _covers(handoff: Handoff, draft: Draft, now: datetime) -> bool:
    """Whether the old answer stands today, for this receiver, purpose and package."""
    consent = handoff.consent
    return (
        consent is not None
        and consent.stands_on(clocks.calendar_day(now))
        and consent.is_for(draft.receiver)
        and consent.purpose in (None, draft.purpose)
        and not consent.beyond_scope([section.value for section in draft.sections])
    )


def _with_old_words(handoff: Handoff, draft: Draft, by: User, now: datetime) -> Draft:
    """What was written for the old receiver goes along where nothing new is; reading it is recorded."""
    with reading.opened("paper") as reads:
        message = draft.message or handoff.words.message or ""
        along = Along.objects.filter(handoff=handoff).first()
        belongings = draft.belongings or (along and along.belongings) or ""
        escorts = draft.escorts or (along and along.escorts) or ""
    if reads.labels:
        _record_sight(handoff, reads, side="sender", by=by, now=now)
    goes = draft.interpreter_along
    return replace(
        draft,
        follows=handoff,
        message=message,
        belongings=belongings,
        escorts=escorts,
        interpreter_along=handoff.interpreter_along if goes is None else goes,
    )
