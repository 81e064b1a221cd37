"""Plain rows that hang on a case: facts and holds of upper floors, search tokens."""

from uuid import uuid4

from django.db import models

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import Fact, Hold, Milestone
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.user import User


class CaseFact(ToldRow):
    """Something an upper floor tells the guards of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=20, choices=Fact)
    holds = models.BooleanField()
    ref = models.UUIDField(null=True, blank=True)

    objects = ToldQuerySet["CaseFact"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="fact_once")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.kind}"


class CaseHold(ToldRow):
    """Something that keeps a case from ending."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=20, choices=Hold)
    ref = models.UUIDField()

    objects = ToldQuerySet["CaseHold"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "ref"], name="hold_once")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.kind}"


class CaseMilestone(ToldRow):
    """A deed the law names beside the steps, with its own instant."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=30, choices=Milestone)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet["CaseMilestone"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["case", "kind"], name="milestone_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.kind}"


class SearchIndex(models.Model):
    """How the tokens of one version of an index are made, where it is not as everywhere."""

    label = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    form = models.CharField(max_length=12)
    bits = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "version"], name="index_once")]

    def __str__(self) -> str:
        return f"{self.label}:{self.version}"


class SearchToken(models.Model):
    """A keyed token of an identifier, a phone number or a whole name; never unique."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="search_tokens")
    label = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    token = models.BinaryField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["label", "version", "token"], name="search_token")]

    def __str__(self) -> str:
        return f"{self.label}:{self.pk}"
