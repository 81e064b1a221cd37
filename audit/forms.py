"""Filters of the log page."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from audit import vocabulary

DAYS = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
"""Days that have a midnight before and after them in every time zone."""

PLACES = re.compile(r"[:\s]*\{.*")
"""Where the title of an event takes what this one event tells."""


class TrailFilterForm(forms.Form):
    """Event, official, agency, period; everything optional."""

    event = forms.ChoiceField(label=_("Sự kiện"), required=False)
    actor = forms.CharField(label=_("Mã người thực hiện"), required=False, max_length=40)
    agency = forms.SlugField(label=_("Mã đơn vị"), required=False, max_length=60)
    since = forms.DateField(label=_("Từ ngày"), required=False, validators=DAYS)
    until = forms.DateField(label=_("Đến ngày"), required=False, validators=DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(event.code, PLACES.sub("", str(event.title))) for event in vocabulary.events()]
        self.fields["event"].choices = [("", _("Tất cả")), *known]  # type: ignore[attr-defined]
