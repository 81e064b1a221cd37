"""The tables of the referral floor."""

from referrals.models.along import Along
from referrals.models.handoff import Handoff, HandoffWords, Package

__all__ = ["Along", "Handoff", "HandoffWords", "Package"]
