"""A handoff from one agency to another, with its sealed package and sealed words."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from caseflow.choices import Level
from caseflow.models import Agency, Case, CaseFile, Consent, GuardedQuerySet, StateRow, User
from caseflow.models.reach import working_agency_ids
from caseflow.rules import file_open
from caseflow.sealing.fields import SealedJSON, SealedText
from caseflow.sealing.models import SealedModel
from referrals import catalogue, rules
from referrals.choices import (
    OPEN_STATES,
    WAITING_STATES,
    Beyond,
    Condition,
    HandoffKind,
    HandoffState,
    HandoffStep,
    Purpose,
)


class HandoffQuerySet(GuardedQuerySet["Handoff"]):
    """Filters over handoffs."""

    def visible_to(self, user: User) -> "HandoffQuerySet":
        """Handoffs of cases in reach, between the person's agency and another."""
        standing = user.get_standing()
        if standing is None:
            return self.none()
        own = working_agency_ids(standing)
        sides = Q(sender__in=own) | Q(receiver__in=own, sent_at__isnull=False)
        return self.filter(sides, case__in=Case.objects.visible_to(user))

    def under_way(self) -> "HandoffQuerySet":
        """Neither received nor ended."""
        return self.filter(state__in=OPEN_STATES)

    def waiting(self) -> "HandoffQuerySet":
        """Sent, and not yet answered."""
        return self.filter(state__in=WAITING_STATES)


class Handoff(StateRow):
    """What is handed over, by whom, to whom, and how far it is."""

    LABEL = "handoff"
    EVENT = "handoff.stepped"
    REACH = Level.TRAIL
    STEPS = HandoffStep.choices

    state = FSMField(
        max_length=10, choices=HandoffState, default=HandoffState.DRAFTED, protected=True
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handoffs")
    kind = models.CharField(max_length=10, choices=HandoffKind)
    purpose = models.CharField(max_length=15, choices=Purpose)
    number = models.CharField(max_length=80, unique=True)
    code = models.CharField(max_length=8, unique=True)
    """Opaque, in the QR of the minutes."""
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handoffs_given")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handoffs_got")
    sections = models.JSONField(default=list)
    chosen_fields = models.JSONField(null=True, blank=True)
    """Keys of the catalogue; NULL for a handoff of the time when whole sections were chosen."""
    beyond = models.CharField(max_length=10, choices=Beyond, null=True, blank=True)
    """Why it tells more than the least its receiver needs; NULL where it does not."""
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="handoffs"
    )
    package_digest = models.CharField(max_length=64, blank=True)
    preview_mark = models.CharField(max_length=64, null=True, blank=True)
    """What was looked at before sending, and by whom, as `package.preview_mark` makes it.

    May be NULL, so that SQLite adds the column without remaking the table and losing its triggers.
    """
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    """The one it took the place of, sent to somebody else."""
    group_uid = models.UUIDField(null=True, blank=True, db_index=True)
    """The same for those that were drafted together for one need."""
    interpreter_along = models.BooleanField(null=True, blank=True)
    """Whether an interpreter goes along; NULL where the giver did not say."""
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    condition = models.CharField(max_length=12, choices=Condition, blank=True)
    belongings_agree = models.BooleanField(null=True, blank=True)
    """Whether the receiver found what the giver had written; NULL where nothing was compared."""
    sender_signed_at = models.DateTimeField(null=True, blank=True)
    receiver_signed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    signed_scan = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, null=True, blank=True, related_name="handoffs"
    )
    """The minutes with both signatures, as last scanned."""

    objects = HandoffQuerySet.as_manager()

    asked_on: date
    """Set by `load_evidence`."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HandoffState.values), name="handoff_state_known"
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="handoff_to_another"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=HandoffKind.TRANSFER, state__in=OPEN_STATES),
                name="handoff_one_open_transfer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[HandoffState.DRAFTED, HandoffState.WITHDRAWN])
                | Q(sent_at__isnull=False),
                name="handoff_sent_at_when_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[HandoffState.RECEIVED, HandoffState.SIGNED])
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="handoff_received_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state", "id"], name="handoff_inbox"),
            models.Index(fields=["sender", "state", "id"], name="handoff_outbox"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def machine_case(self) -> Case:
        """The case whose reach decides."""
        return self.case

    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the fields it tells."""
        if self.chosen_fields is None:
            return catalogue.fields_of(self.sections)
        return catalogue.in_order(self.chosen_fields)

    @property
    def is_transfer(self) -> bool:
        """Whether responsibility moves with it."""
        return self.kind == HandoffKind.TRANSFER

    @property
    def drafted_on(self) -> date:
        """Local day of drafting."""
        return timezone.localdate(self.drafted_at)

    def reach_for(self, step: str) -> Level:
        """Telling somebody about the person is for those who work with the file."""
        return Level.WORK if step == HandoffStep.SEND else self.REACH

    def load_evidence(
        self, *, approving: frozenset[str] = frozenset(), now: datetime | None = None
    ) -> None:
        """The day on which the guards ask whether agreement and receiver still stand."""
        self.asked_on = timezone.localdate(now) if now else self.drafted_on

    # Transitions: called by workflow.advance only; their bodies stay empty.

    @transition(
        field=state,
        source=HandoffState.DRAFTED,
        target=HandoffState.SENT,
        permission=rules.side("sender"),
        conditions=[
            file_open,
            rules.sharing_allowed,
            rules.agreement_not_expired,
            rules.within_scope,
            rules.something_told,
            rules.receiver_exists,
            rules.receiver_takes_children,
            rules.receiver_takes_purpose,
        ],
    )
    def send(self) -> None:
        """The package is sealed and the receiver may look."""

    @transition(
        field=state,
        source=HandoffState.SENT,
        target=HandoffState.OPENED,
        permission=rules.side("receiver"),
    )
    def open(self) -> None:
        """The receiver looked for the first time."""

    @transition(
        field=state,
        source=[HandoffState.SENT, HandoffState.OPENED],
        target=HandoffState.RECEIVED,
        permission=rules.side("receiver"),
        conditions=[file_open],
    )
    def receive(self) -> None:
        """The person is there; for a transfer, responsibility moves now."""

    @transition(
        field=state,
        source=HandoffState.RECEIVED,
        target=HandoffState.SIGNED,
        permission=rules.side("sender", "receiver"),
        conditions=[rules.both_signed],
    )
    def sign(self) -> None:
        """Both sides signed the minutes."""

    @transition(
        field=state,
        source=[HandoffState.SENT, HandoffState.OPENED],
        target=HandoffState.DECLINED,
        permission=rules.side("receiver"),
    )
    def decline(self) -> None:
        """The receiver cannot, and said why in writing (Circular 35/2013 Art. 16.3)."""

    @transition(
        field=state,
        source=[HandoffState.DRAFTED, HandoffState.SENT, HandoffState.OPENED],
        target=HandoffState.WITHDRAWN,
        permission=rules.side("sender"),
    )
    def withdraw(self) -> None:
        """The giver took it back before receipt."""


class Package(SealedModel):
    """What was told, exactly as the receiver sees it, sealed under the key of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packages")
    handoff = models.OneToOneField(Handoff, on_delete=models.PROTECT, related_name="package")
    sealed_at = models.DateTimeField()
    contents = SealedJSON(_("Gói thông tin"), label="package.contents", pad=128)

    class Seal:
        tagged = ("case_id", "handoff_id")


class HandoffWords(SealedModel):
    """What the sides wrote: a message, the reason for declining, condition, belongings."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handoff_words")
    handoff = models.OneToOneField(Handoff, on_delete=models.PROTECT, related_name="words")
    message = SealedText(_("Lời nhắn"), label="handoff.message", pad=128, max_length=2000)
    decline_reason = SealedText(
        _("Lý do không nhận được"), label="handoff.decline_reason", pad=128, max_length=2000
    )
    condition_note = SealedText(
        _("Ghi chú lúc nhận"), label="handoff.condition_note", pad=128, max_length=2000
    )
    belongings = SealedText(
        _("Đồ dùng mang theo"), label="handoff.belongings", pad=128, max_length=2000
    )

    class Seal:
        tagged = ("case_id", "handoff_id")
