"""The tables of the referral floor."""

from referrals.models.handoff import Handoff, HandoffWords, Package

__all__ = ["Handoff", "HandoffWords", "Package"]
