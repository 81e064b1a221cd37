"""What and who goes along with a person who is handed over, in the words of the giver."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from caseflow.models import Case
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel
from referrals.models.handoff import Handoff


class Along(SealedModel):
    """Belongings and escorts as the giver wrote them; none where nothing was written.

    What the receiver found stands in `HandoffWords`, beside it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="along")
    handoff = models.OneToOneField(Handoff, on_delete=models.PROTECT, related_name="along")
    belongings = SealedText(
        _("Đồ dùng, giấy tờ gửi kèm"), label="along.belongings", pad=128, max_length=2000
    )
    escorts = SealedText(
        _("Người đưa đi, chức vụ, điện thoại"), label="along.escorts", pad=64, max_length=500
    )

    class Seal:
        tagged = ("case_id", "handoff_id")
