"""What several deeds of handing over do."""

from collections.abc import Mapping
from datetime import datetime

from audit import trail
from caseflow import access, notices
from caseflow.models import Agency, CaseGroupGrant, User
from caseflow.sealing import reading
from referrals.models import Handoff


def _stop_looking(handoff: Handoff, *, by: User, now: datetime) -> None:
    for given in CaseGroupGrant.objects.filter(
        content_object=handoff.case,
        basis_uid=handoff.uid,
        group=handoff.receiver.grantees_id,
        revoked_at__isnull=True,
    ):
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
