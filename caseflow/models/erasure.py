"""Erasing what is personal in an ended case: asked by one person, decided by another, with a basis."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import ErasureBasis, ProposalState
from caseflow.models.case import Case
from caseflow.models.user import User


class Erasure(ToldRow):
    """A request to destroy the keys of a case. It holds codes only, because it stays."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasures")
    basis = models.CharField(max_length=10, choices=ErasureBasis)
    decision = models.CharField(max_length=60)
    """Number of the written decision."""
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    final_on = models.DateField(null=True, blank=True)
    """The day the last backup of the keys is gone."""

    objects = ToldQuerySet["Erasure"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="erasure_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_by__isnull=True)
                | (~Q(state=ProposalState.WAITING) & Q(decided_by__isnull=False)),
                name="erasure_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state=ProposalState.RETURNED),
                name="erasure_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
