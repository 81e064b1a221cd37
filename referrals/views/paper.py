"""Handover minutes on paper, and the sealed annex with names."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from caseflow import wording
from caseflow.choices import ConsentAnswer
from referrals import actions, showing
from referrals.models import Handoff
from referrals.package import Contents
from referrals.views.pages import HandoffPage, qr_code


class Minutes(HandoffPage):
    """Handover minutes for printing, in the language of the state; names stand in the annex only."""

    template_name = "referrals/minutes.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The paper without anything personal."""
        return self.paper()

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """The annex with names; the look is recorded and committed first."""
        told, _message = actions.open_package(self.handoff, by=self.user, now=self.now)
        return self.paper(told)

    def paper(self, told: Contents | None = None) -> HttpResponse:
        """The sheet; the tools around it stay in the language of the reader."""
        with translation.override(settings.LANGUAGE_CODE):
            sheet = self.annex(told) if told else self.sheet()
        return self.page(
            handoff=self.handoff,
            may_look=self.handoff.sent_at is not None
            and actions.may_look(self.handoff, by=self.user),
            paper_language=settings.LANGUAGE_CODE,
            **sheet,
        )

    def annex(self, told: Contents) -> dict[str, Any]:
        """The sealed annex."""
        return {"annex": showing.told_sections(told)}

    def sheet(self) -> dict[str, Any]:
        """Tables and signatures."""
        handoff = self.handoff
        parties = [
            [_("Bên giao"), handoff.sender.name, ""],
            [_("Bên nhận"), handoff.receiver.name, ""],
        ]
        facts = [
            [_("Mã hồ sơ"), self.case.reference],
            [_("Mục đích"), str(handoff.get_purpose_display())],
            [_("Gửi lúc"), wording.vn_datetime(handoff.sent_at) if handoff.sent_at else ""],
            [
                _("Nhận lúc"),
                wording.vn_datetime(handoff.received_at) if handoff.received_at else "",
            ],
            [_("Tình trạng lúc nhận"), str(handoff.get_condition_display())],
            [_("Đồng ý chia sẻ"), _consent_words(handoff)],
            [_("Phiên dịch"), str(self.case.get_interpreter_display())],
        ]
        return {
            "parties": parties,
            "facts": facts,
            "party_columns": [_("Bên"), _("Đơn vị"), _("Người đại diện")],
            "fact_columns": [_("Mục"), _("Nội dung")],
            "signers": [
                {"title": _("Bên giao")},
                {"title": _("Phiên dịch"), "hint": _("(Chữ ký, nếu có)")},
                {"title": _("Bên nhận")},
            ],
            "qr": qr_code(self.request, handoff),
        }


def _consent_words(handoff: Handoff) -> str:
    consent = handoff.consent
    if consent is None:
        return ""
    if consent.answer == ConsentAnswer.AGREES:
        return str(consent.get_answer_display())
    return f"{consent.get_answer_display()}; {consent.get_basis_display()}"
