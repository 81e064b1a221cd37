"""What moving several cases to one agency asks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.choices import ConsentBasis
from caseflow.fields import CodeBoxes, CodeChoice, LongText, RowChoice, sometimes
from caseflow.models import Agency, Case
from referrals import receivers as receiving
from referrals.actions import Move
from referrals.choices import Purpose


class MoveForm(forms.Form):
    """Which cases, where to, what for, and the law where somebody was not asked."""

    receiver = RowChoice(
        label=_("Bên nhận"), queryset=Agency.objects.none(), empty_label=_("Chọn đơn vị")
    )
    purpose = CodeChoice(label=_("Mục đích"), choices=Purpose, initial=Purpose.SUPPORT)
    basis = CodeChoice(
        label=_("Căn cứ cho các hồ sơ chưa có câu trả lời"),
        choices=ConsentBasis,
        initial=ConsentBasis.NONE,
        help_text=_("Không viện dẫn thì chỉ chuyển hồ sơ đã có đồng ý gồm bên nhận này."),
    )
    grounds = sometimes(LongText(label=_("Căn cứ cụ thể"), max_length=1000, rows=2))
    cases = CodeBoxes(label=_("Hồ sơ chuyển đi"), choices=())

    def __init__(self, *args: Any, cases: Sequence[Case], receivers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receiver = self.fields["receiver"]
        receiver.queryset = receivers  # type: ignore[attr-defined]  # a model choice
        receiver.label_from_instance = receiving.words  # type: ignore[attr-defined]
        self.fields["cases"].choices = [(case.uid.hex, words(case)) for case in cases]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """A law that is cited is named."""
        typed: dict[str, Any] = super().clean() or {}
        cited = typed.get("basis") not in (None, ConsentBasis.NONE.value)
        if cited and not typed.get("grounds"):
            self.add_error("grounds", _("Ghi rõ căn cứ đã viện dẫn."))
        return typed

    def chosen(self) -> list[UUID]:
        """The ticked cases."""
        return [UUID(hex=code) for code in self.cleaned_data["cases"]]

    def move(self, uid: UUID) -> Move:
        """What the action does, under the name of this press."""
        typed = self.cleaned_data
        return Move(
            uid=uid,
            receiver=typed["receiver"],
            purpose=Purpose(typed["purpose"]),
            basis=ConsentBasis(typed["basis"]),
            grounds=typed["grounds"],
        )


def words(case: Case) -> str:
    """A case in the list: its reference, its step, and who works on it."""
    worker = case.assigned_to.get_short_name() if case.assigned_to else ""
    told = (case.reference, str(case.get_state_display()), worker)
    return " · ".join(each for each in told if each)
