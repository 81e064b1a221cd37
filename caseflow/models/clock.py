"""Time limits as rows, the notices they raise, and the queue that carries what follows a change."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.told import ToldQuerySet, ToldRow
from caseflow import law
from caseflow.choices import LimitNote, PauseReason
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.machine import NOTHING
from caseflow.models.regime import Regime, text_of
from caseflow.models.user import User
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class ClockQuerySet(ToldQuerySet["Clock"]):
    """Filters over clocks."""

    def running(self) -> "ClockQuerySet":
        """Neither met nor stopped."""
        return self.filter(met_at__isnull=True, stopped_at__isnull=True)

    def unended(self) -> "ClockQuerySet":
        """Running or paused."""
        return self.filter(~Q(pause_reason="") | Q(stopped_at__isnull=True), met_at__isnull=True)

    def paused(self) -> "ClockQuerySet":
        """Stopped for a reason, to go on."""
        return self.unended().exclude(pause_reason="")

    def overdue(self, now: datetime) -> "ClockQuerySet":
        """Running past their time."""
        return self.running().filter(due_at__lt=now)


class Clock(ToldRow):
    """One time limit of one case, computed once when its trigger happened."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    rule = models.CharField(max_length=60)
    regime = models.ForeignKey(
        Regime, on_delete=models.PROTECT, to_field="digest", db_index=False, related_name="+"
    )
    """The version of the law it was computed under; `regime_id` is its hash."""
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="clocks")
    """Who is bound: the agency responsible when the clock started."""
    about_uid = models.UUIDField(default=NOTHING)
    """The handoff, plan or service the clock is about; NOTHING for the case itself."""
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    arithmetic = models.JSONField(default=list)
    """The steps of the computation, as lines for the page."""
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=20, choices=PauseReason, blank=True)
    """Why it is paused; empty for a clock that runs or has ended."""
    extended_count = models.PositiveSmallIntegerField(default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="clock_running",
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
            ),
            models.Index(fields=["case", "due_at"], name="clock_of_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "about_uid"],
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="clock_one_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule}:{self.uid}"

    def ruling(self) -> law.ClockRule:
        """The rule as it stood in the version the limit was computed under."""
        found = text_of(self.regime_id).clock(self.rule)
        if found is None:
            raise law.LawError(f"no clock rule {self.rule!r} in {self.regime_id}")
        return found

    def state_at(self, now: datetime) -> str:
        """`met`, `met_late`, `paused`, `stopped`, `late`, `soon` (within 24 hours) or `running`."""
        if self.met_at is not None:
            return "met" if self.met_at <= self.due_at else "met_late"
        if self.stopped_at is not None:
            return "paused" if self.pause_reason else "stopped"
        if self.due_at < now:
            return "late"
        return "soon" if (self.due_at - now).total_seconds() <= 24 * 3600 else "running"


class Reminder(ToldRow):
    """When a clock next reminds somebody; gone when there is nothing more to remind of.

    In a table of its own: it moves with every step of the ladder, and the clock with its many indexes
    need not be written each time.
    """

    clock = models.OneToOneField(
        Clock, on_delete=models.PROTECT, primary_key=True, related_name="reminder"
    )
    at = models.DateTimeField(db_index=True)

    objects = ToldQuerySet["Reminder"].as_manager()

    def __str__(self) -> str:
        return f"{self.clock_id}@{self.at:%Y-%m-%dT%H:%M}"


class DelayReason(SealedModel):
    """Why a limit was or will be missed, or is paused, in the words of the person who answers for it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delay_reasons")
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="delay_reasons")
    kind = models.CharField(max_length=5, choices=LimitNote, default=LimitNote.LATE)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    text = SealedText(_("Lý do"), label="delay.text", pad=128, max_length=2000)

    class Seal:
        tagged = ("case_id", "clock_id", "kind", "given_at")


class Notice(models.Model):
    """Something a person or an agency should know: kind, case, rule; nothing personal."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    """None for a notice about the log, which stands before one person."""
    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="notices")
    supervisors_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    addressed_at = models.DateTimeField(null=True, blank=True)
    """When letters about it were written, to whoever wants them."""
    dedup = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-created_at", "-id"], name="notice_agency"),
            models.Index(
                fields=["id"], name="notice_unaddressed", condition=Q(addressed_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(user__isnull=False, clock__isnull=True),
                name="notice_case_or_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.uid}"


class OutboxEntry(models.Model):
    """Work that follows a change, written with it and done later; ids only."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    topic = models.CharField(max_length=40)
    key = models.UUIDField()
    """Entries of one key are done in order; usually the case."""
    payload = models.JSONField(default=dict)
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    dedup = models.CharField(max_length=120, unique=True)

    class Meta:
        verbose_name_plural = "outbox entries"
        indexes = [
            models.Index(
                fields=["available_at", "id"],
                name="outbox_open",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(
                fields=["key", "id"],
                name="outbox_in_order",
                condition=Q(done_at__isnull=True, dead_at__isnull=True),
            ),
            models.Index(
                fields=["done_at"], name="outbox_done", condition=Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}:{self.uid}"


class Heartbeat(models.Model):
    """When each sweep last ran; pages and health checks read it."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Serial(models.Model):
    """The last number given to a series, locked while the next one is taken."""

    series = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.series
