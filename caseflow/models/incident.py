"""One event that brought several people at once."""

from uuid import uuid4

from django.db import models

from audit.told import ToldQuerySet, ToldRow
from caseflow.models.agency import Agency


class Incident(ToldRow):
    """One event that brought several people at once."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    happened_on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="incidents")
    created_at = models.DateTimeField()

    objects = ToldQuerySet["Incident"].as_manager()

    def __str__(self) -> str:
        return self.reference
