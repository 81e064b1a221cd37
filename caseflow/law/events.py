"""The happenings that start or meet clocks: a closed list, so that a misspelt one is found."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """What pages and actions report to `clocks.start` and `clocks.meet`.

    Events about one handoff, follow-up or request are reported with its uid as `about`; all others
    are about the case itself.
    """

    RECEIVED = "received"
    REFERRED_TO_COMMUNE = "referred_to_commune"
    NOTIFIED_SOCIAL = "notified_social"
    TIP_FORWARDED = "tip_forwarded"
    RETURN_PAPER_ISSUED = "return_paper_issued"
    TAKEN_OVER = "taken_over"
    """Another agency became responsible; the case's own side of `transfer_received`."""
    VERIFIED = "verified"
    VERIFICATION_REQUESTED = "verification_requested"
    VERIFICATION_ANSWERED = "verification_answered"
    IDENTIFIED = "identified"
    SECURED = "secured"
    SUPPORT_STARTED = "support_started"
    REINTEGRATED = "reintegrated"
    CONTACTED = "contacted"

    NEEDS_ASSESSED = "needs_assessed"
    PLAN_AGREED = "plan_agreed"
    PLAN_REVIEWED = "plan_reviewed"
    SERVICE_DELIVERED = "service_delivered"
    ESSENTIALS_GIVEN = "essentials_given"
    ESSENTIALS_STARTED = "essentials_started"
    ESSENTIALS_ENDED = "essentials_ended"
    ENTERED_FACILITY = "entered_facility"
    CHILD_ENTERED_FACILITY = "child_entered_facility"
    LEFT_FACILITY = "left_facility"
    FAMILY_TOLD = "family_told"
    APPLICATION_FILED = "application_filed"
    APPLICATION_PASSED_ON = "application_passed_on"
    APPLICATION_DECIDED = "application_decided"
    INSURANCE_ARRANGED = "insurance_arranged"
    FOLLOW_UP_PLANNED = "follow_up_planned"
    FOLLOW_UP_DONE = "follow_up_done"

    TRANSFER_SENT = "transfer_sent"
    TRANSFER_RECEIVED = "transfer_received"
    TRANSFER_DECLINED = "transfer_declined"
    TRANSFER_WITHDRAWN = "transfer_withdrawn"
    TRANSFER_SIGNED = "transfer_signed"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_RECEIVED = "referral_received"
    REFERRAL_DECLINED = "referral_declined"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    OUTSIDE_SENT = "outside_sent"
    OUTSIDE_OPENED = "outside_opened"
    OUTSIDE_ANSWERED = "outside_answered"
    OUTSIDE_WITHDRAWN = "outside_withdrawn"

    DATA_REQUEST_RECEIVED = "data_request_received"
    DATA_REQUEST_ANSWERED = "data_request_answered"
    DATA_WITHDRAWAL_REQUESTED = "data_withdrawal_requested"
    DATA_WITHDRAWAL_DONE = "data_withdrawal_done"
    DATA_ACCESS_REQUESTED = "data_access_requested"
    DATA_ACCESS_DONE = "data_access_done"
    DATA_DELETION_REQUESTED = "data_deletion_requested"
    DATA_DELETION_DONE = "data_deletion_done"
    DATA_PROTECTION_REQUESTED = "data_protection_requested"
    DATA_PROTECTION_DONE = "data_protection_done"
    BREACH_DETECTED = "breach_detected"
    BREACH_OCCURRED = "breach_occurred"
    BREACH_NOTIFIED = "breach_notified"


ENDINGS: Mapping[Event, Promise] = {
    Event.REINTEGRATED: _("người đã hoà nhập"),
    Event.LEFT_FACILITY: _("người rời cơ sở"),
    Event.TRANSFER_WITHDRAWN: _("bên gửi rút lại"),
    Event.REFERRAL_WITHDRAWN: _("bên gửi rút lại"),
    Event.OUTSIDE_WITHDRAWN: _("bên gửi rút lại"),
}
"""Happenings after which a limit may no longer apply, in words."""


SUPPORT_EVENTS = frozenset(
    {
        Event.IDENTIFIED,
        Event.SUPPORT_STARTED,
        Event.ESSENTIALS_STARTED,
        Event.ENTERED_FACILITY,
        Event.CHILD_ENTERED_FACILITY,
        Event.APPLICATION_FILED,
        Event.APPLICATION_PASSED_ON,
    }
)
"""Events whose clocks follow the support regime of the person (Law 53/2024 Art. 63)."""
