"""Filters of the log page."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit import searching, vocabulary
from audit.models import AuditEvent

DAYS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
"""Days that have a midnight before and after them in every time zone."""

PLACES = re.compile(r"[:\s]*\{.*")
"""Where the title of an event takes what this one event tells."""
PLACE = re.compile(r"\{.*?\}")

WRITTEN = ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d")
"""How days are written here, the day first; and as addresses and computers write them."""


class DayField(forms.DateField):
    """A day of the period."""

    def __init__(self, *, label: Any) -> None:
        example = forms.DateInput(attrs={"placeholder": "23/11/2026"})
        super().__init__(
            label=label, required=False, validators=DAYS, input_formats=WRITTEN, widget=example,
            error_messages={"invalid": _("Ghi ngày, tháng, năm, ví dụ 23/11/2026.")},
        )  # fmt: skip


class TrailFilterForm(forms.Form):
    """Event, file, official, agency, period; everything optional, everything together."""

    event = forms.ChoiceField(label=_("Sự kiện"), required=False)
    case = forms.CharField(label=_("Mã hồ sơ"), required=False, max_length=40)
    actor = forms.CharField(label=_("Mã người thực hiện"), required=False, max_length=40)
    agency = forms.SlugField(label=_("Mã đơn vị"), required=False, max_length=60)
    since = DayField(label=_("Từ ngày"))
    until = DayField(label=_("Đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(event.code, _named(str(event.title))) for event in vocabulary.events()]
        self.fields["event"].choices = [("", _("Tất cả")), *known]  # type: ignore[attr-defined]

    def clean_case(self) -> UUID | None:
        """The file of this reference or number, if the log tells anything of it."""
        typed = self.cleaned_data["case"]
        if not typed:
            return None
        found = vocabulary.find("case", typed) or _uid(typed)
        if found is None or not AuditEvent.objects.filter(case_uid=found).exists():
            raise forms.ValidationError(
                _("Nhật ký không ghi gì về hồ sơ có mã này. Kiểm tra lại mã.")
            )
        return found

    def clean_actor(self) -> str:
        """The pseudonym as the log writes it, however it was typed."""
        typed: str = self.cleaned_data["actor"]
        found = _uid(typed)
        return found.hex if found else typed

    def clean_agency(self) -> str:
        """The code as the log writes it."""
        return str(self.cleaned_data["agency"]).lower()

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins is a slip of the pen."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải từ ngày đầu trở đi."))
        return cleaned

    def wanted(self) -> searching.Wanted:
        """What a sound form asks for."""
        asked = self.cleaned_data
        columns = {
            "act": asked["event"],
            "case_uid": asked["case"],
            "actor": asked["actor"],
            "agency": asked["agency"],
        }
        since, until = asked["since"], asked["until"]
        return searching.Wanted(
            {name: value for name, value in columns.items() if value},
            _midnight(since) if since else searching.FIRST,
            _midnight(until + timedelta(days=1)) if until else searching.LAST,
        )


def _named(title: str) -> str:
    """An event without what a single one tells; where its title begins with that, a gap stands for it."""
    return PLACES.sub("", title) or PLACE.sub("…", title)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _uid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
