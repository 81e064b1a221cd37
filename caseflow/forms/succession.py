"""What the end of an agency asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseflow.fields import CodeChoice, ShortText, VnDateField
from caseflow.models import Agency, Case


class PrepareForm(forms.Form):
    """Who ends, who takes over, from when, on which written agreement."""

    predecessor = CodeChoice(label=_("Đơn vị kết thúc"))
    successor = CodeChoice(
        label=_("Đơn vị kế nhiệm"),
        help_text=_("Khi chia tách, giám sát viên chọn đơn vị khác cho từng hồ sơ ở bước sau."),
    )
    on = VnDateField(label=_("Từ ngày"))
    agreement = ShortText(
        label=_("Văn bản thoả thuận bàn giao dữ liệu"),
        help_text=_("Số và ngày, ví dụ 12/BB ngày 30/6/2025. Điều 17 Luật 91/2025/QH15."),
    )

    def __init__(
        self,
        *args: Any,
        predecessors: Sequence[Agency],
        successors: Sequence[Agency],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, agencies in (("predecessor", predecessors), ("successor", successors)):
            listed = [(agency.code, agency.label) for agency in agencies]
            self.fields[name].choices = [("", _("Chọn…")), *listed]  # type: ignore[attr-defined]  # a choice field


class ChooseForm(forms.Form):
    """A successor for each file; the default where nothing else is chosen."""

    def __init__(
        self,
        *args: Any,
        cases: Sequence[Case],
        successors: Sequence[Agency],
        chosen: dict[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for case in cases:
            self.fields[f"case_{case.uid.hex}"] = CodeChoice(
                choices=[(agency.code, agency.label) for agency in successors],
                label=case.reference,
                initial=chosen.get(case.pk, ""),
            )
