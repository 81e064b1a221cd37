"""The person behind a file: one row per case, sealed by the key of that case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.keeping import Kept
from caseflow.choices import (
    Asked,
    AskedAgain,
    ContactKind,
    Language,
    Recollection,
    SafetyManner,
    Step,
    Teller,
    Topic,
    VerificationResult,
)
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.user import User
from caseflow.sealing.fields import SealedDate, SealedText
from caseflow.sealing.models import SealedModel


class IdKind(models.TextChoices):
    """Kinds of identity papers a person may hold; none is a valid answer."""

    NONE = "none", _("Không có giấy tờ")
    CITIZEN = "citizen", _("Số định danh cá nhân (12 số)")
    OLD_ID = "old_id", _("CMND (9 số)")
    PASSPORT = "passport", _("Hộ chiếu")
    RETURN_PAPER = "return_paper", _("Giấy về nước")
    OTHER = "other", _("Giấy tờ khác")
    UNKNOWN = "unknown", _("Chưa biết")


class Person(SealedModel):
    """Identity and ways to reach the person."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="person")
    full_name = SealedText(_("Họ tên"), label="person.full_name", pad=32, max_length=120)
    other_names = SealedText(_("Tên khác"), label="person.other_names", pad=32, max_length=200)
    birth_date = SealedDate(_("Ngày sinh"), label="person.birth_date", pad=16)
    id_kind = models.CharField(max_length=15, choices=IdKind, default=IdKind.UNKNOWN)
    id_number = SealedText(_("Số giấy tờ"), label="person.id_number", pad=16, max_length=40)
    phone = SealedText(_("Điện thoại"), label="person.phone", pad=16, max_length=40)
    address = SealedText(_("Nơi ở hiện tại"), label="person.address", pad=32, max_length=300)
    old_address = SealedText(_("Địa chỉ cũ"), label="person.old_address", pad=32, max_length=300)
    relatives = SealedText(_("Người thân"), label="person.relatives", pad=128, max_length=2000)
    ethnicity = SealedText(_("Dân tộc"), label="person.ethnicity", pad=32, max_length=60)

    class Seal:
        tagged = ("case_id", "id_kind")


class CaseRecord(SealedModel):
    """What a sealed row of a file shares: who wrote it, for which agency, and when."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class InitialVerification(CaseRecord):
    """Record of initial verification (Law 53/2024 Art. 27.2 as amended): who was asked, the result."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="verifications")
    result = models.CharField(max_length=10, choices=VerificationResult)
    asked = models.JSONField(default=list)
    """Codes of `Asked`."""
    findings = SealedText(_("Nội dung"), label="verification.findings", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "result", "happened_on")

    def asked_labels(self) -> list[str]:
        """Words for who was asked."""
        return [str(Asked(code).label) for code in self.asked]


class ProofPaper(CaseRecord):
    """A paper that confirms the status (Law 53/2024 Art. 33.1; Law 66/2011 Art. 28)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proof_papers")
    kind = models.CharField(max_length=40)
    """Code from the closed list of the regime."""
    issuer = SealedText(_("Nơi cấp"), label="paper.issuer", pad=32, max_length=200)
    number = SealedText(_("Số"), label="paper.number", pad=16, max_length=60)
    grounds = SealedText(_("Căn cứ"), label="paper.grounds", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "kind", "happened_on")


class SafetyRecord(CaseRecord):
    """How and when the person came to safety; may be written in any open state."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="safety_records")
    manner = models.CharField(max_length=15, choices=SafetyManner)
    safe_place = SealedText(_("Nơi an toàn"), label="safety.place", pad=32, max_length=300)
    notes = SealedText(_("Ghi chú"), label="safety.notes", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "manner", "happened_on")


class Decision(CaseRecord):
    """A written conclusion for a step that needs one: ruling out, reconsidering."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=20, choices=Step)
    case_version = models.PositiveIntegerField()
    person_told = models.BooleanField(default=False)
    reason = SealedText(_("Lý do"), label="decision.reason", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "step", "case_version", "happened_on")


class ContactNote(CaseRecord):
    """A contact with the person or about the person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contact_notes")
    kind = models.CharField(max_length=10, choices=ContactKind)
    happened_at = models.DateTimeField()
    text = SealedText(_("Nội dung"), label="contact.text", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "kind", "happened_at")


class Statement(CaseRecord):
    """One version of what was told; never overwritten, never part of a package.

    `happened_on` is the day it was told, `recorded_by` and `agency` are who took it.
    """

    WRITTEN_ONCE = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    teller = models.CharField(max_length=10, choices=Teller, default=Teller.PERSON)
    language = models.CharField(max_length=12, choices=Language, null=True, blank=True)
    """NULL where nobody wrote it down."""
    with_interpreter = models.BooleanField(default=False)
    topics = models.JSONField(default=dict, blank=True)
    """By code of `Topic`: a code of `Recollection`. Empty in statements older than the list."""
    asked_again = models.CharField(max_length=15, choices=AskedAgain, default="", blank=True)
    """Why a topic was asked about again; empty where none was."""
    text = SealedText(_("Lời kể"), label="statement.text", pad=128, max_length=20000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="statement_number_once")
        ]

    class Seal:
        tagged = ("case_id", "number", "happened_on")

    def recollection(self, topic: Topic) -> Recollection | None:
        """How sure the teller was of a topic; None where it was not asked."""
        code = self.topics.get(topic.value)
        return Recollection(code) if code else None


KEPT = Kept(
    columns=(
        "id", "uid", "scope_uid", "case_id", "number", "happened_on", "recorded_at", "recorded_by_id",
        "agency_id", "teller", "language", "with_interpreter", "topics", "asked_again",
    ),
    cells=("text",),
    same="id = NEW.id OR uid = NEW.uid OR (case_id = NEW.case_id AND number = NEW.number)",
)  # fmt: skip
"""What the database holds of a statement once it is written."""


class HealthNote(CaseRecord):
    """Health findings; others see only that an examination took place."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="health_notes")
    text = SealedText(_("Sức khoẻ"), label="health.text", pad=128, max_length=5000)

    class Seal:
        tagged = ("case_id", "happened_on")
