"""What support tells the guards of a case: computed from its own tables, pushed under the lock."""

from caseflow import workflow
from caseflow.choices import Fact
from caseflow.models import Case
from support.choices import ItemState, Moment, PlanState


def compute(case: Case) -> dict[Fact, bool]:
    """Every fact of this floor as the tables say it now."""
    plan = case.plans.filter(state=PlanState.AGREED).first()
    items = plan.items.all() if plan else None
    moments = set(case.outcomes.values_list("moment", flat=True))
    follow_ups = case.follow_ups.all()
    return {
        Fact.NEEDS_ASSESSED: case.assessments.exists(),
        Fact.PLAN_AGREED: plan is not None,
        Fact.SERVICES_SETTLED: items is not None
        and items.exists()
        and not items.filter(state=ItemState.PLANNED).exists(),
        Fact.FOLLOW_UPS_DONE: follow_ups.exists()
        and not follow_ups.filter(done_on__isnull=True).exists(),
        Fact.OUTCOME_MEASURED: moments == set(Moment),
    }


def push(case: Case) -> None:
    """Tell the case; the caller holds its lock and is inside the transaction of the change."""
    for kind, holds in compute(case).items():
        workflow.set_fact(case, kind, holds=holds)
