"""Steps that need a second person: proposed by one, approved or returned by another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import SECOND_PERSON_STEPS, CloseReason, ProposalState, Step
from caseflow.models.case import Case
from caseflow.models.user import User
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class Proposal(SealedModel):
    """A step somebody asks a supervisor to approve, at one version of the file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    step = models.CharField(max_length=20, choices=Step)
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
        tagged = ("case_id", "step", "case_version", "close_reason", "proposed_by_id")

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
                condition=Q(step__in=SECOND_PERSON_STEPS), name="proposal_second_person_step"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=ProposalState.WAITING),
                name="proposal_one_waiting",
            ),
        ]
