"""What the pages for receivers without an account ask; the last form is filled in by such a receiver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.fields import CodeBoxes, CodeChoice, CodeRadios, LongText, ShortText, sometimes
from caseflow.forms.base import TimedForm
from caseflow.forms.consent import DETAILS, TermsForm
from referrals import catalogue
from referrals.actions import OutsideDraft
from referrals.choices import OUTSIDE_PURPOSES, Beyond, OutsideKind, OutsideReason, Purpose
from referrals.forms.giving import NO_GROUND

ACCEPTS, CANNOT = "accept", "decline"


class OutsideForm(TermsForm):
    """Whom, what for, what is told, and what the person said about it."""

    kind = CodeChoice(label=_("Nơi nhận là"), choices=OutsideKind, empty_label=_("Chọn…"))
    organisation = ShortText(label=_("Tên nơi nhận"), max_length=200)
    contact = ShortText(
        label=_("Người liên hệ, điện thoại"),
        max_length=300,
        help_text=_("Bạn gọi người này để báo mật khẩu."),
    )
    purpose = CodeChoice(label=_("Mục đích"), choices=OUTSIDE_PURPOSES, initial=Purpose.SUPPORT)
    told = CodeBoxes(
        label=_("Thông tin gửi kèm"),
        choices=[(field.key, field.words) for field in catalogue.FIELDS],
        initial=list(catalogue.least_for(None)),
        help_text=_(
            "Mức tối thiểu đã đánh dấu sẵn. Chỉ thêm điều nơi nhận cần và chọn lý do. Lời kể không bao giờ "
            "gửi kèm."
        ),
    )
    beyond = sometimes(
        CodeChoice(
            label=_("Lý do gửi nhiều hơn mức tối thiểu"),
            choices=Beyond,
            empty_label=_("Không gửi nhiều hơn"),
        )
    )
    answer = CodeRadios(
        label=_("Người được hỗ trợ nói gì về việc báo cho nơi này"), choices=ConsentAnswer
    )
    basis = CodeChoice(
        label=_("Căn cứ khi chưa có đồng ý"), choices=ConsentBasis, initial=ConsentBasis.NONE
    )
    interpreter = forms.BooleanField(label=_("Đã giải thích qua phiên dịch"), required=False)
    message = LongText(label=_("Lời nhắn cho nơi nhận"), max_length=2000, rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse here what could never be sent, as `HandOverForm`."""
        typed: dict[str, Any] = super().clean() or {}
        agreed = typed.get("answer") == ConsentAnswer.AGREES.value
        if typed.get("answer") and not agreed and typed.get("basis") == ConsentBasis.NONE.value:
            self.add_error("basis", NO_GROUND)
        more = catalogue.beyond_least(typed.get("told", ()), None)
        if more and "beyond" in typed and not typed["beyond"]:
            self.add_error("beyond", catalogue.too_much(more, None))
        return typed

    def groups(self) -> list[dict[str, Any]]:
        """Who and what, folded how the person was asked, then the message."""
        apart = {*DETAILS, "message"}
        return [
            {"fields": [each for each in self.visible_fields() if each.name not in apart]},
            self.details(),
            {"fields": [self["message"]]},
        ]

    def draft(self) -> OutsideDraft:
        """What the action prepares."""
        typed = self.cleaned_data
        return OutsideDraft(
            kind=OutsideKind(typed["kind"]),
            organisation=typed["organisation"],
            contact=typed["contact"],
            purpose=Purpose(typed["purpose"]),
            fields=typed["told"],
            message=typed["message"],
            beyond=Beyond(typed["beyond"]) if typed["beyond"] else None,
        )


class ReplyForm(forms.Form):
    """Whether the receiver helps; codes only, so that nobody writes about the person."""

    verdict = CodeRadios(
        label=_("Trả lời"),
        choices=[(ACCEPTS, _("Chúng tôi nhận lời")), (CANNOT, _("Chúng tôi không nhận được"))],
    )
    reason = sometimes(
        CodeChoice(
            label=_("Lý do không nhận được"),
            choices=OutsideReason,
            empty_label=_("Chọn khi không nhận được"),
        )
    )

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("verdict") == CANNOT and not typed.get("reason"):
            self.add_error("reason", _("Chọn lý do không nhận được."))
        return typed

    @property
    def accepts(self) -> bool:
        """Whether the receiver helps."""
        return bool(self.cleaned_data["verdict"] == ACCEPTS)

    @property
    def why(self) -> OutsideReason | None:
        """Why not, of a refusal."""
        code = self.cleaned_data["reason"]
        return OutsideReason(code) if code and not self.accepts else None


class ToldForm(TimedForm, ReplyForm):
    """The same answer, as the receiver told it to the officer."""
