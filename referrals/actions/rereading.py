"""What a desk wrote itself and may have again, though it reaches the case no more."""

from datetime import datetime

from audit import trail
from caseflow import access
from caseflow.models import User
from caseflow.refusals import OutOfReach
from caseflow.sealing import reading
from referrals import inbox
from referrals.actions.shared import _reads_of
from referrals.models import Handoff


def read_own_answer(handoff: Handoff, *, by: User, now: datetime) -> str:
    """Why this agency declined, in its own words, for the paper it sends; recorded before it is given.

    Nothing else of the handoff opens. Raises OutOfReach for any other agency, and for what was not
    declined.
    """
    with trail.deed():
        fresh = inbox.declined_one(by, handoff.uid)
        if fresh is None:
            raise OutOfReach
        with reading.opened("paper") as reads:
            reason = fresh.words.decline_reason or ""
        trail.record(
            "handoff.answer_read",
            actor=access.actor(by),
            at=now,
            case=fresh.case.uid,
            obj=(Handoff.LABEL, fresh.uid),
            data={"number": fresh.number},
            reads=_reads_of(reads),
        )
    return reason
