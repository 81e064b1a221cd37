"""Which agency answers for a case, from when to when."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.models.agency import Agency


class Responsibility(ToldRow):
    """One stretch of responsibility; at most one is open for a case."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(
        "caseflow.Case", on_delete=models.PROTECT, related_name="responsibilities"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="responsibilities")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    event_uid = models.UUIDField()

    objects = ToldQuerySet["Responsibility"].as_manager()

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="responsibility_one_open"
            ),
            models.UniqueConstraint(
                fields=["case", "agency", "uid"], name="responsibility_case_agency_uid"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="responsibility_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
