"""Form fields that take what people type in Viet Nam, and keep it when it cannot be read."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from caseflow.typed import DATE_PARTS, build_date, clean_text, parse_date, parse_time
from caseflow.wording import vn_date

MAX_TEXT = 20_000
REQUIRED = _("Hãy trả lời câu này.")
CHOOSE = _("Hãy chọn một mục.")
NOT_IN_LIST = _("Mục đã chọn không có trong danh sách. Hãy chọn lại.")
DATE_FUTURE = _("Ngày này ở tương lai. Hãy ghi ngày đã xảy ra.")
DATE_EARLY = _("Ngày này sớm hơn %(earliest)s. Hãy xem lại.")
WRONG_PHONE = _("Ghi số điện thoại bằng chữ số, ví dụ 0901 234 567.")
TIME_MISSING = _("Hãy ghi cả giờ, ví dụ 17:30.")
TOO_LONG = _("Đoạn này dài %(length)s ký tự, tối đa %(limit)s. Hãy bớt %(over)s ký tự.")
NOT_WHOLE = _("Ghi một số bằng chữ số, không có phần lẻ.")
TOO_SMALL = _("Số nhỏ nhất là %(limit_value)s.")
TOO_BIG = _("Số lớn nhất là %(limit_value)s.")

PHONE = re.compile(r"[0-9+ .,;()/-]+")
FEWEST_DIGITS = 3


class ShortText(forms.CharField):
    """One line of text: cleaned, with a clear sentence when it is too long."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limit = max_length
        if "required" not in (kwargs.get("error_messages") or {}):
            self.error_messages["required"] = REQUIRED
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value: Any) -> str:
        """The cleaned text on one line."""
        cleaned = super().to_python(clean_text(value) if isinstance(value, str) else value)
        return self.arrange(cleaned or "")

    def arrange(self, value: str) -> str:
        """Join lines, because this answer has only one."""
        return " ".join(value.split())

    def validate(self, value: str) -> None:
        """Refuse an empty required answer and a text over the limit, saying by how much."""
        super().validate(value)
        if len(value) > self.limit:
            numbers = {"length": len(value), "limit": self.limit, "over": len(value) - self.limit}
            raise ValidationError(TOO_LONG, code="max_length", params=numbers)


class LongText(ShortText):
    """Several lines of text; the page counts the characters that are left."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = MAX_TEXT, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.update({"rows": rows})

    def arrange(self, value: str) -> str:
        """Keep the lines as they were written."""
        return value.strip()


class PhoneText(ShortText):
    """A telephone number as people write it: digits, perhaps with signs between them."""

    def validate(self, value: str) -> None:
        """Refuse letters, and fewer digits than any number has."""
        super().validate(value)
        digits = sum(sign.isdigit() for sign in value)
        if value and (digits < FEWEST_DIGITS or not PHONE.fullmatch(value)):
            raise ValidationError(WRONG_PHONE, code="phone")


class WholeNumber(forms.IntegerField):
    """A number without a fraction, within bounds that the sentence names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages.update(
            required=REQUIRED, invalid=NOT_WHOLE, min_value=TOO_SMALL, max_value=TOO_BIG
        )


class RowChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no parameters at run time
    """One row out of a list, such as an agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages.update(required=CHOOSE, invalid_choice=NOT_IN_LIST)


class CodeChoice(forms.ChoiceField):
    """One code out of a closed list, as a drop-down with a first line that chooses nothing."""

    def __init__(self, *, choices: Any = (), empty_label: Any = None, **kwargs: Any) -> None:
        listed = [*getattr(choices, "choices", choices)]
        if empty_label is not None:
            listed.insert(0, ("", empty_label))
        super().__init__(choices=listed, **kwargs)
        self.error_messages.update({"required": CHOOSE, "invalid_choice": NOT_IN_LIST})


class CodeRadios(CodeChoice):
    """One code out of a short list, all of it in sight; nothing is chosen beforehand."""

    widget = forms.RadioSelect


class CodeBoxes(forms.MultipleChoiceField):
    """Several codes out of a short list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages.update({"required": CHOOSE, "invalid_choice": NOT_IN_LIST})


F = TypeVar("F", bound=forms.Field)


def sometimes(field: F) -> F:
    """A field that other answers of the form make necessary, or that is one part of a question asked
    elsewhere: its label does not call it optional.
    """
    field.required = field.widget.is_required = False
    field.quiet = True  # type: ignore[attr-defined]  # the label reads it
    return field


class Parts(forms.MultiWidget):
    """Several inputs of one answer; `labels` and `classes` are what the page writes around them."""

    use_fieldset = True
    labels: Sequence[Any] = ()
    classes: Sequence[str] = ()

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        """The typed parts, or the one text of a client that sends a single value."""
        if name in data and not any(
            f"{name}_{number}" in data for number in range(len(self.widgets))
        ):
            return data[name]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether neither the parts nor the single text were sent."""
        return name not in data and super().value_omitted_from_data(dict(data), files, name)


def _box(length: int) -> forms.TextInput:
    return forms.TextInput(
        attrs={"inputmode": "numeric", "maxlength": length, "autocomplete": "off"}
    )


class DateBoxes(Parts):
    """Day, month and year as three short inputs; no jumping between them, no calendar that needs a script."""

    labels = (pgettext_lazy("part of a date", "Ngày"), _("Tháng"), _("Năm"))
    classes = ("", "", "y")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # A whole date typed into the first box is understood too.
        super().__init__([_box(10), _box(2), _box(4)], attrs)

    def decompress(self, value: Any) -> list[str]:
        """The parts to show for a date, or a typed text as it was."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), str(value.year)]
        return [str(value or ""), "", ""]


class DateTimeBoxes(Parts):
    """Day, month, year and a 24-hour time."""

    labels = (*DateBoxes.labels, _("Giờ"))
    classes = ("", "", "y", "y")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        clock = forms.TextInput(attrs={"maxlength": 12, "autocomplete": "off"})
        super().__init__([_box(16), _box(2), _box(4), clock], attrs)

    def decompress(self, value: Any) -> list[str]:
        """The parts to show for an instant, in local time, or a typed text as it was."""
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return [str(local.day), str(local.month), str(local.year), f"{local:%H:%M}"]
        return [str(value or ""), "", "", ""]


def date_of_parts(parts: Sequence[str]) -> date | None:
    """The date of three boxes, or of a whole date typed into the first."""
    day, month, year = (clean_text(str(part or "")).strip() for part in parts[:3])
    if not month and not year:
        return parse_date(day)
    if not (day and month and year):
        raise ValidationError(DATE_PARTS, code="incomplete")
    return build_date(day, month, year)


class VnDateField(forms.Field):
    """A date in three boxes or one text.

    `latest` and `earliest` are dates, or callables asked at each check; a form may also set them
    after it is made, because the clock is read in the view. Typed text stays on the page.
    """

    widget: type[forms.Widget] = DateBoxes

    def __init__(
        self,
        *,
        latest: date | Callable[[], date] | None = None,
        earliest: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.latest = latest
        self.earliest = earliest
        if "required" not in (kwargs.get("error_messages") or {}):
            self.error_messages["required"] = DATE_PARTS

    def to_python(self, value: Any) -> date | None:
        """The date, or None when nothing was typed."""
        if isinstance(value, datetime):
            return timezone.localtime(value).date()
        if value is None or isinstance(value, date):
            return value
        return parse_date(value) if isinstance(value, str) else date_of_parts(value)

    def validate(self, value: date | None) -> None:
        """Refuse an empty required date and one outside the bounds."""
        super().validate(value)
        if value is not None:
            check_bounds(value, self.earliest, self.latest)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the typed date is another one."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


def check_bounds(
    value: date,
    earliest: date | Callable[[], date] | None,
    latest: date | Callable[[], date] | None,
) -> None:
    """Refuse a date before the earliest or after the latest allowed one."""
    low = earliest() if callable(earliest) else earliest
    high = latest() if callable(latest) else latest
    if high is not None and value > high:
        raise ValidationError(DATE_FUTURE, code="future")
    if low is not None and value < low:
        raise ValidationError(DATE_EARLY, code="early", params={"earliest": vn_date(low)})


class VnDateTimeField(VnDateField):
    """An instant in local time: three boxes and a time; `latest` and `earliest` are instants here."""

    widget = DateTimeBoxes

    def to_python(self, value: Any) -> datetime | None:
        """The aware instant, or None when nothing was typed."""
        if value is None or isinstance(value, datetime):
            return value
        if isinstance(value, str):
            first, _space, rest = value.strip().partition(" ")
            parts: Sequence[str] = (first, "", "", rest)
        else:
            parts = value
        day = date_of_parts(parts)
        clock = clean_text(str(parts[3] or "")).strip()
        if day is None and not clock:
            return None
        if day is None:
            raise ValidationError(DATE_PARTS, code="incomplete")
        if not clock:
            raise ValidationError(TIME_MISSING, code="incomplete")
        return timezone.make_aware(datetime.combine(day, parse_time(clock)))
