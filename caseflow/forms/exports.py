"""What of the signed log leaves: all of it, or one case."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow import names


class BundleForm(forms.Form):
    """A reference, or nothing for the whole log."""

    case = forms.CharField(
        label=_("Mã hồ sơ"),
        required=False,
        max_length=40,
        help_text=_("Để trống thì xuất toàn bộ nhật ký."),
    )

    def clean_case(self) -> UUID | None:
        """The case of this reference."""
        typed = self.cleaned_data["case"]
        found = names.case_uid(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("Không có hồ sơ mang mã này. Kiểm tra lại mã."))
        return found
