"""Asking for an erasure, and deciding it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ErasureBasis
from caseflow.fields import CodeRadios, ShortText


class ErasureForm(forms.Form):
    """On what basis, by which decision."""

    basis = CodeRadios(label=_("Căn cứ xoá"), choices=ErasureBasis)
    decision = ShortText(label=_("Số quyết định"), max_length=60, help_text=_("Ví dụ: 12/2026."))
    understood = forms.BooleanField(
        label=_("Tôi hiểu: xoá rồi không ai lấy lại được."),
        error_messages={"required": _("Đánh dấu để tiếp tục.")},
    )


class ErasureDecisionForm(forms.Form):
    """The second person's answer."""

    answer = CodeRadios(
        label=_("Quyết định"),
        choices=[("approve", _("Duyệt: huỷ khoá ngay")), ("return", _("Trả lại: không xoá"))],
    )
