"""What befell the data of a person, and whom it was told."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseflow.choices import BreachKind
from caseflow.models.case import Case
from caseflow.models.person import CaseRecord
from caseflow.sealing.fields import SealedText


class DataBreach(CaseRecord):
    """One breach (Law 91/2025 Art. 23; Decree 356/2025 Art. 28, 29); `happened_on` is its day."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="data_breaches")
    kind = models.CharField(max_length=10, choices=BreachKind)
    found_at = models.DateTimeField()
    traces = models.BooleanField()
    """Whether places where the person was or marks of the body are among the data (Art. 29)."""
    notified_at = models.DateTimeField(null=True, blank=True)
    person_told_on = models.DateField(null=True, blank=True)
    text = SealedText(_("Việc xảy ra"), label="data_breach.text", pad=128, max_length=5000)
    measures = SealedText(_("Đã làm gì"), label="data_breach.measures", pad=128, max_length=5000)
    notice = SealedText(_("Thông báo"), label="data_breach.notice", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "kind", "happened_on")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True) | Q(notified_at__gte=F("found_at")),
                name="data_breach_told_after_it_was_found",
            )
        ]
