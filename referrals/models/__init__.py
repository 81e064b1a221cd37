"""The tables of the referral floor."""

from referrals.models.along import Along
from referrals.models.handoff import Handoff, HandoffWords, Package
from referrals.models.outside import OutsideReferral, OutsideWords
from referrals.models.request import HandoverRequest

__all__ = [
    "Along",
    "Handoff",
    "HandoffWords",
    "HandoverRequest",
    "OutsideReferral",
    "OutsideWords",
    "Package",
]
