"""Pages of the referral floor."""
