"""Seeing in an emergency, judging it; and whether two cases are of one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Emergency, MatchAnswer, Verdict
from caseflow.fields import CodeRadios, LongText, ShortText


class EmergencyForm(forms.Form):
    """Which file, what happened, why it cannot wait."""

    reference = ShortText(label=_("Mã hồ sơ"), max_length=40, help_text=_("Ví dụ: CB26-0147-R."))
    kind = CodeRadios(label=_("Chuyện gì xảy ra"), choices=Emergency)
    reason = LongText(label=_("Vì sao không chờ được"), max_length=2000, rows=3)
    understood = forms.BooleanField(
        label=_("Tôi hiểu: giám sát viên được báo ngay và sẽ xem xét lần xem này."),
        error_messages={"required": _("Đánh dấu để tiếp tục.")},
    )


class ReviewForm(forms.Form):
    """What the second person found."""

    verdict = CodeRadios(label=_("Kết luận"), choices=Verdict)
    answer = LongText(
        label=_("Nhận xét"),
        max_length=2000,
        rows=3,
        required=False,
        help_text=_("Cần ghi khi kết luận không cần thiết hoặc dùng sai."),
    )


class MatchForm(forms.Form):
    """What this agency says."""

    says = CodeRadios(label=_("Hai hồ sơ có phải của cùng một người không"), choices=MatchAnswer)
