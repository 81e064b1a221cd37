"""What handing over asks: to whom, what for, what is told, what the person said about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.fields import CodeChoice, CodeRadios, LongText, RowChoice, ShortText
from caseflow.forms.consent import TermsForm
from caseflow.models import Agency
from referrals import receivers as receiving
from referrals.actions import Answer, Asked, Draft
from referrals.actions.several import FEWEST
from referrals.choices import Beyond, HandoffKind, Purpose
from referrals.forms.package import PackageForm, ReceiverSelect

NO_GROUND = _(
    "Chưa có đồng ý thì phải có căn cứ, nếu không sẽ không gửi được. "
    "Hỏi người được hỗ trợ trước, hoặc chọn căn cứ."
)


ALONG = ("belongings", "escorts", "interpreter_along")


class HandOverForm(PackageForm):
    """To whom, what for, what is told, and what the person said about it."""

    kind = CodeRadios(label=_("Loại"), choices=HandoffKind, initial=HandoffKind.TRANSFER)
    receiver = RowChoice(
        label=_("Bên nhận"),
        queryset=Agency.objects.none(),
        empty_label=_("Chọn đơn vị"),
        widget=ReceiverSelect,
    )
    purpose = CodeChoice(label=_("Mục đích"), choices=Purpose, initial=Purpose.SUPPORT)
    answer = CodeRadios(label=_("Người được hỗ trợ nói gì về việc chia sẻ"), choices=ConsentAnswer)
    basis = CodeChoice(
        label=_("Căn cứ khi chưa có đồng ý"), choices=ConsentBasis, initial=ConsentBasis.NONE
    )
    interpreter = forms.BooleanField(label=_("Đã giải thích qua phiên dịch"), required=False)
    belongings = LongText(
        label=_("Đồ dùng, giấy tờ gửi kèm"), max_length=2000, rows=3, required=False
    )
    escorts = ShortText(
        label=_("Người đưa đi, chức vụ, điện thoại"), max_length=500, required=False
    )
    interpreter_along = CodeChoice(
        label=_("Phiên dịch đi cùng"),
        choices=[("yes", _("Có")), ("no", _("Không"))],
        empty_label=_("Chưa rõ"),
        required=False,
    )
    message = LongText(label=_("Lời nhắn cho bên nhận"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receiver"]
        field.queryset = receivers  # type: ignore[attr-defined]
        field.label_from_instance = receiving.words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse here what could never be sent: nobody agreed and no basis stands in for it."""
        typed: dict[str, Any] = super().clean() or {}
        agreed = typed.get("answer") == ConsentAnswer.AGREES.value
        if typed.get("answer") and not agreed and typed.get("basis") == ConsentBasis.NONE.value:
            self.add_error("basis", NO_GROUND)
        return typed

    def groups(self) -> list[dict[str, Any]]:
        """What goes where, what the person said; folded, single fields and how it was asked."""
        first = [name for name in ("kind", "receiver", "purpose", "extent") if name in self.fields]
        return [
            {"fields": [self[name] for name in first]},
            self.single_fields(),
            {"fields": [self[name] for name in ("answer", "basis", "interpreter")]},
            self.details(),
            {
                "title": _("Đồ dùng, người đưa đi, phiên dịch"),
                "fields": [self[name] for name in ALONG],
                "folded": True,
                "open": any(self[name].errors or self[name].value() for name in ALONG),
            },
            {"fields": [self["message"]]},
        ]

    def draft(self, kind: HandoffKind) -> Draft:
        """What the action prepares."""
        typed, goes = self.cleaned_data, self.cleaned_data["interpreter_along"]
        return Draft(
            kind=kind,
            receiver=typed["receiver"],
            purpose=Purpose(typed["purpose"]),
            fields=self.chosen_fields(),
            beyond=Beyond(typed["beyond"]) if typed["beyond"] else None,
            message=typed["message"],
            belongings=typed["belongings"],
            escorts=typed["escorts"],
            interpreter_along=goes == "yes" if goes else None,
        )


class ElsewhereForm(HandOverForm):
    """As for a first receiver; the kind stays, and an answer that covers the new one may stand."""

    kind = None  # type: ignore[assignment]  # not asked again

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        answer.required = False
        answer.help_text = _("Để trống khi câu trả lời trước gồm cả bên nhận mới.")
        for name in ("message", "belongings", "escorts"):
            self.fields[name].help_text = _("Để trống thì điều đã ghi đi theo.")


PLACES = range(1, 5)
"""How many places are asked at once, at most."""


class SeveralForm(TermsForm):
    """Several places for one need, and what the person said about each."""

    purpose = CodeChoice(label=_("Cần việc gì"), choices=Purpose, initial=Purpose.SUPPORT)
    basis = CodeChoice(
        label=_("Căn cứ khi chưa có đồng ý"), choices=ConsentBasis, initial=ConsentBasis.NONE
    )
    interpreter = forms.BooleanField(label=_("Đã giải thích qua phiên dịch"), required=False)
    message = LongText(label=_("Lời nhắn cho các nơi"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in PLACES:
            needed = place <= FEWEST
            receiver = RowChoice(
                label=_("Nơi thứ %(place)s") % {"place": place},
                queryset=receivers,
                empty_label=_("Chọn đơn vị") if needed else _("Không thêm"),
                required=needed,
            )
            receiver.label_from_instance = receiving.words  # type: ignore[method-assign,assignment]
            answer = CodeChoice(
                label=_("Người được hỗ trợ nói gì về nơi thứ %(place)s") % {"place": place},
                choices=ConsentAnswer,
                empty_label=_("Như nơi trên") if place > 1 else _("Chọn…"),
                required=place == 1,
            )
            self.fields |= {f"receiver_{place}": receiver, _answer_to(place): answer}

    def clean(self) -> dict[str, Any]:
        """Refuse here what could never be sent, as `HandOverForm`."""
        typed: dict[str, Any] = super().clean() or {}
        answers = {typed.get(_answer_to(place)) for place in PLACES} - {"", None}
        alone = typed.get("basis") == ConsentBasis.NONE.value
        if alone and answers - {ConsentAnswer.AGREES.value}:
            self.add_error("basis", NO_GROUND)
        return typed

    def asked(self) -> list[Asked]:
        """The places that were chosen, each with its own answer where it has one."""
        typed = self.cleaned_data
        chosen = [place for place in PLACES if typed[f"receiver_{place}"]]
        return [
            Asked(typed[f"receiver_{place}"], self._answer(typed[_answer_to(place)]))
            for place in chosen
        ]

    def _answer(self, code: str) -> Answer | None:
        if not code:
            return None
        agreed = code == ConsentAnswer.AGREES.value
        typed = self.cleaned_data
        return Answer(
            answer=ConsentAnswer(code),
            basis=ConsentBasis.NONE if agreed else ConsentBasis(typed["basis"]),
            with_interpreter=typed["interpreter"],
            terms=self.terms(),
        )

    def groups(self) -> list[dict[str, Any]]:
        """The need, each place with its question, how it was asked, the message."""
        places = [
            self[name] for place in PLACES for name in (f"receiver_{place}", _answer_to(place))
        ]
        return [
            {"fields": [self["purpose"], *places, self["basis"], self["interpreter"]]},
            self.details(),
            {"fields": [self["message"]]},
        ]


def _answer_to(place: int) -> str:
    """The name of the question; the first is the one a child's representative answers for."""
    return "answer" if place == 1 else f"answer_{place}"
