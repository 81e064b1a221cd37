"""Days an office takes off or works otherwise than the calendar of the whole country says."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import DayKind
from caseflow.models.agency import Agency
from caseflow.models.user import User


class DayChange(ToldRow):
    """One day of one province, changed by a decision; withdrawn, never deleted."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    province = models.CharField(max_length=3)
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=DayKind)
    name = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ToldQuerySet["DayChange"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province", "day"],
                condition=Q(withdrawn_at__isnull=True),
                name="day_change_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.province}:{self.day}"
