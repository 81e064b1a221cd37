"""What the pages about the person's own data ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import BreachKind, DataAnswer, DataChannel, DataRequestKind
from caseflow.fields import (
    CodeChoice,
    CodeRadios,
    LongText,
    VnDateField,
    VnDateTimeField,
    sometimes,
)
from caseflow.forms.base import TimedForm


class DataRequestForm(TimedForm):
    """One request of the person."""

    kind = CodeChoice(
        label=_("Người được hỗ trợ yêu cầu"), choices=DataRequestKind, empty_label=_("Chọn…")
    )
    channel = CodeRadios(label=_("Nhận bằng cách nào"), choices=DataChannel)
    happened_on = VnDateField(label=_("Ngày nhận"))
    text = LongText(label=_("Nội dung yêu cầu"), max_length=5000, required=False)


class DataAnswerForm(TimedForm):
    """What the person was told."""

    answer = CodeRadios(label=_("Trả lời"), choices=DataAnswer)
    answered_on = VnDateField(label=_("Ngày trả lời"))
    text = sometimes(LongText(label=_("Nội dung, hoặc lý do từ chối"), max_length=5000))

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        typed = super().clean() or self.cleaned_data
        if typed.get("answer") == DataAnswer.REFUSED and not typed.get("text"):
            self.add_error("text", _("Ghi lý do từ chối."))
        return typed


class BreachForm(TimedForm):
    """What befell the data; what notice form 08 of Decree 356/2025 asks."""

    kind = CodeRadios(label=_("Việc gì đã xảy ra với dữ liệu"), choices=BreachKind)
    happened_on = VnDateField(label=_("Ngày xảy ra"))
    found_at = VnDateTimeField(label=_("Phát hiện lúc"))
    text = LongText(
        label=_("Xảy ra ở đâu, thế nào, ai làm, những dữ liệu gì, hậu quả có thể có"),
        max_length=5000,
    )
    measures = LongText(label=_("Đã làm gì, sẽ làm gì"), max_length=5000, required=False)
    traces = forms.BooleanField(
        label=_("Có dữ liệu về vị trí của người đó hoặc dữ liệu sinh trắc"), required=False
    )


class BreachNoticeForm(TimedForm):
    """Who was told, and when."""

    notified_at = VnDateTimeField(label=_("Thông báo cho cơ quan chuyên trách của Bộ Công an lúc"))
    notice = LongText(
        label=_("Số văn bản, gửi bằng cách nào, biên bản xác nhận"), max_length=5000, required=False
    )
    person_told_on = VnDateField(label=_("Ngày báo cho người đó"), required=False)
