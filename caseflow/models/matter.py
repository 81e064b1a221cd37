"""Plain rows that hang on a case: facts and holds of upper floors, consent, search tokens."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import ConsentAnswer, ConsentBasis, Fact, Hold, Milestone
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


class Consent(ToldRow):
    """The person's answer about sharing, or the legal basis without one (Law 91/2025 Art. 9, 19)."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    answer = models.CharField(max_length=10, choices=ConsentAnswer)
    basis = models.CharField(max_length=15, choices=ConsentBasis, default=ConsentBasis.NONE)
    receiver = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_interpreter = models.BooleanField(default=False)
    by_representative = models.BooleanField(default=False)
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet["Consent"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=ConsentAnswer.AGREES) | ~Q(basis=""),
                name="consent_answer_or_basis",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def allows_sharing(self) -> bool:
        """Agreement that was not taken back, or a legal basis."""
        if self.withdrawn_at is not None:
            return False
        return self.answer == ConsentAnswer.AGREES or self.rests_on_law

    @property
    def rests_on_law(self) -> bool:
        """Whether sharing needs no agreement, so that none can expire."""
        return self.basis != ConsentBasis.NONE

    def stands_on(self, day: date) -> bool:
        """Whether sharing is allowed on this day; an agreement holds through its last day."""
        if not self.allows_sharing:
            return False
        return self.rests_on_law or self.expires_on is None or day <= self.expires_on


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
