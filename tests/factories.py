"""People, agencies and cases for tests, made by walking the real actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from audit import trail
from caseflow import law, responsibility, workflow
from caseflow.actions import agencies, data_breaches, files, intake, people, proposals, steps
from caseflow.actions.data_breaches import Breach
from caseflow.actions.intake import Identity, Intake
from caseflow.choices import (
    AgeBand,
    AgencyKind,
    AgencyLevel,
    Asked,
    BreachKind,
    CaseState,
    CloseReason,
    Fact,
    FileKind,
    Reporter,
    Risk,
    Role,
    Route,
    SafeContact,
    SafetyManner,
    Scan,
    Sex,
    Step,
    VerificationResult,
)
from caseflow.models import Agency, Case, CaseFile, DataBreach, IdKind, User
from caseflow.sealing import keys, storing
from caseflow.sealing.files import FilePlace
from caseflow.uploads import SealedUpload

_numbers = count(1)
LEVEL_OF_KIND = {
    AgencyKind.COMMUNE: AgencyLevel.COMMUNE,
    AgencyKind.HOTLINE: AgencyLevel.CENTRAL,
    AgencyKind.MISSION: AgencyLevel.CENTRAL,
}


def number_from(start: int) -> None:
    """Count people, agencies and papers from here on, where several processes invent them at once."""
    global _numbers  # noqa: PLW0603 - one counter for the whole process is what it is for
    _numbers = count(start)


def agency(kind: AgencyKind = AgencyKind.POLICE, **fields: Any) -> Agency:
    """A new agency of this kind in province 079."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "code": f"{kind.value.replace('_', '-')}-{number}",
        "name": f"Đơn vị mẫu {number}",
        "kind": kind,
        "level": LEVEL_OF_KIND.get(kind, AgencyLevel.PROVINCE),
        "province": "079",
        "reference_prefix": "HC",
        "receives_reports": kind != AgencyKind.STEERING_138,
        "valid_from": date(2010, 1, 1),
    }
    return agencies.register_agency(by=None, now=timezone.now(), **(defaults | fields))


def user(
    role: Role = Role.OFFICER,
    at: Agency | None = None,
    *,
    password: str = "mật khẩu dài",  # noqa: S107 - of test people
    **fields: Any,
) -> User:
    """A new user with this role at an agency (a new police agency when none is given)."""
    number = next(_numbers)
    person = User.objects.create_user(
        fields.pop("username", f"nguoi{number}"), password, name=f"Cán bộ mẫu {number}"
    )
    people.join_agency(person, at or agency(), role, by=None, now=timezone.now())
    return User.objects.get(pk=person.pk)


def an_intake(**fields: Any) -> Intake:
    """A complete intake of an adult woman; fields override."""
    number = next(_numbers)
    plain = Intake(
        route=Route.RESCUED,
        reporter=Reporter.AGENCY,
        received_at=timezone.now() - timedelta(hours=1),
        found_in_province="079",
        risk=Risk.POSSIBLE,
        sex=Sex.FEMALE,
        age_band=AgeBand.FROM_18,
        safe_contact=SafeContact.MORNING,
        identity=Identity(
            full_name=f"Lò Thị Mẫu {number}",
            birth_date=date(2001, 5, 17),
            id_kind=IdKind.CITIZEN,
            id_number=f"0773010{number:05d}",
            phone=f"09{number:08d}",
            address="Xã Xuyên Mộc",
        ),
        token=uuid4(),
    )
    return replace(plain, **fields)


def case(by: User | None = None, *, now: datetime | None = None, **fields: Any) -> Case:
    """A case just received by `by` (a new officer when none is given)."""
    return intake.receive_case(
        intake=an_intake(**fields), by=by or user(), now=now or timezone.now()
    )


def a_file(case: Case, by: User) -> CaseFile:
    """A small paper in the case."""
    content = b"%PDF-1.7"
    writing = storing.Writing(FilePlace(keys.KIND_CASE, case.uid, uuid4()))
    writing.take(content)
    writing.end()
    return files.add_file(
        case,
        upload=SealedUpload(writing, "giay.pdf", len(content)),
        name="Giấy mẫu",
        kind=FileKind.PDF,
        scan=Scan.NOT_SCANNED,
        by=by,
        now=timezone.now(),
    )


def a_breach(**fields: Any) -> Breach:
    """Somebody saw what they should not; fields override."""
    plain = Breach(
        kind=BreachKind.LEAKED,
        happened_on=timezone.localdate(),
        found_at=timezone.now(),
        traces=False,
        text="Ảnh chụp giấy tờ bị gửi nhầm",
        measures="Đã yêu cầu xoá",
    )
    return replace(plain, **fields)


def breach(case: Case, by: User, **fields: Any) -> DataBreach:
    """A breach written down in the case."""
    return data_breaches.record_breach(case, breach=a_breach(**fields), by=by, now=timezone.now())


def tell_facts(case: Case, *facts: Fact) -> None:
    """What the support floor would tell the guards."""
    with trail.deed():
        locked = workflow.lock(case)
        for fact in facts:
            workflow.set_fact(locked, fact, holds=True)


def case_in(  # noqa: PLR0911 - one way out per state
    state: CaseState, *, by: User | None = None, **fields: Any
) -> Case:
    """A case in this state, walked there by one social-affairs supervisor's agency and police.

    Route `rescued` at a police agency up to `rescued`; from there a social-affairs agency supports.
    """
    officer = by or user()
    now = timezone.now()
    made = case(officer, **fields)
    today = timezone.localdate(now)
    if state == CaseState.RECEIVED:
        return made
    if state == CaseState.NOT_CONFIRMED:
        return steps.rule_out(
            made, reason="Không đủ căn cứ", person_told=True, happened_on=today, by=officer, now=now
        )
    if state == CaseState.CLOSED:
        return close(made, proposer=officer, now=now)
    made = verify(made, by=officer, now=now)
    if state == CaseState.VERIFIED:
        return made
    made = identify(made, by=officer, now=now)
    if state == CaseState.IDENTIFIED:
        return made
    made = steps.secure(
        made,
        manner=SafetyManner.RESCUED,
        safe_place="Nhà tạm lánh số 3",
        notes="",
        happened_on=today,
        by=officer,
        now=now,
    )
    if state == CaseState.RESCUED:
        return made
    worker = user(Role.SOCIAL_WORKER, at=agency(AgencyKind.SOCIAL_AFFAIRS))
    made = move_to(made, worker)
    tell_facts(made, Fact.NEEDS_ASSESSED, Fact.PLAN_AGREED)
    made = steps.begin_support(made, by=worker, now=now)
    if state == CaseState.SUPPORTED:
        return made
    tell_facts(made, Fact.SERVICES_SETTLED, Fact.FOLLOW_UPS_DONE, Fact.OUTCOME_MEASURED)
    proposal = proposals.propose(
        made, step=Step.REINTEGRATE, grounds="Đã ổn định", by=worker, now=now
    )
    approver = user(Role.SUPERVISOR, at=made.responsible_agency)
    return proposals.approve(proposal, by=approver, now=now)


def verify(made: Case, *, by: User, now: datetime) -> Case:
    """Initial verification with signs of trafficking."""
    return steps.verify(
        made,
        result=VerificationResult.SIGNS,
        asked=[Asked.PERSON, Asked.POLICE],
        findings="Bị giữ giấy tờ",
        happened_on=timezone.localdate(now),
        by=by,
        now=now,
    )


def identify(made: Case, *, by: User, now: datetime) -> Case:
    """Identification by the first paper of the regime's list."""
    paper = law.proof_papers(made.procedure_regime)[0].code
    return steps.identify(
        made,
        paper=paper,
        issuer="Công an mẫu",
        number="12/GXN",
        grounds="Có căn cứ",
        issued_on=timezone.localdate(now),
        by=by,
        now=now,
    )


def close(made: Case, *, proposer: User, now: datetime) -> Case:
    """Closed by a supervisor of the responsible agency on the proposer's word."""
    proposal = proposals.propose(
        made,
        step=Step.CLOSE,
        grounds="Người được hỗ trợ xin thôi",
        close_reason=CloseReason.WITHDREW,
        by=proposer,
        now=now,
    )
    approver = user(Role.SUPERVISOR, at=made.responsible_agency)
    return proposals.approve(proposal, by=approver, now=now)


def move_to(made: Case, receiver: User) -> Case:
    """Responsibility moved to the receiver's agency, as a received transfer does it."""
    with trail.deed():
        locked = workflow.lock(made)
        standing = receiver.get_standing()
        assert standing is not None
        return responsibility.move(
            locked, to=standing.agency, event_uid=uuid4(), now=timezone.now()
        )


def reopen(made: Case, *, proposer: User, now: datetime) -> Case:
    """Opened again by another supervisor on the proposer's word."""
    proposal = proposals.propose(
        made, step=Step.REOPEN, grounds="Có thông tin mới", by=proposer, now=now
    )
    approver = user(Role.SUPERVISOR, at=made.responsible_agency)
    return proposals.approve(proposal, by=approver, now=now)
