"""What the steps of a case ask for: pure predicates, each with the sentence a refused person reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseflow import law
from caseflow.choices import AgencyKind, Fact, Hold, Role, Route, Step

if TYPE_CHECKING:
    from caseflow.models.case import Case
    from caseflow.models.machine import StateRow
    from caseflow.models.user import User

Condition = Callable[[Any], bool]

ROLE_STEPS: dict[Role, frozenset[Step]] = {
    Role.OFFICER: frozenset(
        {Step.RECEIVE, Step.VERIFY, Step.IDENTIFY, Step.SECURE, Step.RULE_OUT, Step.RECONSIDER}
    ),
    Role.SOCIAL_WORKER: frozenset({Step.RECEIVE, Step.VERIFY, Step.SECURE, Step.BEGIN_SUPPORT}),
    Role.SUPERVISOR: frozenset(Step),
    Role.AUDITOR: frozenset(),
    Role.UNIT_ADMIN: frozenset(),
}
"""What each role may do at all; who decides in this case is the law's second question."""

PROPOSERS = frozenset({Role.OFFICER, Role.SOCIAL_WORKER, Role.SUPERVISOR})

SUPPORTING_KINDS = frozenset({AgencyKind.SOCIAL_AFFAIRS, AgencyKind.FACILITY})


def unless(reason: str | Promise) -> Callable[[Condition], Condition]:
    """Attach the sentence shown when the predicate is false."""

    def attach(condition: Condition) -> Condition:
        condition.reason = reason  # type: ignore[attr-defined]
        return condition

    return attach


def deciding_kinds(case: Case, step: Step) -> frozenset[AgencyKind]:
    """Kinds of agencies that decide this step for this route under the pinned procedure rules."""
    if step in (Step.CLOSE, Step.REOPEN):
        return frozenset(AgencyKind)
    return law.deciders(case.procedure_regime, step, Route(case.route))


def decides(step: Step) -> Callable[[Any, Any], bool]:
    """A permission: the user's role may take this step and the law lets the user's agency decide it."""

    def permitted(case: Case, user: User) -> bool:
        standing = user.get_standing()
        return (
            standing is not None
            and step in ROLE_STEPS[standing.role]
            and standing.agency_kind in deciding_kinds(case, step)
        )

    return permitted


@unless(_("Chưa có biên bản xác minh ban đầu với kết quả “có dấu hiệu bị mua bán”."))
def verification_shows_signs(case: Case) -> bool:
    """The latest record of initial verification shows signs of trafficking."""
    return case.evidence.signs_of_trafficking


@unless(_("Chưa ghi giấy tờ, tài liệu xác nhận: loại, nơi cấp, số, ngày và căn cứ."))
def proof_paper_recorded(case: Case) -> bool:
    """One paper of the regime's closed list is recorded."""
    return case.evidence.has_proof_paper


@unless(_("Chưa ghi việc bảo đảm an toàn: thế nào, khi nào, ai làm, nơi an toàn."))
def safety_recorded(case: Case) -> bool:
    """A safety record stands in the file."""
    return case.evidence.has_safety_record


@unless(_("Chưa đánh giá nhu cầu. Mở thẻ Hỗ trợ để đánh giá."))
def needs_assessed(case: Case) -> bool:
    """The support floor says that needs were assessed."""
    return Fact.NEEDS_ASSESSED in case.evidence.facts


@unless(_("Kế hoạch hỗ trợ chưa được người được hỗ trợ đồng ý."))
def plan_agreed(case: Case) -> bool:
    """The support floor says that the person agreed to the plan."""
    return Fact.PLAN_AGREED in case.evidence.facts


@unless(_("Đơn vị đang giữ hồ sơ không phải đơn vị hỗ trợ. Bàn giao hồ sơ trước."))
def agency_supports(case: Case) -> bool:
    """The responsible agency is one that supports."""
    return case.responsible_agency.kind in SUPPORTING_KINDS


@unless(_("Còn dịch vụ chưa xong. Ghi kết quả, hoặc lý do không cần, cho từng dịch vụ."))
def services_settled(case: Case) -> bool:
    """Every planned service was delivered, refused or is not needed, with a reason."""
    return Fact.SERVICES_SETTLED in case.evidence.facts


@unless(_("Chưa theo dõi đủ các lần đã hẹn."))
def follow_ups_done(case: Case) -> bool:
    """Every planned follow-up took place."""
    return Fact.FOLLOW_UPS_DONE in case.evidence.facts


@unless(_("Chưa đo kết quả lúc đầu và lúc cuối."))
def outcome_measured(case: Case) -> bool:
    """The outcome scale was filled at start and end."""
    return Fact.OUTCOME_MEASURED in case.evidence.facts


@unless(_("Đang có bàn giao chưa xong. Nhận, rút lại hoặc từ chối bàn giao trước."))
def no_open_transfer(case: Case) -> bool:
    """No transfer is under way."""
    return Hold.OPEN_TRANSFER not in case.evidence.holds


@unless(_("Hồ sơ đã kết thúc. Mở lại hồ sơ trước khi làm tiếp."))
def file_open(row: StateRow) -> bool:
    """The file the row belongs to has not ended."""
    return row.machine_case.is_open  # type: ignore[attr-defined, no-any-return]  # a case


def decision_written(step: Step) -> Condition:
    """A predicate: the written decision for this step belongs to the present version of the file."""

    @unless(_("Chưa có kết luận bằng văn bản với lý do."))
    def written(case: Case) -> bool:
        return step in case.evidence.decided_steps

    return written


def approved(step: Step) -> Condition:
    """A predicate: a second person approves this step right now."""

    @unless(_("Bước này cần người thứ hai duyệt. Lập đề nghị để giám sát viên duyệt."))
    def approved_now(case: Case) -> bool:
        return step in case.evidence.approved_steps

    return approved_now
