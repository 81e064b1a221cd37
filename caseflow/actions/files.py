"""Files of a case: taken in once, opened with a reason."""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks
from caseflow.actions import records
from caseflow.choices import FileKind, RevealReason, Scan
from caseflow.models import Case, CaseFile, User
from caseflow.refusals import OutOfReach, WrongMoment
from caseflow.sealing import files, keys, reading
from caseflow.uploads import SealedUpload


@trail.deed()
def add_file(
    case: Case,
    *,
    upload: SealedUpload,
    name: str,
    kind: FileKind,
    scan: Scan,
    by: User,
    now: datetime,
) -> CaseFile:
    """Add a sealed upload to the file.

    Raises OutOfReach, WrongMoment for an ended case, and for an upload that took so long that the key
    of the case was replaced meanwhile.
    """
    case = records.working(case, by=by)
    writing = upload.writing
    if writing is None or writing.place.scope != case.uid:
        raise OutOfReach
    if not keys.still_opens(keys.KIND_CASE, case.uid, writing.key_ver):
        raise WrongMoment(_("Khoá của hồ sơ vừa được thay trong lúc gửi tệp. Hãy gửi lại tệp."))
    row = CaseFile(
        uid=writing.place.file,
        case=case,
        name=name,
        kind=kind,
        scan=scan,
        happened_on=clocks.calendar_day(now),
    )
    row.take_over(writing)
    records.write_record(row, by=by, now=now)
    trail.record(
        "file.added",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("file", row.uid),
        data={"file_kind": kind.value, "digest": writing.digest.hex()},
    )
    upload.kept = True
    return row


def open_file(file: CaseFile, *, reason: RevealReason, by: User, now: datetime) -> files.Reader:
    """The content of a file, checked whole; the opening is recorded and committed before it is given.

    Raises OutOfReach for whoever may not open it, SealError for a damaged file, Erased.
    """
    case = Case.objects.visible_to(by).filter(pk=file.case_id).first()
    if case is None or not access.may_reveal(by, case, file.CONTENT_LABEL):
        raise OutOfReach
    return give_out(file, case, reason=reason, by=by, now=now)


@trail.deed()
def give_out(
    file: CaseFile, case: Case, *, reason: RevealReason, by: User, now: datetime
) -> files.Reader:
    """The content of a file the caller found that `by` may open; the opening is recorded.

    Raises SealError for a damaged file, Erased.
    """
    with reading.opened(reason.value) as reads:
        content = file.open_file()
    trail.record(
        "personal.revealed",
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=("file", file.uid),
        data={"reason": reason.value},
        reads=trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids)),
    )
    return content
