"""What needs a second person, a step or more days: proposed by one, approved or returned by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, ngettext

from caseflow.choices import SECOND_PERSON_STEPS, CloseReason, ProposalState, Step
from caseflow.models.case import Case
from caseflow.models.clock import Clock
from caseflow.models.user import User
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class Proposal(SealedModel):
    """A step, or more days for a clock, that somebody asks a supervisor to approve."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    step = models.CharField(max_length=20, choices=Step, blank=True)
    """Empty where more days are asked for."""
    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    days = models.PositiveSmallIntegerField(default=0)
    case_version = models.PositiveIntegerField()
    close_reason = models.CharField(max_length=20, choices=CloseReason, blank=True)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    grounds = SealedText(_("Lý do"), label="proposal.grounds", pad=128, max_length=5000)
    answer = SealedText(_("Lý do trả lại"), label="proposal.answer", pad=128, max_length=5000)

    class Seal:
        tagged = (
            "case_id", "step", "clock_id", "days", "case_version", "close_reason", "proposed_by_id",
        )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="proposal_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_by__isnull=True)
                | (~Q(state=ProposalState.WAITING) & Q(decided_by__isnull=False)),
                name="proposal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(clock__isnull=True, step__in=SECOND_PERSON_STEPS, days=0)
                | Q(clock__isnull=False, step="", days__gt=0),
                name="proposal_step_or_days",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=ProposalState.WAITING, clock__isnull=True),
                name="proposal_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["clock"],
                condition=Q(state=ProposalState.WAITING, clock__isnull=False),
                name="proposal_one_waiting_of_clock",
            ),
        ]

    @property
    def title(self) -> str:
        """What is asked for, in words."""
        if self.clock_id is None:
            return self.get_step_display()
        return ngettext("Gia hạn %(n)s ngày", "Gia hạn %(n)s ngày", self.days) % {"n": self.days}
