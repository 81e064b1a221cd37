"""What the person says about sharing, and taking it back."""

from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access
from caseflow.actions.records import working
from caseflow.choices import (
    ConsentAnswer,
    ConsentBasis,
)
from caseflow.models import (
    Agency,
    Case,
    Consent,
    User,
)
from caseflow.refusals import WrongMoment


class WithdrawalHook(Protocol):
    """What an upper floor does when an agreement it relied on is taken back."""

    def __call__(self, consent: Consent, *, by: User, now: datetime) -> None: ...


_hooks: list[WithdrawalHook] = []


def on_withdrawal(hook: WithdrawalHook) -> None:
    """Let an upper floor stop what rests on a consent when it is taken back."""
    _hooks.append(hook)


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
    by_representative: bool = False,
    expires_on: date | None = None,
) -> Consent:
    """Keep the person's answer about sharing, or the legal basis used without one."""
    case = working(case, by=by)
    consent = Consent.objects.create(
        case=case,
        answer=answer,
        basis=basis,
        receiver=receiver,
        with_interpreter=with_interpreter,
        by_representative=by_representative,
        given_at=now,
        expires_on=expires_on,
        recorded_by=by,
    )
    data: dict[str, object] = {
        "answer": answer.value,
        "basis": basis.value,
        "interpreter": "yes" if with_interpreter else "no",
    }
    if receiver is not None:
        data["to_agency"] = receiver.code
    trail.record(
        "consent.recorded",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("consent", consent.uid),
        data=data,
    )
    return consent


@trail.deed()
def withdraw_consent(consent: Consent, *, by: User, now: datetime) -> Consent:
    """The person takes the agreement back: whatever upper floors let others read by it ends now."""
    case = working(consent.case, by=by)
    consent = Consent.objects.select_for_update(of=("self",)).get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise WrongMoment(_("Đồng ý này đã được rút lại."))
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    trail.record(
        "consent.withdrawn",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("consent", consent.uid),
        data={"consent": consent.uid},
    )
    for hook in _hooks:
        hook(consent, by=by, now=now)
    return consent
