"""What the pages about sharing ask: the answer, and how it was given."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.actions.consents import SURELY_SEVEN, Terms
from caseflow.choices import (
    ChildAnswer,
    ConsentAnswer,
    ConsentBasis,
    Interpreter,
    Language,
    Purpose,
    Section,
)
from caseflow.fields import CodeBoxes, CodeChoice, CodeRadios, LongText, ShortText, VnDateField
from caseflow.forms.base import TimedForm
from caseflow.models import Agency, Case

SPOKEN = {language.value for language in Language}
FOR_CHILDREN = ("by_representative", "representative", "child_answer")
DETAILS = ("language", "interpreter_name", *FOR_CHILDREN, "expires_on", "grounds")


class TermsForm(TimedForm):
    """How an answer about sharing was given; all of it may stay as it is for most people."""

    language = CodeChoice(
        label=_("Ngôn ngữ đã dùng để giải thích"),
        choices=Language,
        empty_label=_("Chưa ghi"),
        required=False,
    )
    interpreter_name = ShortText(label=_("Họ tên người phiên dịch"), max_length=200, required=False)
    by_representative = forms.BooleanField(
        label=_("Người đại diện hợp pháp trả lời"), required=False
    )
    representative = ShortText(
        label=_("Họ tên người đại diện, quan hệ"), max_length=200, required=False
    )
    child_answer = CodeRadios(
        label=_("Trẻ từ đủ 7 tuổi nói gì"),
        choices=ChildAnswer,
        required=False,
        help_text=_("Từ đủ 7 tuổi, cần cả trẻ và người đại diện đồng ý (Luật 91/2025, Điều 24)."),
    )
    expires_on = VnDateField(label=_("Có hiệu lực đến"), required=False)
    grounds = LongText(
        label=_("Căn cứ cụ thể khi không có sự đồng ý"), max_length=1000, rows=2, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["expires_on"].latest = None  # type: ignore[attr-defined]  # an end may lie ahead
        self.fields["language"].initial = language_of(case)
        if not case.is_child:
            del self.fields["child_answer"]
        elif case.age_band in SURELY_SEVEN:
            of_age = [each for each in ChildAnswer.choices if each[0] != ChildAnswer.UNDER_SEVEN]
            self.fields["child_answer"].choices = of_age  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Say beside the question what a child's agreement still needs."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("answer") and not self.errors.keys() & set(DETAILS):
            answer = ConsentAnswer(typed["answer"])
            for name, sentence in self.terms().lacking(self.case, answer).items():
                self.add_error(name, sentence)
        return typed

    def terms(self, **more: Any) -> Terms:
        """What the action keeps beside the answer."""
        typed = self.cleaned_data
        return Terms(
            language=Language(typed["language"]) if typed["language"] else None,
            by_representative=typed["by_representative"],
            child_answer=ChildAnswer(typed["child_answer"]) if typed.get("child_answer") else None,
            expires_on=typed["expires_on"],
            representative=typed["representative"],
            interpreter=typed["interpreter_name"],
            grounds=typed["grounds"],
            **more,
        )

    def details(self) -> dict[str, Any]:
        """The fields of this form as one group of a page, folded until somebody wants them.

        Open for a child, whose representative is always asked, and where something in it is wrong.
        """
        names = [name for name in DETAILS if name in self.fields]
        return {
            "title": _("Chi tiết về lần hỏi"),
            "fields": [self[name] for name in names],
            "folded": True,
            "open": "child_answer" in self.fields or any(self[name].errors for name in names),
        }


def language_of(case: Case) -> str:
    """The language the file says an interpreter is needed for; Vietnamese where none is."""
    if case.interpreter == Interpreter.NONE:
        return Language.VIETNAMESE.value
    return case.interpreter if case.interpreter in SPOKEN else ""


class ConsentForm(TermsForm):
    """The person's answer about sharing, or the legal basis without one."""

    answer = CodeRadios(label=_("Người được hỗ trợ trả lời"), choices=ConsentAnswer)
    basis = CodeChoice(
        label=_("Căn cứ pháp luật khi không có sự đồng ý"),
        choices=ConsentBasis,
        initial=ConsentBasis.NONE,
    )
    purpose = CodeChoice(
        label=_("Để làm gì"), choices=Purpose, empty_label=_("Chưa nêu mục đích"), required=False
    )
    scope = CodeBoxes(
        label=_("Được chia sẻ những gì"),
        choices=Section.choices,
        required=False,
        help_text=_("Không chọn mục nào là chưa giới hạn. Lời kể không bao giờ gửi kèm."),
    )
    receiver = CodeChoice(label=_("Chia sẻ với"), required=False)
    second = CodeChoice(label=_("Và với"), required=False)
    third = CodeChoice(label=_("Và với"), required=False)
    with_interpreter = forms.BooleanField(label=_("Có phiên dịch"), required=False)

    def __init__(self, *args: Any, receivers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [("", _("Mọi đơn vị phối hợp")), *receivers]
        self.fields["receiver"].choices = first  # type: ignore[attr-defined]  # a choice field
        for name in ("second", "third"):
            self.fields[name].choices = [("", _("Không thêm")), *receivers]  # type: ignore[attr-defined]  # as above

    def receivers(self, known: Sequence[Agency]) -> list[Agency]:
        """Those chosen, each once, in the order they were asked for."""
        by_code = {agency.code: agency for agency in known}
        typed = [self.cleaned_data[name] for name in ("receiver", "second", "third")]
        return [by_code[code] for code in dict.fromkeys(typed) if code]

    def groups(self) -> list[dict[str, Any]]:
        """The answer in sight, the rest folded."""
        shown = ("answer", "basis", "purpose", "scope", "receiver", "second", "third")
        return [
            {"fields": [self[name] for name in (*shown, "with_interpreter")]},
            self.details(),
        ]
