"""What the person says about sharing, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions.records import working
from caseflow.choices import (
    AgeBand,
    ChildAnswer,
    ConsentAnswer,
    ConsentBasis,
    Language,
    OutsideKind,
    Purpose,
    Section,
    Speaker,
)
from caseflow.models import (
    Agency,
    Case,
    Consent,
    ConsentWords,
    User,
)
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment

SURELY_SEVEN = (AgeBand.FROM_13, AgeBand.FROM_16)
"""Bands in which nobody is younger than seven."""


class WithdrawalHook(Protocol):
    """What an upper floor does when an agreement it relied on is taken back."""

    def __call__(self, consent: Consent, *, by: User, now: datetime) -> None: ...


_hooks: list[WithdrawalHook] = []


def on_withdrawal(hook: WithdrawalHook) -> None:
    """Let an upper floor stop what rests on a consent when it is taken back."""
    _hooks.append(hook)


@dataclass(frozen=True)
class Terms:
    """How the answer was given and what it covers; what is left out limits nothing."""

    purpose: Purpose | None = None
    scope: Sequence[Section] | None = None
    other_receivers: Sequence[Agency] = ()
    outside: OutsideKind | None = None
    language: Language | None = None
    by_representative: bool = False
    child_answer: ChildAnswer | None = None
    expires_on: date | None = None
    representative: str = ""
    interpreter: str = ""
    grounds: str = ""

    def lacking(self, case: Case, answer: ConsentAnswer) -> dict[str, str]:
        """What a child's agreement still needs (Law 91/2025 Art. 24), by the name of the term."""
        if not case.is_child or answer != ConsentAnswer.AGREES:
            return {}
        found = {}
        if not self.by_representative:
            found["by_representative"] = _(
                "Trẻ em thì người đại diện hợp pháp trả lời. Đánh dấu “Người đại diện hợp pháp trả lời”, "
                "hoặc chọn “Chưa hỏi” và viện dẫn căn cứ pháp luật."
            )
        if self.child_answer is None:
            found["child_answer"] = _("Trẻ từ đủ 7 tuổi cũng được hỏi. Ghi câu trả lời của trẻ.")
        elif self.child_answer == ChildAnswer.UNDER_SEVEN and case.age_band in SURELY_SEVEN:
            found["child_answer"] = _(
                "Trẻ đã đủ 7 tuổi theo nhóm tuổi của hồ sơ. Ghi câu trả lời của trẻ."
            )
        return found


@trail.deed()
def record_consent(
    case: Case,
    *,
    answer: ConsentAnswer,
    basis: ConsentBasis,
    by: User,
    now: datetime,
    receiver: Agency | None = None,
    with_interpreter: bool = False,
    terms: Terms = Terms(),
) -> Consent:
    """Keep the person's answer about sharing, or the legal basis used without one.

    Raises WrongInput for a child for whom nobody agreed who may (Law 91/2025 Art. 24), for a last
    day that has passed, and for another law that is not named.
    """
    case = working(case, by=by)
    _check(case, answer=answer, basis=basis, terms=terms, now=now)
    consent = Consent.objects.create(
        case=case,
        answer=answer,
        basis=basis,
        purpose=terms.purpose,
        scope=None if terms.scope is None else [section.value for section in terms.scope],
        receiver=receiver,
        other_receivers=[agency.code for agency in terms.other_receivers] or None,
        outside=terms.outside,
        with_interpreter=with_interpreter,
        language=terms.language,
        by_representative=terms.by_representative,
        child_answer=terms.child_answer,
        given_at=now,
        expires_on=terms.expires_on,
        recorded_by=by,
    )
    words = (terms.representative, terms.interpreter, terms.grounds)
    if any(words):
        representative, interpreter, grounds = (text or None for text in words)
        ConsentWords(
            case=case,
            scope_uid=case.uid,
            consent=consent,
            representative=representative,
            interpreter=interpreter,
            grounds=grounds,
        ).save()
    data: dict[str, object] = {
        "answer": answer.value,
        "basis": basis.value,
        "interpreter": "yes" if with_interpreter else "no",
    }
    if receiver is not None:
        data["to_agency"] = receiver.code
    if terms.outside is not None:
        data["outside"] = terms.outside.value
    if terms.purpose is not None:
        data["purpose"] = terms.purpose.value
    if terms.scope is not None:
        data["sections"] = len(terms.scope)
    if terms.expires_on is not None:
        data["last_day"] = terms.expires_on
    if terms.child_answer is not None:
        data["child_answer"] = terms.child_answer.value
    trail.record(
        "consent.recorded",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("consent", consent.uid),
        data=data,
    )
    return consent


def _check(
    case: Case, *, answer: ConsentAnswer, basis: ConsentBasis, terms: Terms, now: datetime
) -> None:
    if terms.expires_on is not None and terms.expires_on < clocks.calendar_day(now):
        raise WrongInput(_("Ngày hết hiệu lực của đồng ý đã qua. Ghi ngày từ hôm nay trở đi."))
    if basis == ConsentBasis.OTHER_LAW and not terms.grounds.strip():
        raise WrongInput(_("Ghi rõ điều luật cho phép chia sẻ khi không có sự đồng ý."))
    for sentence in terms.lacking(case, answer).values():
        raise WrongInput(sentence)


@trail.deed()
def withdraw_consent(
    consent: Consent, *, by: User, now: datetime, speaker: Speaker = Speaker.PERSON
) -> Consent:
    """The person takes the agreement back: whatever upper floors let others read by it ends now.

    In an ended file too. Raises WrongMoment for the second time.
    """
    case = workflow.lock(consent.case)
    if not access.writes_here(by, case):
        raise OutOfReach
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise WrongMoment(_("Đồng ý này đã được rút lại."))
    consent.withdrawn_at = now
    consent.withdrawn_by = by
    consent.withdrawn_speaker = speaker
    consent.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_speaker"])
    trail.record(
        "consent.withdrawn",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("consent", consent.uid),
        data={"consent": consent.uid, "speaker": speaker.value},
    )
    for hook in _hooks:
        hook(consent, by=by, now=now)
    return consent
