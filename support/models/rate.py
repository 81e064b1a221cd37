"""Amounts of support that differ by province: each with the days it holds and where it is written."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import Certainty
from caseflow.models import Agency, User
from support.choices import RateKind


class RateQuerySet(ToldQuerySet["Rate"]):
    """Filters over rates."""

    def standing(self) -> "RateQuerySet":
        """Without those that were corrected."""
        return self.filter(corrected_at__isnull=True)

    def meeting(self, since: date, until: date | None) -> "RateQuerySet":
        """Standing ones that hold on some day of a span; without an end it is open."""
        found = self.standing().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=since))
        return found if until is None else found.filter(valid_from__lte=until)

    def of_provinces(self, codes: Iterable[str]) -> "dict[tuple[str, str], list[Rate]]":
        """Standing rates by province and kind, for pages that ask about many days."""
        found: dict[tuple[str, str], list[Rate]] = {}
        for rate in self.standing().filter(province__in=set(codes)).order_by("valid_from"):
            found.setdefault((rate.province, rate.kind), []).append(rate)
        return found


class Rate(ToldRow):
    """One amount of one province; ended or corrected, never changed or deleted."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    province = models.CharField(max_length=3)
    kind = models.CharField(max_length=20, choices=RateKind)
    amount = models.PositiveIntegerField()
    """In đồng, for what `RateKind.per` says."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1, choices=Certainty)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    """When another row took its place; it never held then."""
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = RateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rate_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_is_an_amount"),
            models.UniqueConstraint(
                fields=["province", "kind"],
                condition=Q(valid_to__isnull=True, corrected_at__isnull=True),
                name="rate_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}:{self.kind}:{self.valid_from}"

    def covers(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
