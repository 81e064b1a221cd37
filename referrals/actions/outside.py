"""To somebody without an account, the giving side: draft, look, send, another link, the answer, take back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions import consents, records
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.law import Event
from caseflow.models import Case, Consent, User
from caseflow.refusals import WrongInput
from referrals import catalogue
from referrals.actions.drafting import _next_number
from referrals.choices import (
    Beyond,
    OutsideKind,
    OutsideReason,
    OutsideState,
    OutsideStep,
    Purpose,
)
from referrals.models import OutsideReferral, OutsideWords


@dataclass(frozen=True)
class OutsideDraft:
    """What the giving side chooses."""

    kind: OutsideKind
    organisation: str
    contact: str
    purpose: Purpose
    fields: Sequence[str]
    """Keys of the catalogue."""
    message: str = ""
    beyond: Beyond | None = None
    """Why more is told than the least; it counts only where more is told."""


@trail.deed()
def refer_outside(
    case: Case,
    *,
    draft: OutsideDraft,
    answer: ConsentAnswer,
    basis: ConsentBasis,
    with_interpreter: bool,
    terms: consents.Terms,
    by: User,
    now: datetime,
    version: int | None = None,
) -> OutsideReferral:
    """Keep what the person said about telling this organisation, and prepare the referral on it.

    Nothing is told yet, and responsibility never moves. Raises WrongInput for a purpose that only
    agencies have, without a name or somebody to call, for more than the least without a reason, and what
    `record_consent` raises.
    """
    case = records.working(case, by=by, version=version)
    if draft.purpose == Purpose.VERIFICATION:
        raise WrongInput(_("Xác minh, xác định do cơ quan nhà nước làm. Chọn mục đích khác."))
    if not draft.organisation.strip() or not draft.contact.strip():
        raise WrongInput(_("Ghi tên nơi nhận và người để gọi báo mật khẩu."))
    if words := catalogue.refused(draft.fields, None, reason=draft.beyond):
        raise WrongInput(words)
    consent = consents.record_consent(
        case,
        answer=answer,
        basis=basis,
        with_interpreter=with_interpreter,
        terms=_named(terms, draft),
        by=by,
        now=now,
    )
    return _write(case, draft, consent, by=by, now=now)


def _named(terms: consents.Terms, draft: OutsideDraft) -> consents.Terms:
    return replace(
        terms,
        purpose=draft.purpose,
        scope=catalogue.sections_of(draft.fields),
        outside=draft.kind,
    )


def _write(
    case: Case, draft: OutsideDraft, consent: Consent, *, by: User, now: datetime
) -> OutsideReferral:
    event_uid = uuid4()
    beyond = draft.beyond if catalogue.beyond_least(draft.fields, None) else None
    referral = OutsideReferral.objects.create(
        last_event_uid=event_uid,
        case=case,
        number=_next_number(case.responsible_agency, now),
        sender=case.responsible_agency,
        kind=draft.kind,
        purpose=draft.purpose,
        chosen_fields=catalogue.in_order(draft.fields),
        beyond=beyond,
        consent=consent,
        drafted_by=by,
        drafted_at=now,
    )
    OutsideWords(
        case=case,
        scope_uid=case.uid,
        referral=referral,
        organisation=draft.organisation,
        contact=draft.contact,
        message=draft.message or None,
    ).save()
    trail.record(
        OutsideReferral.EVENT,
        uid=event_uid,
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(OutsideReferral.LABEL, referral.uid),
        data={
            "step": "draft",
            "after": OutsideState.DRAFTED.value,
            "version": 1,
            "number": referral.number,
            "outside": referral.kind,
            "purpose": referral.purpose,
            "fields": len(referral.chosen),
            **({"beyond": beyond.value} if beyond else {}),
        },
    )
    return referral


@trail.deed()
def withdraw_outside(
    referral: OutsideReferral, *, by: User, now: datetime, version: int | None = None
) -> OutsideReferral:
    """Take it back before it was opened: the link is dead at once, the file is emptied."""
    referral = workflow.advance(
        referral,
        OutsideStep.WITHDRAW,
        by=by,
        now=now,
        version=version,
        columns={"ended_at": now},
        data={"number": referral.number},
    )
    _empty(referral)
    clocks.meet(referral.case, Event.OUTSIDE_WITHDRAWN, at=now, about=referral.uid)
    return referral


@trail.deed()
def note_answer(
    referral: OutsideReferral,
    *,
    accepts: bool,
    reason: OutsideReason | None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> OutsideReferral:
    """Write down what the receiver said by another way than the link; it ends with it.

    Raises WrongInput for a refusal without its reason, WrongMoment for an acceptance of what was not
    opened.
    """
    step, columns = _answered(referral, accepts=accepts, reason=reason, now=now)
    referral = workflow.advance(
        referral,
        step,
        by=by,
        now=now,
        version=version,
        columns={**columns, "told_to": by},
        data={"number": referral.number, **({"reason": reason.value} if reason else {})},
    )
    _after_answer(referral, now=now)
    return referral


def _answered(
    referral: OutsideReferral, *, accepts: bool, reason: OutsideReason | None, now: datetime
) -> tuple[OutsideStep, dict[str, object]]:
    """The step of an answer and the columns it sets. Raises WrongInput for a refusal without reason."""
    if accepts:
        return OutsideStep.ACCEPT, {"ended_at": now}
    if reason is None:
        raise WrongInput(_("Chọn lý do không nhận được."))
    return OutsideStep.DECLINE, {"ended_at": now, "reason": reason.value}


def _after_answer(referral: OutsideReferral, *, now: datetime) -> None:
    """What every answer brings: the limits are met, and no file waits any more."""
    _empty(referral)
    clocks.meet(referral.case, Event.OUTSIDE_ANSWERED, at=now, about=referral.uid)


def _empty(referral: OutsideReferral) -> None:
    """The file waits no more; what was told stays on record."""
    words = OutsideWords.objects.select_for_update(of=("self",)).get(referral=referral)
    if words.__dict__["file"] is not None:
        words.file = None
        words.save()
