"""Two files that belong together."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from caseflow.choices import (
    LinkKind,
)
from caseflow.models.case import Case


class CaseLink(models.Model):
    """Two files that belong together."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=LinkKind)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="link_of_another"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
