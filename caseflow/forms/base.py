"""What the forms of this floor share: bounds by the clock of the request, doubts that are confirmed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseflow import identity_numbers
from caseflow.choices import AgeBand
from caseflow.fields import VnDateField, VnDateTimeField

UNKNOWN = "unknown"
BORN_LATER = _("Ngày sinh sau ngày tiếp nhận. Hãy xem lại một trong hai ngày.")
CONFIRM = _("Tôi đã xem lại các điểm nghi ngờ và vẫn giữ như đã ghi.")


class TimedForm(forms.Form):
    """A form whose dates may not lie after `now`."""

    required_css_class = "req"

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for field in self.fields.values():
            if isinstance(field, VnDateTimeField):
                field.latest = now
            elif isinstance(field, VnDateField):
                field.latest = timezone.localtime(now).date()


class DoubtfulForm(TimedForm):
    """A form that shows doubts once and takes the answers when the person confirms them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirm"] = forms.BooleanField(
            required=False, label=CONFIRM, widget=forms.HiddenInput
        )

    def show_doubts(self, field: str, doubts: Sequence[str | Promise]) -> None:
        """Ask for confirmation, unless it was given with this very form."""
        if not doubts:
            return
        self.fields["confirm"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("confirm"):
            for doubt in doubts:
                self.add_error(field, str(doubt))


def number_doubts(number: str, sex: str, born: date | None, *, kind: str) -> list[str | Promise]:
    """Doubts about an identity number; an unknown kind is guessed by its shape."""
    if not number:
        return []
    known = kind if kind in ("citizen", "old_id", "passport") else ""
    guessed = known or identity_numbers.guess_kind(number)
    return identity_numbers.doubts(number, sex, born.year if born else None, kind=guessed)


def age_on(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_of(age: int) -> AgeBand:
    """The coarse band of an age."""
    limits = (
        (13, AgeBand.UNDER_13), (16, AgeBand.FROM_13), (18, AgeBand.FROM_16),
        (30, AgeBand.FROM_18), (45, AgeBand.FROM_30),
    )  # fmt: skip
    return next((band for limit, band in limits if age < limit), AgeBand.FROM_45)
