"""Agencies with their names as written at the time, and who came after whom."""

from datetime import date
from uuid import uuid4
from zlib import crc32

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import AgencyKind, AgencyLevel, Certainty


class AgencyQuerySet(ToldQuerySet["Agency"]):
    """Filters over agencies."""

    def existing(self, on: date) -> "AgencyQuerySet":
        """Agencies that exist on this day."""
        return self.unended(on).filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))

    def unended(self, on: date) -> "AgencyQuerySet":
        """Agencies that have not ended before this day, also those that begin later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


AMENDABLE = (
    "name", "short_name", "duty_phone", "duty_hours", "accepts_children", "receives_reports",
    "purposes", "languages",
)  # fmt: skip
"""What its administrator corrects: the spelling of the names, the duty desk; the rest never changes."""


class Agency(ToldRow):
    """A body that can hold a case or help with it; never renamed, only succeeded."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    level = models.CharField(max_length=10, choices=AgencyLevel)
    province = models.CharField(max_length=3)
    """Three-digit code of the province of the agency at its time."""
    reference_prefix = models.CharField(max_length=2)
    """Two letters that open the references of cases received here."""
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    validity_certainty = models.CharField(max_length=1, choices=Certainty, default=Certainty.TEXT)
    duty_phone = models.CharField(max_length=30, blank=True)
    duty_hours = models.CharField(max_length=80, blank=True)
    accepts_children = models.BooleanField(default=True)
    receives_reports = models.BooleanField(default=False)
    purposes = models.JSONField(null=True, blank=True)
    """Codes of `Purpose` it accepts people for; nothing where that is not recorded."""
    languages = models.JSONField(null=True, blank=True)
    """Codes of `Interpreter` it has somebody for; nothing where that is not recorded."""
    grantees = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="agency")
    """The group `agency:<code>`, used by exceptional grants only."""

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="agency_valid_to_after_from",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def version(self) -> str:
        """A number for what is said of it now; another one as soon as any of it is changed."""
        return str(crc32(repr([getattr(self, name) for name in AMENDABLE]).encode()))

    @property
    def label(self) -> str:
        """The name for narrow places."""
        return self.short_name or self.name

    def takes(self, purpose: str) -> bool:
        """Whether it accepts people for this purpose, as far as that is recorded."""
        return not self.purposes or purpose in self.purposes

    def is_below(self, other: "Agency") -> bool:
        """Whether the other agency stands above this one, however far."""
        above = self.parent
        while above is not None and above.pk != other.pk:
            above = above.parent
        return above is not None

    def exists_on(self, day: date) -> bool:
        """Whether the agency exists on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class AgencySuccession(ToldRow):
    """`successor` took over duties of `predecessor` on a day; many-to-many on purpose."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    predecessor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()
    legal_basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=1, choices=Certainty)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    objects = ToldQuerySet["AgencySuccession"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")), name="succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id}>{self.successor_id}"
