"""Two files that belong together, and two that may be of one person."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import LinkKind, MatchAnswer, MatchBasis
from caseflow.models.case import Case


class CaseLink(ToldRow):
    """Two files that belong together."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, choices=LinkKind)
    created_at = models.DateTimeField()

    objects = ToldQuerySet["CaseLink"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=models.F("other")), name="link_of_another"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PersonMatch(ToldRow):
    """Two files that may be of one person; each agency answers without seeing the other file."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    first = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches_as_first")
    second = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="matches_as_second")
    basis = models.CharField(max_length=12, choices=MatchBasis)
    first_says = models.CharField(max_length=10, choices=MatchAnswer, blank=True)
    second_says = models.CharField(max_length=10, choices=MatchAnswer, blank=True)
    found_at = models.DateTimeField()

    objects = ToldQuerySet["PersonMatch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="match_once"),
            models.CheckConstraint(
                condition=Q(first__lt=models.F("second")), name="match_in_order"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def side(self, case: Case) -> str:
        """Which of the two this case is."""
        return "first" if case.pk == self.first_id else "second"

    def other(self, case: Case) -> Case:
        """The case at the other end."""
        return self.second if case.pk == self.first_id else self.first

    def says(self, case: Case) -> str:
        """What the agency of this case answered; empty while it did not."""
        said: str = getattr(self, f"{self.side(case)}_says")
        return said

    def is_settled(self) -> bool:
        """Whether nobody is asked any more: both answered, or one said no."""
        said = (self.first_says, self.second_says)
        return MatchAnswer.DIFFERENT in said or "" not in said
