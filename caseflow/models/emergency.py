"""Opening a file one does not work with, in an emergency; a second person judges it afterwards."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Emergency, Verdict
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.user import User
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel, SealedQuerySet


class EmergencyViewQuerySet(SealedQuerySet["EmergencyView"]):
    """Filters over emergency views."""

    def unreviewed(self) -> "EmergencyViewQuerySet":
        """Nobody judged them yet."""
        return self.filter(reviewed_at__isnull=True)

    def open_at(self, now: datetime) -> "EmergencyViewQuerySet":
        """Their grant holds now, unless it was revoked."""
        return self.filter(opened_at__lte=now, open_until__gt=now)


class EmergencyView(SealedModel):
    """Who opened which file when, why, until when, and what the second person said."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergency_views")
    kind = models.CharField(max_length=10, choices=Emergency)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Where the person worked who opened the file."""
    opened_at = models.DateTimeField()
    open_until = models.DateTimeField()
    """End of the grant; moved forward when somebody ends it early."""
    review_due_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=15, choices=Verdict, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    reason = SealedText(_("Lý do"), label="emergency.reason", pad=128, max_length=2000)
    answer = SealedText(_("Nhận xét"), label="emergency.answer", pad=128, max_length=2000)

    objects: ClassVar[Any] = EmergencyViewQuerySet.as_manager()

    class Seal:
        tagged = (
            "case_id", "kind", "opened_by_id", "opened_at", "open_until",
            "reviewed_by_id", "reviewed_at", "verdict",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(open_until__gte=F("opened_at")), name="emergency_span"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("opened_by")),
                name="emergency_second_person",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, verdict="")
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & Q(verdict__in=Verdict.values)
                ),
                name="emergency_reviewed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_due_at", "id"],
                name="emergency_unreviewed",
                condition=Q(reviewed_at__isnull=True),
            ),
            models.Index(fields=["opened_by", "-opened_at"], name="emergency_of_person"),
        ]
