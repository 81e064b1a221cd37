"""Assessing needs and planning support with the person."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from audit import trail
from caseflow import access, clocks, workflow
from caseflow.actions import records
from caseflow.models import Agency, Case, User
from caseflow.refusals import WrongInput, WrongMoment
from support import entitlements, facts
from support.actions.shared import _planning_case, _record
from support.choices import (
    NeedLevel,
    PlanState,
    PlanStep,
    ServiceKind,
)
from support.models import (
    NeedsAssessment,
    PlanItem,
    SupportPlan,
)


@trail.deed()
def assess_needs(
    case: Case,
    *,
    levels: Mapping[ServiceKind, NeedLevel],
    findings: str,
    happened_on: date,
    by: User,
    now: datetime,
) -> NeedsAssessment:
    """Write down what the person needs."""
    case = _planning_case(case, by=by)
    clocks.require_come(happened_on, now)
    assessment = NeedsAssessment(
        case=case,
        levels={kind.value: level.value for kind, level in levels.items()},
        findings=findings or None,
        happened_on=happened_on,
    )
    records.write_record(assessment, by=by, now=now)
    _record(
        "needs.assessed", case, ("needs", assessment.uid), by=by, now=now, happened_on=happened_on
    )
    clocks.meet_on(case, "needs_assessed", happened_on, now=now)
    facts.push(case)
    return assessment


@trail.deed()
def draft_plan(case: Case, *, by: User, now: datetime) -> SupportPlan:
    """Begin a plan; one is open at a time."""
    case = _planning_case(case, by=by)
    if case.plans.exclude(state=PlanState.CLOSED).exists():
        raise WrongMoment(_("Đã có một kế hoạch đang mở. Sửa kế hoạch đó."))
    uid = uuid4()
    event_uid = trail.record(
        SupportPlan.EVENT,
        actor=access.actor(by),
        at=now,
        case=case.uid,
        obj=(SupportPlan.LABEL, uid),
        data={"step": "draft", "after": PlanState.DRAFTED.value, "version": 1},
    )
    plan = SupportPlan.objects.create(
        uid=uid, last_event_uid=event_uid, case=case, drafted_by=by, drafted_at=now
    )
    facts.push(case)
    return plan


@trail.deed()
def plan_service(
    plan: SupportPlan,
    *,
    kind: ServiceKind,
    provider: Agency,
    planned_on: date,
    note: str,
    by: User,
    now: datetime,
) -> PlanItem:
    """Add a service to an open plan.

    A kind the law does not give this person needs a note that says who pays otherwise.
    """
    case = _planning_case(plan.case, by=by)
    plan = workflow.lock(plan)
    if plan.state == PlanState.CLOSED:
        raise WrongMoment(_("Kế hoạch đã khép. Lập kế hoạch mới."))
    answer = entitlements.answer_for(case, kind)
    if answer == "no" and not note.strip():
        raise WrongInput(
            _(
                "Theo tình trạng pháp lý hiện nay, luật chưa cho hưởng loại hỗ trợ này. "
                "Nếu có nguồn khác, ghi rõ nguồn vào ô ghi chú."
            )
        )
    item = PlanItem(
        case=case,
        scope_uid=case.uid,
        plan=plan,
        kind=kind,
        provider=provider,
        planned_on=planned_on,
        note=note or None,
    )
    item.save()
    _record(
        "item.planned",
        case,
        ("item", item.uid),
        by=by,
        now=now,
        service=kind.value,
        to_agency=provider.code,
        planned_on=planned_on,
        answer=answer,
    )
    facts.push(case)
    return item


@trail.deed()
def agree_plan(
    plan: SupportPlan,
    *,
    agreed_on: date,
    with_interpreter: bool,
    by: User,
    now: datetime,
    version: int | None = None,
) -> SupportPlan:
    """The person agreed to the plan, in a language the person understands."""
    clocks.require_come(agreed_on, now)
    plan = workflow.advance(
        plan,
        PlanStep.AGREE,
        by=by,
        now=now,
        version=version,
        columns={"agreed_on": agreed_on, "with_interpreter": with_interpreter},
        data={"happened_on": agreed_on, "interpreter": "yes" if with_interpreter else "no"},
    )
    clocks.start(plan.case, "plan_agreed", at=now)
    facts.push(plan.case)
    return plan


@trail.deed()
def review_plan(
    plan: SupportPlan, *, by: User, now: datetime, version: int | None = None
) -> SupportPlan:
    """Look at the plan again; the next review begins to count."""
    today = clocks.calendar_day(now)
    plan = workflow.advance(
        plan, PlanStep.REVIEW, by=by, now=now, version=version, columns={"reviewed_on": today}
    )
    clocks.meet(plan.case, "plan_reviewed", at=now)
    clocks.start(plan.case, "plan_reviewed", at=now)
    return plan


@trail.deed()
def close_plan(
    plan: SupportPlan, *, by: User, now: datetime, version: int | None = None
) -> SupportPlan:
    """Close a plan in which nothing is left to do."""
    plan = workflow.advance(plan, PlanStep.CLOSE, by=by, now=now, version=version)
    facts.push(plan.case)
    return plan
