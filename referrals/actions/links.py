"""The receiving side without an account: whoever has the link takes the file once, and answers."""

import base64
from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import clocks, names, notices, workflow
from caseflow.law import Event
from caseflow.refusals import MissingEvidence, OutOfReach, WrongMoment
from caseflow.sealing import reading
from referrals import package as packages
from referrals.actions.letters import _link_days, _note_sight
from referrals.actions.outside import _after_answer, _answered, _empty
from referrals.choices import OutsideReason, OutsideState, OutsideStep
from referrals.looking import digest_of, link_takes_answer
from referrals.models import OutsideReferral, OutsideWords

OUTSIDER = trail.Actor(uid=names.OUTSIDER, role=names.OUTSIDER, agency="")
"""How the log knows whoever has a link: nobody was asked for a name."""


def take_file(referral: OutsideReferral, token: str, *, now: datetime) -> bytes:
    """The sealed document, once; recorded and committed before it is given, the sender is told.

    Of two at the same instant one gets it. Raises WrongMoment when the link was used, ran out or was
    ended, for one sentence; OutOfReach when another link took its place meanwhile.
    """
    with trail.deed():
        referral = _same(referral, token)
        try:
            referral = workflow.advance_by_itself(
                referral,
                OutsideStep.OPEN,
                now=now,
                columns={"opened_at": now, "expires_at": now + _link_days()},
                data={"number": referral.number, "outside": referral.kind},
                actor=OUTSIDER,
            )
        except (WrongMoment, MissingEvidence):
            raise WrongMoment(_("Liên kết này không còn dùng được.")) from None
        words = OutsideWords.objects.get(referral=referral)
        with reading.opened("paper") as reads:
            file = base64.b64decode(words.file or "")
            for label in packages.sealed_labels(words.contents):
                reads.add(label, words.uid)
        _note_sight(referral, reads, side="receiver", actor=OUTSIDER, now=now)
        _empty(referral)
        clocks.meet(referral.case, Event.OUTSIDE_OPENED, at=now, about=referral.uid)
        clocks.start(
            referral.case, Event.OUTSIDE_OPENED, at=now, about=referral.uid, agency=referral.sender
        )
        _tell(referral, "outside.opened", now=now)
    return file


@trail.deed()
def answer_by_link(
    referral: OutsideReferral,
    token: str,
    *,
    accepts: bool,
    reason: OutsideReason | None,
    now: datetime,
) -> OutsideReferral:
    """What the receiver answers on the page; the sender is told. Nothing else moves.

    Raises WrongInput for a refusal without reason, WrongMoment for an acceptance before the file was
    taken, a second answer, and a link that ran out; OutOfReach when another link took its place.
    """
    referral = _same(referral, token)
    if not link_takes_answer(referral, now=now):
        raise WrongMoment(_("Liên kết này không còn dùng được."))
    if accepts and referral.state != OutsideState.OPENED:
        raise WrongMoment(_("Tải tài liệu trước rồi trả lời."))
    step, columns = _answered(referral, accepts=accepts, reason=reason, now=now)
    referral = workflow.advance_by_itself(
        referral,
        step,
        now=now,
        columns=columns,
        data={"number": referral.number, **({"reason": reason.value} if reason else {})},
        actor=OUTSIDER,
    )
    _after_answer(referral, now=now)
    _tell(referral, f"outside.{referral.state}", now=now)
    return referral


def _same(referral: OutsideReferral, token: str) -> OutsideReferral:
    fresh = workflow.lock(referral)
    if fresh.link_digest != digest_of(token):
        raise OutOfReach
    return fresh


def _tell(referral: OutsideReferral, kind: str, *, now: datetime) -> None:
    """The agency that sent it, and the one that answers for the case where that is another."""
    for agency in {referral.sender, referral.case.responsible_agency}:
        notices.tell(
            kind,
            case=referral.case,
            agency=agency,
            dedup=f"{kind}:{referral.uid.hex}:{referral.version}:{agency.code}",
            now=now,
        )
