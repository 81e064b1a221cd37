"""People who sign in, and the one agency each belongs to at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import AgencyKind, Cadence, Role
from caseflow.models.agency import Agency


@dataclass(frozen=True)
class Standing:
    """Where a user works now, and as what."""

    agency: Agency
    role: Role

    @property
    def agency_kind(self) -> AgencyKind:
        """Kind of the agency."""
        return AgencyKind(self.agency.kind)

    @property
    def is_supervisor(self) -> bool:
        """Whether the reach covers the agencies below."""
        return self.role == Role.SUPERVISOR


_held: ContextVar["dict[int, Standing | None] | None"] = ContextVar("held_standings", default=None)


@contextmanager
def standings_held() -> Iterator[None]:
    """For as long as one page is answered each person's standing is read once."""
    mark = _held.set({})
    try:
        yield
    finally:
        _held.reset(mark)


def forget_standings() -> None:
    """From here on standings are read anew: what an action decides rests on the present."""
    if (held := _held.get()) is not None:
        held.clear()


class UserManager(BaseUserManager["User"]):
    """Makes users; there are no superusers."""

    def get_queryset(self) -> ToldQuerySet["User"]:
        """As Django's; what is written is told to the log."""
        return ToldQuerySet(self.model, using=self._db)

    def create_user(self, username: str, password: str | None = None, *, name: str = "") -> "User":
        """A new active user without an agency."""
        user = self.model(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(ToldRow, AbstractBaseUser, PermissionsMixin):
    """An official; `uid` is the pseudonym written into the log."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    username = models.CharField(
        _("Tên đăng nhập"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("Họ tên cán bộ"), max_length=120, blank=True)
    title = models.CharField(_("Chức danh"), max_length=120, blank=True)
    work_email = models.EmailField(_("Thư công vụ"), blank=True)
    work_phone = models.CharField(_("Điện thoại công vụ"), max_length=20, blank=True)
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.AT_ONCE)
    """When notices reach the person by e-mail or text message, where an address is set."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    session_generation = models.PositiveIntegerField(default=0)

    UNTOLD = frozenset({"last_login"})

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="user_no_superusers",
                violation_error_message=_("Không có tài khoản toàn quyền."),
            )
        ]

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with every move to another agency, ending the sessions."""
        value = f"{self.password}|{self.session_generation}"
        return salted_hmac("caseflow.user.session", value, algorithm="sha256").hexdigest()

    def get_standing(self) -> Standing | None:
        """The present agency and role; none for somebody between two posts.

        Read now, or once for one page (`standings_held`).
        """
        if not self.is_active:
            return None
        held = _held.get()
        if held is None:
            return self._read_standing()
        if self.pk not in held:
            held[self.pk] = self._read_standing()
        return held[self.pk]

    def _read_standing(self) -> Standing | None:
        membership = (
            self.memberships.current()
            .select_related("agency")
            .order_by("-started_at", "pk")
            .first()
        )
        if membership is None:
            return None
        return Standing(membership.agency, Role(membership.role))

    def get_short_name(self) -> str:
        """Name shown in the page head."""
        return self.name or self.username


class MembershipQuerySet(ToldQuerySet["Membership"]):
    """Filters over memberships."""

    def current(self) -> "MembershipQuerySet":
        """The memberships that have not ended."""
        return self.filter(ended_at__isnull=True)


class Membership(ToldRow):
    """One person works for one agency, in one role, from one instant to another."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.agency_id}"

    def covers(self, at: datetime) -> bool:
        """Whether the membership holds at this instant."""
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)
