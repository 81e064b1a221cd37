"""The tables of the support floor."""

from support.models.plan import (
    FollowUp,
    NeedsAssessment,
    OutcomeMeasure,
    PlanItem,
    ServiceDelivery,
    SupportPlan,
    settled_deliveries,
)

__all__ = [
    "FollowUp",
    "NeedsAssessment",
    "OutcomeMeasure",
    "PlanItem",
    "ServiceDelivery",
    "SupportPlan",
    "settled_deliveries",
]
