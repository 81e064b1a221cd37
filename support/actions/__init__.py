"""The deeds of support: each runs in one transaction and leaves at least one event."""

from support.actions.giving import (
    give_service,
    measure_outcome,
    plan_follow_up,
    record_export,
    record_follow_up,
    settle_item,
)
from support.actions.planning import (
    agree_plan,
    assess_needs,
    close_plan,
    draft_plan,
    plan_service,
    review_plan,
)

__all__ = [
    "agree_plan",
    "assess_needs",
    "close_plan",
    "draft_plan",
    "give_service",
    "measure_outcome",
    "plan_follow_up",
    "plan_service",
    "record_export",
    "record_follow_up",
    "review_plan",
    "settle_item",
]
