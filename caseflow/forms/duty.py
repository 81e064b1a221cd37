"""What the page of an agency's duty desk asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.fields import ShortText


class DutyForm(forms.Form):
    """How the agency is reached and what it accepts."""

    duty_phone = ShortText(label=_("Điện thoại trực"), max_length=30, required=False)
    duty_hours = ShortText(label=_("Giờ trực"), max_length=80, required=False)
    accepts_children = forms.BooleanField(label=_("Nhận trẻ em"), required=False)
    receives_reports = forms.BooleanField(label=_("Tiếp nhận trình báo"), required=False)
