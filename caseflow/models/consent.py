"""What the person said about sharing: to whom, what for, which parts, in which language, until when."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.told import ToldQuerySet, ToldRow
from caseflow.choices import (
    ChildAnswer,
    ConsentAnswer,
    ConsentBasis,
    Language,
    OutsideKind,
    Purpose,
    Section,
    Speaker,
)
from caseflow.models.agency import Agency
from caseflow.models.case import Case
from caseflow.models.user import User
from caseflow.sealing.fields import SealedText
from caseflow.sealing.models import SealedModel


class Consent(ToldRow):
    """The person's answer about sharing, or the legal basis without one (Law 91/2025 Art. 9, 19).

    What was not written down (NULL) limits nothing: answers from before it was asked stand as given.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    answer = models.CharField(max_length=10, choices=ConsentAnswer)
    basis = models.CharField(max_length=15, choices=ConsentBasis, default=ConsentBasis.NONE)
    purpose = models.CharField(max_length=15, choices=Purpose, null=True, blank=True)
    scope = models.JSONField(null=True, blank=True)
    """Codes of the sections that may be told."""
    receiver = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other_receivers = models.JSONField(null=True, blank=True)
    """Codes of further agencies; with none at all, every agency that works on the case."""
    outside = models.CharField(max_length=10, choices=OutsideKind, null=True, blank=True)
    """For an organisation of this kind that has no account, and for no agency."""
    with_interpreter = models.BooleanField(default=False)
    language = models.CharField(max_length=12, choices=Language, null=True, blank=True)
    by_representative = models.BooleanField(default=False)
    child_answer = models.CharField(max_length=12, choices=ChildAnswer, null=True, blank=True)
    """NULL for adults; for a child, the answer beside the one of the representative."""
    given_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who wrote the withdrawal down."""
    withdrawn_speaker = models.CharField(max_length=15, choices=Speaker, null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = ToldQuerySet["Consent"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=ConsentAnswer.AGREES) | ~Q(basis=""),
                name="consent_answer_or_basis",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def allows_sharing(self) -> bool:
        """Agreement that was not taken back, or a legal basis.

        A child from seven on and the representative both agree (Law 91/2025 Art. 24).
        """
        if self.withdrawn_at is not None:
            return False
        return self.everybody_agreed or self.rests_on_law

    @property
    def everybody_agreed(self) -> bool:
        """Whether all who are asked said yes."""
        child_too = self.child_answer in (None, ChildAnswer.AGREES, ChildAnswer.UNDER_SEVEN)
        return self.answer == ConsentAnswer.AGREES and child_too

    @property
    def rests_on_law(self) -> bool:
        """Whether sharing needs no agreement, so that none can expire."""
        return self.basis != ConsentBasis.NONE

    def stands_on(self, day: date) -> bool:
        """Whether sharing is allowed on this day; an agreement holds through its last day."""
        return self.allows_sharing and not self.expired_on(day)

    def expired_on(self, day: date) -> bool:
        """Whether an agreement had a last day before this one."""
        return not self.rests_on_law and self.expires_on is not None and day > self.expires_on

    def is_for(self, agency: Agency) -> bool:
        """Whether this agency is among those it was given for."""
        if self.outside:
            return False
        others = self.other_receivers or []
        if self.receiver_id is None and not others:
            return True
        return agency.pk == self.receiver_id or agency.code in others

    def beyond_scope(self, sections: list[str]) -> list[str]:
        """Those of the sections it does not cover."""
        return [] if self.scope is None else [each for each in sections if each not in self.scope]

    def scope_words(self) -> list[str]:
        """The sections it covers, for people; empty where none were named."""
        return [str(Section(each).label) for each in self.scope or []]


class ConsentWords(SealedModel):
    """Names of those beside the person, and the grounds of sharing without consent."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consent_words")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="words")
    representative = SealedText(
        _("Họ tên người đại diện, quan hệ"), label="consent.representative", pad=64, max_length=200
    )
    interpreter = SealedText(
        _("Họ tên người phiên dịch"), label="consent.interpreter", pad=64, max_length=200
    )
    grounds = SealedText(
        _("Căn cứ cụ thể khi không có sự đồng ý"),
        label="consent.grounds",
        pad=128,
        max_length=1000,
    )

    class Seal:
        tagged = ("case_id", "consent_id")
