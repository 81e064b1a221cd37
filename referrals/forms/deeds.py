"""What the deeds on a handoff ask, and asking for a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.fields import CodeRadios, LongText, ShortText
from caseflow.forms.base import TimedForm
from caseflow.forms.files import FileForm
from referrals.choices import NO_PICTURE, PICTURES, Condition


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


class RequestForm(forms.Form):
    """The reference somebody was told, and why the file is needed."""

    reference = ShortText(label=_("Mã hồ sơ"), max_length=20, help_text=_("Ví dụ CB26-0147-R."))
    reason = LongText(
        label=_("Lý do xin bàn giao"),
        max_length=2000,
        rows=4,
        help_text=_("Ai báo, người được hỗ trợ cần gì. Nơi giữ hồ sơ đọc được đoạn này."),
    )


class DeclineRequestForm(TimedForm):
    """Why the file stays where it is."""

    answer = LongText(label=_("Lý do không bàn giao"), max_length=2000, rows=4)


class PlainForm(TimedForm):
    """A deed that asks nothing more."""


class ScanForm(FileForm):
    """The scan of the signed minutes; it is named by their number."""

    name = None  # type: ignore[assignment]  # Django leaves out a field that is set to nothing

    def clean_file(self) -> Any:
        """A picture of a paper."""
        upload = super().clean_file()
        if self.kind not in PICTURES:
            raise forms.ValidationError(NO_PICTURE)
        return upload
