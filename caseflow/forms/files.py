"""A file for a case, and the reason for which one is opened."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from caseflow import uploads
from caseflow.choices import RevealReason
from caseflow.fields import CodeRadios, ShortText
from caseflow.refusals import WrongInput

NO_FILE = _("Hãy chọn một tệp. Nếu đã chọn, hãy chọn lại: trình duyệt không giữ tệp giúp.")
EMPTY = _("Tệp này trống. Hãy chọn tệp khác.")


class FileForm(forms.Form):
    """The name stands before the file, so that it is read even where the file is refused."""

    name = ShortText(
        label=_("Tên gọi"),
        max_length=200,
        required=False,
        help_text=_("Để trống thì giữ tên của tệp. Tên được niêm phong như nội dung."),
    )
    file = forms.FileField(
        label=_("Tệp"),
        widget=forms.FileInput,
        error_messages={"required": NO_FILE, "missing": NO_FILE, "empty": EMPTY},
    )

    def clean_file(self) -> Any:
        """Kind by content, and what the scanner says; the answers go along."""
        upload = self.cleaned_data["file"]
        try:
            self.kind, self.scan = uploads.examine(upload)
        except WrongInput as refusal:
            raise ValidationError(refusal.sentence) from None
        return upload

    def called(self) -> str:
        """The name to seal: as typed, else that of the file."""
        return str(self.cleaned_data["name"] or self.cleaned_data["file"].name)


class OpenFileForm(forms.Form):
    """Nothing is chosen beforehand."""

    reason = CodeRadios(label=_("Lý do"), choices=RevealReason)
