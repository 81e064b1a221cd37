"""A desk that knows a reference only asks whoever answers for the file to hand it over."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseflow.models import Agency, Case, User
from caseflow.models.reach import working_agency_ids
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel, SealedQuerySet
from referrals.choices import RequestAnswer
from referrals.models.handoff import Handoff


class HandoverRequestQuerySet(SealedQuerySet["HandoverRequest"]):
    """Filters over requests."""

    def pending(self) -> "HandoverRequestQuerySet":
        """Nobody answered them yet."""
        return self.filter(answered_at__isnull=True)

    def visible_to(self, user: User) -> "HandoverRequestQuerySet":
        """To whoever answers for the file; to who asked, only once there is an answer.

        A request that waits looks to who asked like one for a file that does not exist.
        """
        standing = user.get_standing()
        if standing is None:
            return self.none()
        own = working_agency_ids(standing)
        answered = Q(agency__in=own, answered_at__isnull=False)
        return self.filter(Q(case__responsible_agency__in=own) | answered)


class HandoverRequest(SealedModel):
    """Who asks for which file and why, and what its holder answered."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handover_requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Whose desk asks."""
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=RequestAnswer, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    handoff = models.ForeignKey(
        Handoff, on_delete=models.PROTECT, null=True, blank=True, related_name="requests"
    )
    """The answer where the file was handed over."""
    reason = SealedText(_("Lý do xin bàn giao"), label="request.reason", pad=128, max_length=2000)
    answer = SealedText(
        _("Trả lời của nơi giữ hồ sơ"), label="request.answer", pad=128, max_length=2000
    )

    objects: ClassVar[Any] = HandoverRequestQuerySet.as_manager()

    class Seal:
        tagged = (
            "case_id", "agency_id", "asked_by_id", "asked_at", "verdict", "answered_by_id",
            "answered_at", "handoff_id",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"],
                condition=Q(answered_at__isnull=True),
                name="request_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", answered_at__isnull=True)
                | Q(verdict__in=RequestAnswer.values, answered_at__isnull=False),
                name="request_answered_by_somebody",
            ),
        ]

    def give(self, verdict: RequestAnswer, *, by: User, now: datetime) -> None:
        """Note the answer; the caller saves."""
        self.verdict, self.answered_by, self.answered_at = verdict, by, now
