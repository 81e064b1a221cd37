"""What the pages of an administrator ask about an agency."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from caseflow.choices import SPOKEN, AgencyKind, AgencyLevel, Purpose
from caseflow.fields import CodeBoxes, CodeChoice, ShortText, VnDateField

CODE = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Mã chỉ gồm chữ thường không dấu, chữ số và gạch ngang.")
)
PREFIX = RegexValidator(r"^[A-Z]{2}\Z", _("Ghi hai chữ cái in hoa không dấu, ví dụ HC."))
FIRST_DAY = date(1945, 9, 2)
"""No agency of the state is older."""


class AmendForm(forms.Form):
    """What an agency is called, how it is reached and what it accepts."""

    name = ShortText(label=_("Tên đơn vị"))
    short_name = ShortText(label=_("Tên ngắn"), max_length=80, required=False)
    duty_phone = ShortText(label=_("Điện thoại trực"), max_length=30, required=False)
    duty_hours = ShortText(label=_("Giờ trực"), max_length=80, required=False)
    accepts_children = forms.BooleanField(label=_("Nhận trẻ em"), required=False)
    receives_reports = forms.BooleanField(label=_("Tiếp nhận trình báo"), required=False)
    purposes = CodeBoxes(
        label=_("Nhận người vì việc gì"),
        choices=Purpose.choices,
        required=False,
        help_text=_("Để trống khi chưa rõ. Đã chọn thì nơi khác chỉ gửi được việc đã chọn."),
    )
    languages = CodeBoxes(
        label=_("Có người phiên dịch"),
        choices=[(language.value, language.label) for language in SPOKEN],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = self.about_the_name()

    def about_the_name(self) -> Any:
        """What the name is for."""
        return _("Chỉ chữa lỗi viết. Khi đơn vị đổi tên, hãy lập việc kế nhiệm.")


class AddForm(AmendForm):
    """A new agency."""

    code = ShortText(
        label=_("Mã đơn vị"),
        max_length=40,
        validators=[CODE],
        help_text=_("Ví dụ ca-phuong-12. Không đổi được về sau."),
    )
    reference_prefix = ShortText(
        label=_("Hai chữ đầu mã hồ sơ"), max_length=2, validators=[PREFIX], help_text=_("Ví dụ HC.")
    )
    kind = CodeChoice(label=_("Loại đơn vị"), empty_label=_("Chọn…"))
    level = CodeChoice(label=_("Cấp"), choices=AgencyLevel, empty_label=_("Chọn…"))
    province = CodeChoice(label=_("Tỉnh, thành phố"))
    valid_from = VnDateField(label=_("Hoạt động từ ngày"), earliest=FIRST_DAY)
    field_order = (
        "name", "short_name", "code", "reference_prefix", "kind", "level", "province", "valid_from",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        kinds: list[AgencyKind],
        provinces: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", _("Chọn…")), *((kind.value, kind.label) for kind in kinds)]
        self.fields["kind"].choices = listed  # type: ignore[attr-defined]  # a choice field
        self.fields["province"].choices = provinces  # type: ignore[attr-defined]  # a choice field

    def about_the_name(self) -> Any:
        """What the name is for."""
        return _("Như trong quyết định thành lập.")


class CloseForm(forms.Form):
    """The last day of an agency."""

    on = VnDateField(label=_("Ngày hoạt động cuối cùng"), earliest=FIRST_DAY)
