"""What several deeds of handing over do."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from audit import trail
from caseflow import access, clocks, notices, workdays
from caseflow.choices import GrantBasis, Level, Step
from caseflow.models import Agency, CaseGroupGrant, Consent, User
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.sealing import reading
from referrals import package as packages
from referrals.choices import HandoffKind, Purpose
from referrals.models import Handoff
from referrals.rules import side_of


def _only_giver(handoff: Handoff, by: User, words: str) -> None:
    """Raises OutOfReach for whoever does not reach the case, WrongRole with these words for others."""
    if access.reach(by, handoff.case) is None:
        raise OutOfReach
    if side_of(handoff, by) != "sender":
        raise WrongRole(words)


def _let_look(handoff: Handoff, *, by: User, now: datetime) -> None:
    """Let the receiver read: the package as it was sent; once received, its sections as they are.

    A referral to verify also opens the one step it asks for. Nothing is opened any more where the
    person took the agreement back, or it expired, before the receiver answered.
    """
    if handoff.consent is not None and not handoff.consent.stands_on(clocks.calendar_day(now)):
        return
    asks_to_identify = (
        handoff.kind == HandoffKind.REFERRAL and handoff.purpose == Purpose.VERIFICATION
    )
    received = handoff.received_at is not None
    access.grant(
        handoff.case,
        to=handoff.receiver,
        level=Level.WORK if asks_to_identify else Level.PACKAGE,
        basis=GrantBasis.REFERRAL if handoff.kind == HandoffKind.REFERRAL else GrantBasis.HANDOFF,
        basis_uid=handoff.uid,
        labels=packages.labels(handoff.sections if received else ()),
        steps=[Step.IDENTIFY.value] if asks_to_identify else [],
        package_digest=handoff.package_digest,
        until=_end_of_agreement(handoff.consent),
        by=by,
        now=now,
    )


def _end_of_agreement(consent: Consent | None) -> datetime | None:
    """The first instant after an agreement that expires; none for a legal basis."""
    if consent is None or consent.rests_on_law or consent.expires_on is None:
        return None
    return workdays.start_of(consent.expires_on + timedelta(days=1))


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
