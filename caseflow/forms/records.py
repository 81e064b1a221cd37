"""What is written into a file without moving it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import (
    AgeBand,
    Citizenship,
    ContactKind,
    Exploitation,
    Interpreter,
    Interviewer,
    Risk,
    SafeContact,
    Sex,
)
from caseflow.fields import (
    CodeBoxes,
    CodeChoice,
    CodeRadios,
    LongText,
    PhoneText,
    ShortText,
    VnDateField,
    VnDateTimeField,
)
from caseflow.forms.base import BORN_LATER, DoubtfulForm, TimedForm, number_doubts
from caseflow.models import IdKind

KEEP = _("Giữ nguyên")


class ContactForm(TimedForm):
    """A call, visit or letter, in few taps."""

    kind = CodeRadios(label=_("Liên hệ bằng cách nào"), choices=ContactKind)
    text = LongText(label=_("Ghi ngắn gọn"), max_length=5000, rows=3, required=False)
    happened_at = VnDateTimeField(label=_("Lúc"))


class HealthForm(TimedForm):
    """An examination and what it found."""

    happened_on = VnDateField(label=_("Ngày khám"))
    text = LongText(label=_("Nội dung"), max_length=5000, required=False)


class AssignForm(forms.Form):
    """Who works with the file."""

    to = CodeChoice(label=_("Người phụ trách"), empty_label=_("Chọn…"))

    def __init__(self, *args: Any, members: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Chọn…")), *members]  # type: ignore[attr-defined]  # a choice field


class MilestoneForm(TimedForm):
    """A deed the law names beside the steps."""

    kind = CodeRadios(label=_("Việc đã làm"))
    happened_at = VnDateTimeField(label=_("Lúc"))

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field


class DelayForm(forms.Form):
    """Why a limit was or will be missed."""

    clock = CodeRadios(label=_("Hạn nào"))
    text = LongText(label=_("Lý do"), max_length=2000, rows=4)

    def __init__(self, *args: Any, clocks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clock"].choices = clocks  # type: ignore[attr-defined]  # a choice field


class DescribeForm(forms.Form):
    """The coarse codes of a file, shown unmasked."""

    age_band = CodeChoice(label=_("Nhóm tuổi"), choices=AgeBand)
    sex = CodeChoice(label=_("Giới tính"), choices=Sex)
    safe_contact = CodeChoice(label=_("Liên hệ an toàn"), choices=SafeContact)
    interpreter = CodeChoice(label=_("Phiên dịch"), choices=Interpreter)
    interviewer = CodeChoice(label=_("Người nói chuyện"), choices=Interviewer)
    risk = CodeChoice(label=_("Nguy hiểm trước mắt"), choices=Risk)
    citizenship = CodeChoice(label=_("Quốc tịch"), choices=Citizenship)
    exploitation = CodeChoice(label=_("Hình thức bóc lột"), choices=Exploitation)


class PersonForm(DoubtfulForm):
    """Corrections of what is protected; an empty answer keeps what stands."""

    full_name = ShortText(label=_("Họ tên"), max_length=120, required=False)
    other_names = ShortText(label=_("Tên khác"), max_length=200, required=False)
    birth_date = VnDateField(label=_("Ngày sinh"), required=False)
    id_kind = CodeChoice(label=_("Loại giấy tờ"), choices=IdKind, empty_label=KEEP, required=False)
    id_number = ShortText(label=_("Số giấy tờ"), max_length=40, required=False)
    phone = PhoneText(label=_("Điện thoại"), max_length=40, required=False)
    address = ShortText(label=_("Nơi ở hiện tại"), max_length=300, required=False)
    old_address = ShortText(label=_("Địa chỉ cũ"), max_length=300, required=False)
    ethnicity = ShortText(label=_("Dân tộc"), max_length=60, required=False)
    relatives = LongText(label=_("Người thân"), max_length=2000, rows=3, required=False)
    clear = CodeBoxes(
        label=_("Xoá nội dung đã ghi"),
        choices=[
            ("full_name", _("Họ tên")),
            ("other_names", _("Tên khác")),
            ("birth_date", _("Ngày sinh")),
            ("id_number", _("Số giấy tờ")),
            ("phone", _("Điện thoại")),
            ("address", _("Nơi ở hiện tại")),
            ("old_address", _("Địa chỉ cũ")),
            ("ethnicity", _("Dân tộc")),
            ("relatives", _("Người thân")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, sex: str, received_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sex = sex
        self.received_on = received_on

    def clean(self) -> dict[str, Any]:
        """At least one change; doubts about the number are shown once."""
        data = super().clean() or self.cleaned_data
        born = data.get("birth_date")
        if born and born > self.received_on:
            self.add_error("birth_date", BORN_LATER)
        doubts = number_doubts(
            data.get("id_number", ""),
            self.sex,
            born,
            kind=data.get("id_kind", ""),
        )
        self.show_doubts("id_number", doubts)
        if not self.errors and not self.changes():
            self.add_error(None, _("Chưa có thay đổi nào. Ghi mục cần sửa, hoặc quay lại."))
        return data

    def changes(self) -> dict[str, object]:
        """What to write: typed answers, and empty ones where the old content goes."""
        kept = ("confirm", "clear")
        typed = {
            name: value for name, value in self.cleaned_data.items() if value and name not in kept
        }
        gone = {name: "" for name in self.cleaned_data.get("clear", []) if name not in typed}
        return {**gone, **typed}
