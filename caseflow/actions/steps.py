"""The steps one person decides: each writes its evidence and goes through the workflow door."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, law, responsibility, workflow
from caseflow.actions.records import write_record, write_safety
from caseflow.choices import Asked, SafetyManner, Step, VerificationResult
from caseflow.models import Case, Decision, InitialVerification, ProofPaper, User
from caseflow.refusals import WrongInput


@trail.deed()
def verify(
    case: Case,
    *,
    result: VerificationResult,
    asked: Sequence[Asked],
    findings: str,
    happened_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Record the initial verification; with signs of trafficking the file is verified.

    Another result is kept as a record and leaves the file where it is: the duty to verify is met
    either way (Law 53/2024 Art. 27.2 as amended by Law 86/2025).
    """
    clocks.require_come(happened_on, now)
    case = workflow.ask(case, Step.VERIFY, by=by, version=version)
    record = InitialVerification(
        case=case,
        result=result,
        asked=[code.value for code in asked],
        findings=findings or None,
        happened_on=happened_on,
    )
    write_record(record, by=by, now=now)
    data = {"result": result.value, "happened_on": happened_on}
    clocks.meet_on(case, "verified", happened_on, now=now)
    if result != VerificationResult.SIGNS:
        trail.record(
            "verification.recorded",
            actor=access.actor(by),
            at=now,
            case=case.uid,
            obj=("verification", record.uid),
            data=data,
        )
        return case
    case = workflow.advance(case, Step.VERIFY, by=by, now=now, data=data)
    clocks.start(case, "verified", at=clocks.when(happened_on, now))
    return case


@trail.deed()
def identify(
    case: Case,
    *,
    paper: str,
    issuer: str,
    number: str,
    grounds: str,
    issued_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Record the paper that confirms the status and move the file to identified.

    The support regime is fixed here by the date of identification (Law 53/2024 Art. 63) and never
    computed again. Raises WrongInput for a paper that is not on the regime's list.
    """
    clocks.require_come(issued_on, now)
    case = workflow.ask(case, Step.IDENTIFY, by=by, version=version)
    if paper not in {kind.code for kind in law.proof_papers(case.procedure_regime)}:
        raise WrongInput(_("Loại giấy tờ này không có trong danh mục của luật áp dụng."))
    write_record(
        ProofPaper(
            case=case,
            kind=paper,
            issuer=issuer,
            number=number,
            grounds=grounds,
            happened_on=issued_on,
        ),
        by=by,
        now=now,
    )
    support_regime = law.support_regime(issued_on).code
    case = workflow.advance(
        case,
        Step.IDENTIFY,
        by=by,
        now=now,
        columns={"identified_on": issued_on, "support_regime": support_regime},
        data={"paper": paper, "support_regime": support_regime, "happened_on": issued_on},
    )
    clocks.meet_on(case, "identified", issued_on, now=now)
    clocks.start(case, "identified", at=clocks.when(issued_on, now))
    if case.safety_records.exists() and workflow.can_take(case, Step.SECURE, by=by):
        case = _secure(case, by=by, now=now)
    return case


@trail.deed()
def secure(
    case: Case,
    *,
    manner: SafetyManner,
    safe_place: str,
    notes: str,
    happened_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Record how the person came to safety and move the file on."""
    clocks.require_come(happened_on, now)
    case = workflow.ask(case, Step.SECURE, by=by, version=version)
    write_safety(
        case, manner=manner, safe_place=safe_place, notes=notes, on=happened_on, by=by, now=now
    )
    return _secure(case, by=by, now=now)


def secure_from_record(case: Case, *, by: User, now: datetime, version: int | None = None) -> Case:
    """Move the file on where safety was recorded earlier."""
    with trail.deed():
        case = workflow.ask(case, Step.SECURE, by=by, version=version)
        return _secure(case, by=by, now=now)


def _secure(case: Case, *, by: User, now: datetime) -> Case:
    record = case.safety_records.order_by("-happened_on", "-id").first()
    data: dict[str, object] = {}
    columns: dict[str, object] = {}
    if record is not None:
        data = {"manner": record.manner, "happened_on": record.happened_on}
        columns = {"safe_on": record.happened_on}
    case = workflow.advance(case, Step.SECURE, by=by, now=now, columns=columns, data=data)
    day = record.happened_on if record else clocks.calendar_day(now)
    clocks.meet_on(case, "secured", day, now=now)
    clocks.start(case, "secured", at=clocks.when(day, now))
    return case


@trail.deed()
def begin_support(case: Case, *, by: User, now: datetime, version: int | None = None) -> Case:
    """Begin the agreed support plan."""
    case = workflow.advance(case, Step.BEGIN_SUPPORT, by=by, now=now, version=version)
    clocks.meet(case, "support_started", at=now)
    clocks.start(case, "support_started", at=now)
    return case


@trail.deed()
def rule_out(
    case: Case,
    *,
    reason: str,
    person_told: bool,
    happened_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Conclude in writing that the status is not confirmed; the person must have been told."""
    clocks.require_come(happened_on, now)
    if not person_told:
        raise WrongInput(_("Cần báo cho người được hỗ trợ trước khi kết luận."))
    case = workflow.ask(case, Step.RULE_OUT, by=by, version=version)
    write_record(
        Decision(
            case=case,
            step=Step.RULE_OUT,
            case_version=case.version,
            person_told=person_told,
            reason=reason,
            happened_on=happened_on,
        ),
        by=by,
        now=now,
    )
    case = workflow.advance(
        case,
        Step.RULE_OUT,
        by=by,
        now=now,
        data={"happened_on": happened_on},
    )
    clocks.stop(case, at=now)
    responsibility.end(case, now=now)
    return case


@trail.deed()
def reconsider(
    case: Case,
    *,
    reason: str,
    happened_on: date,
    by: User,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Take the question up again on new evidence; the last holder is responsible again."""
    clocks.require_come(happened_on, now)
    case = workflow.ask(case, Step.RECONSIDER, by=by, version=version)
    write_record(
        Decision(
            case=case,
            step=Step.RECONSIDER,
            case_version=case.version,
            reason=reason,
            happened_on=happened_on,
        ),
        by=by,
        now=now,
    )
    case = workflow.advance(
        case,
        Step.RECONSIDER,
        by=by,
        now=now,
        data={"happened_on": happened_on},
    )
    case = responsibility.move(
        case, to=case.responsible_agency, event_uid=case.last_event_uid, now=now
    )
    clocks.start(case, "verified", at=now)
    return case
