"""What two people decide: one proposes, a supervisor who is somebody else approves or returns.

A step moves the file; more days move one clock of it, and are still asked for when the file has moved.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, extensions, notices, responsibility, rules, workflow
from caseflow.actions.links import link_cases
from caseflow.actions.records import working
from caseflow.choices import (
    SECOND_PERSON_STEPS,
    CloseReason,
    Level,
    LinkKind,
    ProposalState,
    Role,
    Step,
)
from caseflow.models import Case, Clock, Proposal, User
from caseflow.refusals import OutOfReach, Stale, WrongInput, WrongMoment, WrongRole


@trail.deed()
def propose(
    case: Case,
    *,
    step: Step,
    grounds: str,
    by: User,
    now: datetime,
    close_reason: CloseReason | None = None,
    duplicate_of: Case | None = None,
    version: int | None = None,
) -> Proposal:
    """Ask a supervisor to approve a step; everything but the approval must already be there.

    Closing as a duplicate links the file to the one it repeats.
    """
    _check(step, close_reason, duplicate_of)
    case = workflow.lock(case)
    if not access.may_step(by, case, step, needed=Level.WORK):
        raise OutOfReach
    standing = by.get_standing()
    if standing is None or standing.role not in rules.PROPOSERS:
        raise WrongRole(_("Vai trò của bạn không đề nghị được bước này."))
    if version is not None and version != case.version:
        raise Stale
    workflow.require_ready(case, step, approving=frozenset({step}))
    if case.proposals.filter(state=ProposalState.WAITING, clock__isnull=True).exists():
        raise WrongMoment(_("Đang có một đề nghị chờ duyệt. Chờ giám sát viên trả lời."))
    if duplicate_of is not None:
        link_cases(case, duplicate_of, kind=LinkKind.DUPLICATE, by=by, now=now)
    proposal = Proposal(
        case=case,
        scope_uid=case.uid,
        step=step,
        case_version=case.version,
        close_reason=close_reason or "",
        proposed_by=by,
        proposed_at=now,
        grounds=grounds,
    )
    _put(proposal, "proposal.made", by=by, now=now)
    return proposal


@trail.deed()
def propose_extension(
    clock: Clock, *, days: int, grounds: str, by: User, now: datetime
) -> Proposal:
    """Ask a supervisor for more days; the clock moves only when they approve.

    Raises WrongMoment where the rule gives none, they were given or asked for, or the limit passed.
    """
    case = working(clock.case, by=by)
    clock = _locked(clock, case)
    extensions.require_extensible(clock)
    if clock.due_at < now:
        raise WrongMoment(_("Hạn đã qua nên không gia hạn được nữa. Hãy báo lý do trễ."))
    if clock.proposals.filter(state=ProposalState.WAITING).exists():
        raise WrongMoment(_("Đề nghị gia hạn trước đang chờ duyệt. Chờ giám sát viên trả lời."))
    extensions.check_days(clock, days)
    proposal = Proposal(
        case=case,
        scope_uid=case.uid,
        clock=clock,
        days=days,
        case_version=case.version,
        proposed_by=by,
        proposed_at=now,
        grounds=grounds,
    )
    _put(proposal, "clock.extension_proposed", by=by, now=now)
    return proposal


def _locked(clock: Clock, case: Case) -> Clock:
    fresh = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    fresh.case = case
    return fresh


def _put(proposal: Proposal, act: str, *, by: User, now: datetime) -> None:
    proposal.save()
    _record(act, proposal, by=by, now=now)
    notices.tell_supervisors(
        "proposal.waiting",
        case=proposal.case,
        agency=proposal.case.responsible_agency,
        dedup=f"proposal:{proposal.uid.hex}",
        now=now,
    )


def _check(step: Step, close_reason: CloseReason | None, duplicate_of: Case | None) -> None:
    if step not in SECOND_PERSON_STEPS:
        raise WrongInput(_("Bước này không cần người thứ hai duyệt."))
    if step == Step.CLOSE and close_reason is None:
        raise WrongInput(_("Chọn lý do kết thúc."))
    if (close_reason == CloseReason.DUPLICATE) != (duplicate_of is not None):
        raise WrongInput(_("Hồ sơ trùng thì ghi mã của hồ sơ kia; lý do khác thì để trống ô mã."))


@trail.deed()
def approve(proposal: Proposal, *, by: User, now: datetime) -> Case:
    """Approve: take the step, or give the clock its days, at once.

    Raises WrongRole for the proposer or anybody but a supervisor, WrongMoment for a proposal that
    was answered or whose clock no longer runs, Stale when the file moved since a step was proposed.
    """
    case = workflow.lock(proposal.case)
    proposal = _waiting(proposal, case, by=by)
    if proposal.clock is not None:
        extensions.extend(_locked(proposal.clock, case), days=proposal.days, now=now)
        _answer(proposal, ProposalState.APPROVED, by=by, now=now)
        _record("clock.extended", proposal, by=by, now=now)
        return case
    if proposal.case_version != case.version:
        raise Stale
    _answer(proposal, ProposalState.APPROVED, by=by, now=now)
    step = Step(proposal.step)
    columns: dict[str, object] = {}
    data: dict[str, object] = {"proposal": proposal.uid}
    if step == Step.CLOSE:
        columns = {"state_before_close": case.state, "close_reason": proposal.close_reason}
        data["reason"] = proposal.close_reason
    case = workflow.advance(
        case, step, by=by, now=now, approving=frozenset({step}), columns=columns, data=data
    )
    _after(case, step, now=now)
    return case


def _after(case: Case, step: Step, *, now: datetime) -> None:
    if step == Step.CLOSE:
        clocks.stop(case, at=now)
        responsibility.end(case, now=now)
    elif step == Step.REOPEN:
        responsibility.move(
            case, to=case.responsible_agency, event_uid=case.last_event_uid, now=now
        )
        clocks.resume(case, ended_at=_closed_at(case), now=now)
    else:
        clocks.meet(case, "reintegrated", at=now)
        clocks.start(case, "reintegrated", at=now)


def _closed_at(case: Case) -> datetime:
    closed = case.proposals.filter(step=Step.CLOSE, decided_at__isnull=False)
    decided = closed.filter(state=ProposalState.APPROVED).latest("decided_at").decided_at
    assert decided is not None
    return decided


@trail.deed()
def send_back(proposal: Proposal, *, answer: str, by: User, now: datetime) -> Proposal:
    """Return a proposal with a reason; the file stays where it is."""
    case = workflow.lock(proposal.case)
    proposal = _waiting(proposal, case, by=by)
    proposal.answer = answer
    _answer(proposal, ProposalState.RETURNED, by=by, now=now)
    act = "proposal.returned" if proposal.clock is None else "clock.extension_returned"
    _record(act, proposal, by=by, now=now)
    notices.tell(
        "proposal.returned",
        case=case,
        agency=case.responsible_agency,
        user=proposal.proposed_by,
        dedup=f"proposal:{proposal.uid.hex}:returned",
        now=now,
    )
    return proposal


def _waiting(proposal: Proposal, case: Case, *, by: User) -> Proposal:
    fresh = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    fresh.case = case
    reached = (
        access.works_here(by, case)
        if fresh.clock_id is not None
        else access.may_step(by, case, fresh.step, needed=Level.WORK)
    )
    if not reached:
        raise OutOfReach
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(_("Chỉ giám sát viên duyệt được đề nghị."))
    if fresh.proposed_by_id == by.pk:
        raise WrongRole(_("Người đề nghị không tự duyệt được. Cần một giám sát viên khác."))
    if fresh.state != ProposalState.WAITING:
        raise WrongMoment(_("Đề nghị này đã được trả lời."))
    return fresh


def _answer(proposal: Proposal, state: ProposalState, *, by: User, now: datetime) -> None:
    proposal.state = state
    proposal.decided_by = by
    proposal.decided_at = now
    proposal.save()


def _record(act: str, proposal: Proposal, *, by: User, now: datetime) -> None:
    data: dict[str, object] = {"step": proposal.step}
    if proposal.clock is not None:
        clock = proposal.clock
        data = {"rule": clock.rule, "clock": clock.uid, "days": proposal.days}
    if act == "proposal.made" and proposal.close_reason:
        data["reason"] = proposal.close_reason
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=proposal.case.uid,
        obj=("proposal", proposal.uid),
        data=data,
    )
