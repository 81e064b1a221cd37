"""What may be asked about a limit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import PauseReason
from caseflow.fields import CodeRadios, LongText, WholeNumber


class ExtensionForm(forms.Form):
    """How many days more, and why."""

    days = WholeNumber()
    grounds = LongText(label=_("Lý do gia hạn"), max_length=5000, rows=4)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = WholeNumber(
            label=_("Gia hạn thêm mấy ngày"),
            min_value=1,
            max_value=most or None,
            help_text=_("Nhiều nhất %(most)s ngày, một lần.") % {"most": most},
        )


class PauseForm(forms.Form):
    """Why a limit is paused."""

    reason = CodeRadios(label=_("Lý do tạm ngưng"), choices=PauseReason)
    note = LongText(label=_("Nói rõ"), max_length=2000, rows=4)
