"""What putting a version of the law in use asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.fields import ShortText


class PutInUseForm(forms.Form):
    """Why this text may be believed."""

    required_css_class = "req"

    basis = ShortText(
        label=_("Văn bản làm căn cứ, người đã xem xét tệp"),
        max_length=200,
    )
