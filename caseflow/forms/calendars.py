"""What the page of working days asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import DayKind
from caseflow.fields import CodeRadios, ShortText, VnDateField


class DayForm(forms.Form):
    """One day that is worked or taken off."""

    required_css_class = "req"

    day = VnDateField(label=_("Ngày"))
    kind = CodeRadios(label=_("Ngày này"), choices=DayKind)
    name = ShortText(label=_("Tên ngày"), max_length=120)
    legal_basis = ShortText(label=_("Văn bản làm căn cứ"), max_length=200)
