"""Exceptions to the list rule: who reaches one case beyond the responsible agency, and why."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import GrantBasis
from caseflow.models.case import Case
from caseflow.models.machine import NOTHING
from caseflow.models.user import User


class GrantTerms(ToldRow):
    """What a grant says beside the permission: basis, giver, span, fields and steps."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    basis = models.CharField(max_length=10, choices=GrantBasis)
    basis_uid = models.UUIDField(default=NOTHING)
    """The handoff or referral that gave it."""
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    labels = models.JSONField(default=list)
    """Sealed labels that may be revealed at package level."""
    steps = models.JSONField(default=list)
    """Steps that may be taken; an empty list at work level means every step."""
    package_digest = models.CharField(max_length=64, blank=True)
    case_received_at = models.DateTimeField()
    """Copied sort key, so that a list of granted cases needs one index."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.uid)


class UserGrants(UserObjectPermissionManager):
    """As guardian's, told to the log."""

    def get_queryset(self) -> ToldQuerySet[Any]:
        """As Django's; what is written is told."""
        return ToldQuerySet(self.model, using=self._db)


class GroupGrants(GroupObjectPermissionManager):
    """As guardian's, told to the log."""

    def get_queryset(self) -> ToldQuerySet[Any]:
        """As Django's; what is written is told."""
        return ToldQuerySet(self.model, using=self._db)


class CaseUserGrant(GrantTerms, UserObjectPermissionBase):
    """A grant to one named person."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="user_grants")

    objects: ClassVar[UserGrants] = UserGrants()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        unique_together = ()  # type: ignore[assignment]  # replaced by a constraint per basis
        indexes = [
            models.Index(
                fields=["user", "-case_received_at", "content_object"], name="user_grant_list"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="user_grant_span",
            ),
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "basis_uid"],
                name="user_grant_once_per_basis",
            ),
        ]


class CaseGroupGrant(GrantTerms, GroupObjectPermissionBase):
    """A grant to an agency, held by the agency's own group."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="group_grants")

    objects: ClassVar[GroupGrants] = GroupGrants()

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        unique_together = ()  # type: ignore[assignment]  # replaced by a constraint per basis
        indexes = [
            models.Index(
                fields=["group", "-case_received_at", "content_object"], name="group_grant_list"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="group_grant_span",
            ),
            models.UniqueConstraint(
                fields=["group", "permission", "content_object", "basis_uid"],
                name="group_grant_once_per_basis",
            ),
        ]
