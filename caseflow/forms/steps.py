"""The evidence each step asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Asked, CloseReason, SafetyManner, VerificationResult
from caseflow.fields import CodeBoxes, CodeChoice, CodeRadios, LongText, ShortText, VnDateField
from caseflow.forms.base import TimedForm


class VerifyForm(TimedForm):
    """The record of initial verification."""

    asked = CodeBoxes(label=_("Đã hỏi ai"), choices=Asked.choices)
    result = CodeRadios(label=_("Kết quả"), choices=VerificationResult)
    happened_on = VnDateField(label=_("Ngày xác minh"))
    findings = LongText(label=_("Nội dung"), max_length=5000, required=False)


class IdentifyForm(TimedForm):
    """The paper that confirms the status."""

    paper = CodeChoice(label=_("Loại giấy tờ, tài liệu xác nhận"))
    issuer = ShortText(label=_("Nơi cấp"), max_length=200)
    number = ShortText(label=_("Số"), max_length=60)
    issued_on = VnDateField(label=_("Ngày cấp"))
    grounds = LongText(label=_("Căn cứ"), max_length=5000)

    def __init__(self, *args: Any, papers: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [("", _("Chọn…")), *papers]  # type: ignore[attr-defined]  # a choice field


class SafetyForm(TimedForm):
    """How the person came to safety."""

    manner = CodeRadios(label=_("Người được hỗ trợ được an toàn thế nào"), choices=SafetyManner)
    happened_on = VnDateField(label=_("Từ ngày"))
    safe_place = ShortText(label=_("Nơi an toàn"), max_length=300, required=False)
    notes = LongText(label=_("Ghi chú"), max_length=5000, rows=3, required=False)


class ConfirmForm(TimedForm):
    """A step that asks nothing more."""


class ReconsiderForm(TimedForm):
    """Why the question is taken up again."""

    reason = LongText(label=_("Căn cứ mới"), max_length=5000)
    happened_on = VnDateField(label=_("Ngày"))


class RuleOutForm(TimedForm):
    """A written conclusion that the status is not confirmed."""

    reason = LongText(label=_("Lý do kết luận"), max_length=5000)
    happened_on = VnDateField(label=_("Ngày kết luận"))
    person_told = forms.BooleanField(
        label=_("Đã báo cho người được hỗ trợ biết kết luận"),
        error_messages={"required": _("Cần báo cho người được hỗ trợ trước khi kết luận.")},
    )


class ProposeForm(TimedForm):
    """Why a second person should approve the step."""

    grounds = LongText(label=_("Lý do đề nghị"), max_length=5000)


class ProposeCloseForm(ProposeForm):
    """Ending a file needs a reason from the list as well."""

    close_reason = CodeRadios(label=_("Lý do kết thúc"), choices=CloseReason)
    duplicate_of = ShortText(
        label=_("Mã hồ sơ kia, nếu trùng"), max_length=20, required=False, strip=True
    )

    field_order = ("close_reason", "duplicate_of", "grounds")


class SendBackForm(forms.Form):
    """Why a proposal is returned."""

    answer = LongText(label=_("Lý do trả lại"), max_length=5000, rows=3)
