"""What several deeds of handing over do."""

from collections.abc import Mapping
from datetime import datetime

from audit import trail
from caseflow import access, notices
from caseflow.choices import GrantBasis
from caseflow.models import Agency, CaseGroupGrant, User
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.sealing import reading
from referrals import looking
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


def _stop_looking(handoff: Handoff, *, by: User | None, now: datetime) -> None:
    given_by_it = CaseGroupGrant.objects.filter(
        content_object=handoff.case, basis_uid=handoff.uid, revoked_at__isnull=True
    )
    for given in given_by_it.exclude(basis=GrantBasis.FORMER):
        access.revoke(given, by=by, now=now)


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
