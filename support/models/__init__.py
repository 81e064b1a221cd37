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
from support.models.rate import Rate

__all__ = [
    "FollowUp",
    "NeedsAssessment",
    "OutcomeMeasure",
    "PlanItem",
    "Rate",
    "ServiceDelivery",
    "SupportPlan",
    "settled_deliveries",
]
