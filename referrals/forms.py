"""What the pages of handing over ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.fields import CodeBoxes, CodeChoice, CodeRadios, LongText, ShortText
from caseflow.forms.base import TimedForm
from caseflow.forms.consent import DETAILS, TermsForm
from caseflow.models import Agency
from referrals import receivers as receiving
from referrals.actions import Draft
from referrals.choices import MINIMUM, Condition, HandoffKind, Purpose, Section

NO_GROUND = _(
    "Chưa có đồng ý thì phải có căn cứ, nếu không sẽ không gửi được. "
    "Hỏi người được hỗ trợ trước, hoặc chọn căn cứ."
)


ALONG = ("belongings", "escorts", "interpreter_along")


class HandOverForm(TermsForm):
    """To whom, what for, what is told, and what the person said about it."""

    kind = CodeRadios(label=_("Loại"), choices=HandoffKind, initial=HandoffKind.TRANSFER)
    receiver = forms.ModelChoiceField(
        label=_("Bên nhận"), queryset=Agency.objects.none(), empty_label=_("Chọn đơn vị")
    )
    purpose = CodeChoice(label=_("Mục đích"), choices=Purpose, initial=Purpose.SUPPORT)
    sections = CodeBoxes(
        label=_("Thông tin gửi kèm"),
        choices=Section.choices,
        initial=[section.value for section in MINIMUM],
        help_text=_("Chỉ chọn điều bên nhận cần. Lời kể không bao giờ gửi kèm."),
    )
    answer = CodeRadios(label=_("Người được hỗ trợ nói gì về việc chia sẻ"), choices=ConsentAnswer)
    basis = CodeChoice(
        label=_("Căn cứ khi chưa có đồng ý"), choices=ConsentBasis, initial=ConsentBasis.NONE
    )
    interpreter = forms.BooleanField(label=_("Đã giải thích qua phiên dịch"), required=False)
    belongings = LongText(
        label=_("Đồ dùng, giấy tờ gửi kèm"), max_length=2000, rows=3, required=False
    )
    escorts = ShortText(
        label=_("Người đưa đi, chức vụ, điện thoại"), max_length=500, required=False
    )
    interpreter_along = CodeChoice(
        label=_("Phiên dịch đi cùng"),
        choices=[("yes", _("Có")), ("no", _("Không"))],
        empty_label=_("Chưa rõ"),
        required=False,
    )
    message = LongText(label=_("Lời nhắn cho bên nhận"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        field.queryset = receivers  # type: ignore[attr-defined]
        field.label_from_instance = receiving.words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse here what could never be sent: nobody agreed and no basis stands in for it."""
        typed: dict[str, Any] = super().clean() or {}
        agreed = typed.get("answer") == ConsentAnswer.AGREES.value
        if typed.get("answer") and not agreed and typed.get("basis") == ConsentBasis.NONE.value:
            self.add_error("basis", NO_GROUND)
        return typed

    def groups(self) -> list[dict[str, Any]]:
        """What goes where, what the person said, and folded how it was asked."""
        apart = {*DETAILS, *ALONG, "message"}
        return [
            {"fields": [each for each in self.visible_fields() if each.name not in apart]},
            self.details(),
            {
                "title": _("Đồ dùng, người đưa đi, phiên dịch"),
                "fields": [self[name] for name in ALONG],
                "folded": True,
                "open": any(self[name].errors or self[name].value() for name in ALONG),
            },
            {"fields": [self["message"]]},
        ]

    def draft(self, kind: HandoffKind) -> Draft:
        """What the action prepares."""
        typed, goes = self.cleaned_data, self.cleaned_data["interpreter_along"]
        return Draft(
            kind=kind,
            receiver=typed["receiver"],
            purpose=Purpose(typed["purpose"]),
            sections=[Section(code) for code in typed["sections"]],
            message=typed["message"],
            belongings=typed["belongings"],
            escorts=typed["escorts"],
            interpreter_along=goes == "yes" if goes else None,
        )


class ElsewhereForm(HandOverForm):
    """As for a first receiver; the kind stays, and an answer that covers the new one may stand."""

    kind = None  # type: ignore[assignment]  # not asked again

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        answer.required = False
        answer.help_text = _("Để trống khi câu trả lời trước gồm cả bên nhận mới.")
        for name in ("message", "belongings", "escorts"):
            self.fields[name].help_text = _("Để trống thì điều đã ghi đi theo.")


class ReceiveForm(TimedForm):
    """What the receiver confirms on the spot."""

    condition = CodeRadios(label=_("Người được hỗ trợ lúc nhận"), choices=Condition)
    condition_note = LongText(label=_("Ghi chú"), max_length=2000, rows=3, required=False)
    belongings_agree = CodeRadios(
        label=_("Đồ dùng so với bên giao đã ghi"),
        choices=[("yes", _("Đúng như bên giao ghi")), ("no", _("Có khác"))],
        help_text=_("Danh mục của bên giao nằm trong gói thông tin."),
    )
    belongings = LongText(label=_("Đồ dùng mang theo"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, listed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not listed:
            del self.fields["belongings_agree"]


class DeclineForm(TimedForm):
    """Why the receiver cannot, in writing."""

    reason = LongText(label=_("Lý do không nhận được"), max_length=2000, rows=4)


class PlainForm(TimedForm):
    """A deed that asks nothing more."""
