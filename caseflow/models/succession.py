"""The act by which an agency hands everything it holds to its successors."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.user import User


class SuccessionRunQuerySet(ToldQuerySet["SuccessionRun"]):
    """Filters over successions."""

    def under_way(self) -> "SuccessionRunQuerySet":
        """Neither finished nor cancelled."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True)


class SuccessionRun(ToldRow):
    """One agency ends: prepared on its side, confirmed on the other, then carried out bit by bit.

    What is left to do is always read from what the agency still holds, so it can stop anywhere.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="runs_from")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="runs_to")
    """Takes what nobody chose another successor for."""
    on = models.DateField()
    agreement = models.CharField(max_length=200)
    """Number and date of the written agreement (Law 91/2025 Art. 17)."""
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SuccessionRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="succession_run_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_run_of_another"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("prepared_by")),
                name="succession_run_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="succession_run_confirmed_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        """Neither finished nor cancelled."""
        return self.finished_at is None and self.cancelled_at is None


class SuccessionChoice(ToldRow):
    """One file of a divided agency goes to this successor."""

    run = models.ForeignKey(SuccessionRun, on_delete=models.PROTECT, related_name="choices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet["SuccessionChoice"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="succession_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.case_id}"
