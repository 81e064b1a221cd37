"""Erasing what is personal in an ended case; what is counted, and the log, stay."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from audit import trail
from audit.vocabulary import REF
from caseflow import access, clocks, erasing, notices, outbox, rules, workflow
from caseflow.choices import ErasureBasis, ProposalState, Role
from caseflow.models import Case, Erasure, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole


@trail.deed()
def ask_to_erase(
    case: Case, *, basis: ErasureBasis, decision: str, by: User, now: datetime
) -> Erasure:
    """Ask a supervisor to have the keys of an ended case destroyed, on a written decision.

    Raises OutOfReach, WrongRole, WrongInput for a number that is none, WrongMoment for an open case
    or one that is erased or waiting already.
    """
    case = workflow.lock(case)
    if not access.works_here(by, case):
        raise OutOfReach
    standing = by.get_standing()
    if standing is None or standing.role not in rules.PROPOSERS:
        raise WrongRole(_("Vai trò của bạn không đề nghị xoá dữ liệu được."))
    try:
        REF.encode(decision)
    except ValueError:
        words = _("Ghi số quyết định, không có khoảng trống. Ví dụ: 12/2026.")
        raise WrongInput(words) from None
    if case.is_open:
        raise WrongMoment(_("Chỉ xoá được dữ liệu của hồ sơ đã kết thúc."))
    if case.erasures.exclude(state=ProposalState.RETURNED).exists():
        raise WrongMoment(_("Dữ liệu của hồ sơ này đã xoá, hoặc đang chờ duyệt xoá."))
    erasure = Erasure.objects.create(
        case=case, basis=basis, decision=decision, asked_by=by, asked_at=now
    )
    _record("erasure.asked", erasure, by=by, now=now)
    notices.tell_supervisors(
        "erasure.waiting",
        case=case,
        agency=case.responsible_agency,
        dedup=f"erasure:{erasure.uid.hex}",
        now=now,
    )
    return erasure


@trail.deed()
def approve_erasure(erasure: Erasure, *, by: User, now: datetime) -> Erasure:
    """Approve as the second person: the keys are destroyed within seconds, and cannot come back.

    `final_on` is the day after which no backup of the keys is left. Raises OutOfReach, WrongRole for
    the person who asked or anybody but a supervisor, WrongMoment for a request decided before.
    """
    erasure = _waiting(erasure, by=by)
    erasure.state = ProposalState.APPROVED
    erasure.decided_by, erasure.decided_at = by, now
    erasure.final_on = clocks.calendar_day(now + timedelta(days=settings.KEY_BACKUP_DAYS))
    erasure.save()
    _record("erasure.approved", erasure, by=by, now=now)
    entry = outbox.Entry(
        topic=erasing.TOPIC,
        key=erasure.case.uid,
        dedup=f"erase:{erasure.uid.hex}",
        payload={"erasure": erasure.uid.hex},
    )
    outbox.put([entry], now=now)
    return erasure


@trail.deed()
def return_erasure(erasure: Erasure, *, by: User, now: datetime) -> Erasure:
    """Send the request back; nothing is erased."""
    erasure = _waiting(erasure, by=by)
    erasure.state = ProposalState.RETURNED
    erasure.decided_by, erasure.decided_at = by, now
    erasure.save()
    _record("erasure.returned", erasure, by=by, now=now)
    return erasure


def _waiting(erasure: Erasure, *, by: User) -> Erasure:
    case = workflow.lock(erasure.case)
    fresh = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    fresh.case = case
    if not access.works_here(by, case):
        raise OutOfReach
    standing = by.get_standing()
    if standing is None or standing.role != Role.SUPERVISOR:
        raise WrongRole(_("Chỉ giám sát viên duyệt được việc xoá dữ liệu."))
    if fresh.asked_by_id == by.pk:
        raise WrongRole(_("Người đề nghị không tự duyệt được. Cần một giám sát viên khác."))
    if fresh.state != ProposalState.WAITING:
        raise WrongMoment(_("Đề nghị này đã được trả lời."))
    return fresh


def _record(act: str, erasure: Erasure, *, by: User, now: datetime) -> None:
    data: dict[str, object] = {"basis": erasure.basis, "decision": erasure.decision}
    if erasure.final_on:
        data["final_on"] = erasure.final_on
    trail.record(
        act,
        actor=access.actor(by),
        at=now,
        case=erasure.case.uid,
        obj=("erasure", erasure.uid),
        data=data,
    )
