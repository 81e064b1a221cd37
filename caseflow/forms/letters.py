"""Where and when a person's own notices are sent on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Cadence
from caseflow.fields import WRONG_PHONE, CodeChoice

NEEDS_ADDRESS = _("Ghi thư hoặc điện thoại công vụ, hoặc chọn không gửi.")


class LettersForm(forms.Form):
    """Work addresses and the cadence."""

    work_email = forms.EmailField(
        required=False,
        label=_("Thư công vụ"),
        help_text=_("Thư chỉ ghi mã hồ sơ và quy định, không có tên người."),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng, ví dụ ten@donvi.gov.vn.")},
    )
    work_phone = forms.RegexField(
        regex=r"^\+?[0-9 .]{8,18}$",
        required=False,
        label=_("Điện thoại công vụ"),
        error_messages={"invalid": WRONG_PHONE},
    )
    cadence = CodeChoice(choices=Cadence.choices, label=_("Khi nào gửi"), widget=forms.RadioSelect)

    def clean(self) -> dict[str, str] | None:
        """Messages need an address."""
        typed = super().clean() or {}
        wanted = typed.get("cadence") in (Cadence.AT_ONCE, Cadence.DAILY)
        if wanted and not self.errors and not (typed["work_email"] or typed["work_phone"]):
            self.add_error("work_email", NEEDS_ADDRESS)
        return typed
