"""What support tells the guards of a case: computed from its own tables, pushed under the lock."""

from caseflow import workflow
from caseflow.choices import Fact
from caseflow.models import Case
from support.choices import ItemState, Moment, PlanState


def compute(case: Case) -> dict[Fact, bool]:
    """Every fact of this floor as the tables say it now.

    A plan that was closed because nothing is left to do was agreed all the same; a service planned
    anywhere takes “all settled” back.
    """
    newest = case.plans.order_by("-pk").first()
    agreed = newest is not None and newest.state in (PlanState.AGREED, PlanState.CLOSED)
    items = case.plan_items.all()
    moments = set(case.outcomes.values_list("moment", flat=True))
    follow_ups = case.follow_ups.all()
    return {
        Fact.NEEDS_ASSESSED: case.assessments.exists(),
        Fact.PLAN_AGREED: agreed,
        Fact.SERVICES_SETTLED: agreed
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
