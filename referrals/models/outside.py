"""A referral to an organisation without an account: a sealed file and a link that opens once."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from caseflow.choices import Level
from caseflow.models import Agency, Case, Consent, GuardedQuerySet, StateRow, User
from caseflow.models.reach import working_agency_ids
from caseflow.rules import file_open
from caseflow.sealing.fields import SealedJSON, SealedText
from caseflow.sealing.models import SealedModel
from referrals import catalogue, rules
from referrals.choices import (
    OUTSIDE_ENDED,
    OUTSIDE_WAITING,
    Beyond,
    OutsideKind,
    OutsideReason,
    OutsideState,
    OutsideStep,
    Purpose,
)

MAY_STILL_BE_TOLD = [
    file_open,
    rules.sharing_allowed,
    rules.agreement_not_expired,
    rules.within_scope,
]


class OutsideQuerySet(GuardedQuerySet["OutsideReferral"]):
    """Filters over referrals to outsiders."""

    def visible_to(self, user: User) -> "OutsideQuerySet":
        """Those of cases in reach, for the agency that sent them and the one that has the case now."""
        standing = user.get_standing()
        if standing is None:
            return self.none()
        own = working_agency_ids(standing)
        ours = Q(sender__in=own) | Q(case__responsible_agency__in=own)
        return self.filter(ours, case__in=Case.objects.visible_to(user))

    def under_way(self) -> "OutsideQuerySet":
        """Neither answered nor taken back."""
        return self.exclude(state__in=OUTSIDE_ENDED)


class OutsideReferral(StateRow):
    """What is asked of whom, by which link, and how far it is. Responsibility never moves with it."""

    LABEL = "outside"
    EVENT = "outside.stepped"
    REACH = Level.TRAIL
    STEPS = OutsideStep.choices

    state = FSMField(
        max_length=10, choices=OutsideState, default=OutsideState.DRAFTED, protected=True
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outside_referrals")
    number = models.CharField(max_length=80, unique=True)
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=OutsideKind)
    """Of the organisation; its name is sealed: of a child, it may tell where the child is."""
    purpose = models.CharField(max_length=15, choices=Purpose)
    chosen_fields = models.JSONField(default=list)
    """Keys of the catalogue."""
    beyond = models.CharField(max_length=10, choices=Beyond, null=True, blank=True)
    """Why it tells more than the least; NULL where it does not, and before reasons were asked."""
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="outside_referrals")
    package_digest = models.CharField(max_length=64, blank=True)
    preview_mark = models.CharField(max_length=64, blank=True)
    """As that of a handoff."""
    link_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    """SHA-256 of the token in the link; the token itself is kept nowhere."""
    expires_at = models.DateTimeField(null=True, blank=True)
    """Until when the link opens the file; once it did, until when it takes the answer."""
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=OutsideReason, blank=True)
    """Why the receiver cannot."""
    told_to = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who wrote the answer down, where it came by another way than the link."""

    objects = OutsideQuerySet.as_manager()

    asked_on: date
    asked_at: datetime
    """Set by `load_evidence`."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OutsideState.values), name="outside_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OUTSIDE_WAITING)
                | Q(sent_at__isnull=False, link_digest__isnull=False, expires_at__isnull=False),
                name="outside_link_when_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[OutsideState.OPENED, OutsideState.ACCEPTED])
                | Q(opened_at__isnull=False),
                name="outside_opened_before_accepted",
            ),
        ]
        indexes = [models.Index(fields=["sender", "state", "id"], name="outside_outbox")]

    def __str__(self) -> str:
        return self.number

    @property
    def machine_case(self) -> Case:
        """The case whose reach decides."""
        return self.case

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is told, in the order of the catalogue."""
        return catalogue.in_order(self.chosen_fields)

    @property
    def sections(self) -> list[str]:
        """Where the fields stand, which is what a person agrees to."""
        return [section.value for section in catalogue.sections_of(self.chosen)]

    @property
    def told_by_link(self) -> bool:
        """Whether the receiver answered on the page of the link."""
        answered = self.state in (OutsideState.ACCEPTED, OutsideState.DECLINED)
        return answered and self.told_to_id is None

    def reach_for(self, step: str) -> Level:
        """Telling somebody about the person is for those who work with the file."""
        telling = (OutsideStep.SEND, OutsideStep.RENEW)
        return Level.WORK if step in telling else self.REACH

    def load_evidence(
        self, *, approving: frozenset[str] = frozenset(), now: datetime | None = None
    ) -> None:
        """The instant at which the guards ask whether agreement and link still stand."""
        self.asked_at = now or self.drafted_at
        self.asked_on = timezone.localdate(self.asked_at)

    # Transitions: called by workflow.advance only; their bodies stay empty.

    @transition(
        field=state,
        source=OutsideState.DRAFTED,
        target=OutsideState.SENT,
        permission=rules.gives,
        conditions=[*MAY_STILL_BE_TOLD, rules.something_told],
    )
    def send(self) -> None:
        """The file is sealed and the link opens it once."""

    @transition(
        field=state,
        source=OUTSIDE_WAITING,
        target=OutsideState.SENT,
        permission=rules.gives,
        conditions=[*MAY_STILL_BE_TOLD],
    )
    def renew(self) -> None:
        """Another link and another password; the ones before are dead."""

    @transition(
        field=state,
        source=OutsideState.SENT,
        target=OutsideState.OPENED,
        permission=rules.gives,
        conditions=[*MAY_STILL_BE_TOLD, rules.link_alive],
    )
    def open(self) -> None:
        """Whoever has the link took the file; nobody takes it twice."""

    @transition(
        field=state,
        source=OutsideState.OPENED,
        target=OutsideState.ACCEPTED,
        permission=rules.gives,
    )
    def accept(self) -> None:
        """The receiver helps; the case stays where it is."""

    @transition(
        field=state,
        source=OUTSIDE_WAITING,
        target=OutsideState.DECLINED,
        permission=rules.gives,
    )
    def decline(self) -> None:
        """The receiver cannot."""

    @transition(
        field=state,
        source=[OutsideState.DRAFTED, OutsideState.SENT],
        target=OutsideState.WITHDRAWN,
        permission=rules.gives,
    )
    def withdraw(self) -> None:
        """Taken back before it was opened; the link is dead at once."""


class OutsideWords(SealedModel):
    """Who is asked, in words, what was told, and the file while it waits, under the key of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outside_words")
    referral = models.OneToOneField(OutsideReferral, on_delete=models.PROTECT, related_name="words")
    organisation = SealedText(
        _("Tên nơi nhận"), label="outside.organisation", pad=64, max_length=200
    )
    contact = SealedText(
        _("Người liên hệ, điện thoại"), label="outside.contact", pad=64, max_length=300
    )
    message = SealedText(_("Lời nhắn"), label="outside.message", pad=128, max_length=2000)
    contents = SealedJSON(_("Gói thông tin"), label="outside.contents", pad=128)
    file = SealedText(_("Tệp niêm phong"), label="outside.file", pad=4096)
    """The encrypted document in base64; emptied when it is taken or will not be."""

    class Seal:
        tagged = ("case_id", "referral_id")
