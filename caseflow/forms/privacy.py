"""What the pages about the person's own data ask."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from caseflow.choices import DataAnswer, DataChannel, DataRequestKind
from caseflow.fields import CodeChoice, CodeRadios, LongText, VnDateField
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
    text = LongText(label=_("Nội dung, hoặc lý do từ chối"), max_length=5000, required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        typed = super().clean() or self.cleaned_data
        if typed.get("answer") == DataAnswer.REFUSED and not typed.get("text"):
            self.add_error("text", _("Ghi lý do từ chối."))
        return typed
