"""The minutes with both signatures, scanned: kept sealed with the case, tied to the handoff, opened by both sides."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, workflow
from caseflow.actions import files
from caseflow.choices import FileKind, RevealReason, Scan
from caseflow.models import CaseFile, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from caseflow.sealing.files import Reader
from caseflow.uploads import SealedUpload
from referrals.choices import NO_PICTURE, ON_PAPER_STATES, PICTURES
from referrals.models import Handoff
from referrals.rules import side_of


@trail.deed()
def keep_signed_scan(
    handoff: Handoff,
    *,
    upload: SealedUpload,
    kind: FileKind,
    scan: Scan,
    by: User,
    now: datetime,
) -> CaseFile:
    """Keep the scan of the signed minutes; the one before stays among the files of the case.

    For the side that keeps the case. Raises WrongMoment before receipt, WrongInput for what is no
    picture of a paper.
    """
    handoff = workflow.lock(handoff)
    if not side_of(handoff, by):
        raise OutOfReach
    if handoff.state not in ON_PAPER_STATES:
        raise WrongMoment(
            _("Chưa nhận người nên chưa có biên bản để quét. Xác nhận đã nhận trước.")
        )
    if kind not in PICTURES:
        raise WrongInput(NO_PICTURE)
    name = _("Biên bản %(number)s, bản có chữ ký") % {"number": handoff.number}
    file = files.add_file(
        handoff.case, upload=upload, name=name, kind=kind, scan=scan, by=by, now=now
    )
    Handoff.every_row.filter(pk=handoff.pk).update(signed_scan=file)
    trail.record(
        "handoff.scan_kept",
        actor=access.actor(by),
        at=now,
        case=handoff.case.uid,
        obj=(Handoff.LABEL, handoff.uid),
        data={"number": handoff.number},
    )
    return file


def open_signed_scan(handoff: Handoff, *, reason: RevealReason, by: User, now: datetime) -> Reader:
    """The scan, for either side: both signed that paper; recorded and committed before it is given.

    Raises OutOfReach for others and where there is none, SealError for a damaged file, Erased.
    """
    with trail.deed():
        handoff = workflow.lock(handoff)
        file = handoff.signed_scan
        if file is None or not side_of(handoff, by) or access.reach(by, handoff.case) is None:
            raise OutOfReach
        return files.give_out(file, handoff.case, reason=reason, by=by, now=now)
