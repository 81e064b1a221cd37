"""What several deeds of handing over do."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from audit import trail
from caseflow import access, clocks, notices, workflow
from caseflow.choices import GrantBasis, Hold, Level
from caseflow.models import Agency, CaseGroupGrant, User
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.sealing import reading
from referrals import looking
from referrals.choices import HandoffKind
from referrals.models import Handoff
from referrals.rules import side_of


def _only_giver(handoff: Handoff, by: User, words: str) -> None:
    """Raises OutOfReach for whoever does not reach the case, WrongRole with these words for others."""
    if access.reach(by, handoff.case) is None:
        raise OutOfReach
    if side_of(handoff, by) != "sender":
        raise WrongRole(words)


def _let_look(handoff: Handoff, *, by: User, now: datetime) -> None:
    """Let the receiver read what `looking.terms_for` says; nothing where it says none."""
    terms = looking.terms_for(handoff, now=now)
    if terms is None:
        return
    access.grant(
        handoff.case,
        to=handoff.receiver,
        level=terms.level,
        basis=terms.basis,
        basis_uid=handoff.uid,
        labels=terms.labels,
        steps=terms.steps,
        package_digest=handoff.package_digest,
        until=terms.until,
        by=by,
        now=now,
    )
    if terms.until is not None:
        _let_answer(handoff, by=by, now=now)


def _let_answer(handoff: Handoff, *, by: User, now: datetime) -> None:
    """Let the receiver reach the handoff after the agreement ended: the person may be on the way."""
    referral = handoff.kind == HandoffKind.REFERRAL
    access.grant(
        handoff.case,
        to=handoff.receiver,
        level=Level.TRAIL,
        basis=GrantBasis.REFERRAL if referral else GrantBasis.HANDOFF,
        basis_uid=handoff.uid,
        by=by,
        now=now,
    )


def _only_answer(handoff: Handoff, *, by: User, now: datetime) -> None:
    """What was sent is closed; the answer to it stays open, and the receiver is told."""
    _let_answer(handoff, by=by, now=now)
    for given in _given_by(handoff):
        if access.grant_level(given) > Level.TRAIL:
            access.revoke(given, by=by, now=now)
    _tell(handoff, "handoff.agreement_ended", to=handoff.receiver, now=now)


def _stop_looking(handoff: Handoff, *, by: User | None, now: datetime) -> None:
    for given in _given_by(handoff):
        access.revoke(given, by=by, now=now)


def _given_by(handoff: Handoff) -> Iterable[CaseGroupGrant]:
    found = CaseGroupGrant.objects.filter(
        content_object=handoff.case, basis_uid=handoff.uid, revoked_at__isnull=True
    )
    return list(found.exclude(basis=GrantBasis.FORMER))


def _after_end(handoff: Handoff, *, by: User | None, now: datetime) -> None:
    workflow.lift_hold(handoff.case, Hold.OPEN_TRANSFER, ref=handoff.uid)
    _stop_looking(handoff, by=by, now=now)
    clocks.meet(handoff.case, f"{handoff.kind}_{handoff.state}", at=now, about=handoff.uid)


def _tell(handoff: Handoff, kind: str, *, to: Agency, now: datetime, again: str = "") -> None:
    notices.tell(
        kind,
        case=handoff.case,
        agency=to,
        dedup=f"{kind}:{handoff.uid.hex}{again}",
        now=now,
    )


def _record_sight(
    handoff: Handoff, reads: reading.ReadSet, *, side: str, by: User, now: datetime
) -> None:
    data: Mapping[str, object] = {
        "number": handoff.number,
        "handoff": handoff.uid,
        "side": side,
    }
    trail.record(
        "package.seen",
        actor=access.actor(by),
        at=now,
        case=handoff.case.uid,
        obj=(Handoff.LABEL, handoff.uid),
        data=data,
        reads=_reads_of(reads),
    )


def _reads_of(reads: reading.ReadSet) -> trail.Reads:
    return trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids))
