"""The tables of the support floor."""

from support.models.plan import (
    FollowUp,
    NeedsAssessment,
    OutcomeMeasure,
    PlanItem,
    ServiceDelivery,
    SupportPlan,
)

__all__ = [
    "FollowUp",
    "NeedsAssessment",
    "OutcomeMeasure",
    "PlanItem",
    "ServiceDelivery",
    "SupportPlan",
]
