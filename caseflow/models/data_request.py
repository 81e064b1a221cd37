"""What the person asks about the own data, and what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import DataAnswer, DataChannel, DataRequestKind
from caseflow.models.case import Case
from caseflow.models.person import CaseRecord
from caseflow.sealing.fields import SealedText


class DataRequest(CaseRecord):
    """One request (Decree 356/2025 Art. 5); `happened_on` is the day it came."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=10, choices=DataRequestKind)
    channel = models.CharField(max_length=15, choices=DataChannel)
    first_answered_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=DataAnswer, blank=True)
    """Empty until it is carried out or refused."""
    settled_on = models.DateField(null=True, blank=True)
    text = SealedText(_("Nội dung yêu cầu"), label="data_request.text", pad=128, max_length=5000)
    first_answer = SealedText(
        _("Trả lời lần đầu"), label="data_request.first_answer", pad=128, max_length=5000
    )
    answer = SealedText(_("Kết quả"), label="data_request.answer", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "kind", "happened_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, outcome="")
                | Q(
                    settled_on__isnull=False,
                    first_answered_on__isnull=False,
                    outcome__in=[DataAnswer.DONE, DataAnswer.REFUSED],
                ),
                name="data_request_settled_with_outcome",
            )
        ]
