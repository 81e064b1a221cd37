"""What the pages of support ask."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from caseflow import wording
from caseflow.choices import Certainty
from caseflow.fields import (
    CodeChoice,
    CodeRadios,
    LongText,
    RowChoice,
    ShortText,
    VnDateField,
    sometimes,
)
from caseflow.forms.base import TimedForm
from caseflow.models import Agency
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    NeedLevel,
    RateKind,
    Score,
    ServiceKind,
)
from support.models import ServiceDelivery

ANOTHER = "another"
"""The service was given on an occasion not written down yet."""
WRONG_AMOUNT = _("Ghi số tiền bằng chữ số, ví dụ 60000 hoặc 60.000.")
AMOUNT_OUTSIDE = _("Ghi số tiền từ 1 đến %(most)s đồng.")
AMOUNT = re.compile(r"[0-9]+|[0-9]{1,3}([. ,][0-9]{3})+")
OUTCOMES = [choice for choice in ItemState.choices if choice[0] != ItemState.PLANNED]


class NeedsForm(TimedForm):
    """How much of each kind of support is needed."""

    happened_on = VnDateField(label=_("Ngày đánh giá"))
    findings = LongText(label=_("Nhận định"), max_length=5000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ServiceKind:
            self.fields[f"need_{kind.value}"] = CodeChoice(
                label=kind.label, choices=NeedLevel, initial=NeedLevel.UNKNOWN
            )


class ItemForm(forms.Form):
    """One planned service; its day may lie ahead."""

    kind = CodeChoice(label=_("Dịch vụ"), choices=ServiceKind)
    provider = RowChoice(label=_("Đơn vị làm"), queryset=Agency.objects.none())
    planned_on = VnDateField(label=_("Ngày dự kiến"))
    note = LongText(label=_("Ghi chú"), max_length=2000, rows=3, required=False)

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        field.queryset = providers  # type: ignore[attr-defined]
        field.label_from_instance = lambda agency: agency.name  # type: ignore[attr-defined]


class OccasionForm(TimedForm):
    """Asks which of the occasions written down already is meant, so that none is counted twice."""

    delivery = sometimes(
        CodeRadios(
            label=_("Lần hỗ trợ nào"),
            help_text=_("Chọn lần đã ghi nếu là lần đó, để một lần hỗ trợ không bị tính hai lần."),
        )
    )

    def __init__(self, *args: Any, occasions: QuerySet[ServiceDelivery], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {str(each.uid): each.kind for each in occasions}
        listed: list[tuple[str, Any]] = [
            (str(each.uid), self.in_words(each)) for each in occasions.select_related("provider")
        ]
        if listed:
            listed.append((ANOTHER, _("Lần khác, chưa ghi")))
            self.fields["delivery"].choices = listed  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["delivery"]

    def in_words(self, each: ServiceDelivery) -> str:
        """One occasion."""
        return f"{wording.vn_date(each.happened_on)} · {each.provider.label}"

    def ask(self) -> None:
        """Refuse a form that does not say which occasion it is about."""
        self.add_error("delivery", _("Chọn lần hỗ trợ đã ghi, hoặc chọn “Lần khác, chưa ghi”."))

    def occasion(self) -> UUID | None:
        """The written occasion that was chosen."""
        chosen = self.cleaned_data.get("delivery") or ANOTHER
        return None if chosen == ANOTHER else UUID(chosen)


class GiveForm(OccasionForm):
    """A service given once."""

    kind = CodeChoice(label=_("Dịch vụ"), choices=ServiceKind)
    provider = RowChoice(label=_("Đơn vị làm"), queryset=Agency.objects.none())
    happened_on = VnDateField(label=_("Ngày làm"))
    note = LongText(label=_("Ghi chú"), max_length=2000, rows=3, required=False)
    field_order = ("kind", "delivery", "provider", "happened_on", "note")

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        field.queryset = providers  # type: ignore[attr-defined]
        field.label_from_instance = lambda agency: agency.name  # type: ignore[attr-defined]

    def in_words(self, each: ServiceDelivery) -> str:
        """One occasion; the plan counts several kinds."""
        return f"{each.get_kind_display()} · {super().in_words(each)}"

    def clean(self) -> dict[str, Any]:
        """Where the plan counts this kind already, it is one of these occasions or another one."""
        typed = super().clean() or self.cleaned_data
        kind, chosen = typed.get("kind"), typed.get("delivery")
        if kind in self.kinds.values() and chosen == "":
            self.ask()
        elif chosen in self.kinds and self.kinds[chosen] != kind:
            self.add_error("delivery", _("Lần này là dịch vụ khác. Chọn lần của đúng dịch vụ."))
        return typed


class SettleForm(OccasionForm):
    """How a planned service ended."""

    outcome = CodeRadios(label=_("Kết quả"), choices=OUTCOMES)
    happened_on = VnDateField(label=_("Ngày"))
    reason = LongText(
        label=_("Lý do, nếu từ chối hoặc không còn cần"), max_length=2000, required=False
    )
    field_order = ("outcome", "happened_on", "reason", "delivery")

    def clean(self) -> dict[str, Any]:
        """What was given is one of the written occasions, or another one."""
        typed = super().clean() or self.cleaned_data
        if typed.get("outcome") == ItemState.DELIVERED and typed.get("delivery") == "":
            self.ask()
        return typed


class Dong(ShortText):
    """A whole amount of money as people write it: 60000, 60.000 or 60 000; the number of dong."""

    def __init__(self, *, most: int = 1_000_000_000, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.most = most
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> int | None:
        """Refuse what is no whole amount: 1,5 or 1.50 might be meant as anything."""
        typed = super().clean(value)
        if not typed:
            return None
        if not AMOUNT.fullmatch(typed):
            raise ValidationError(WRONG_AMOUNT, code="amount")
        amount = int(re.sub(r"\D", "", typed))
        if not 0 < amount <= self.most:
            most = f"{self.most:,}".replace(",", ".")
            raise ValidationError(AMOUNT_OUTSIDE, code="amount", params={"most": most})
        return amount


class RateForm(forms.Form):
    """One amount of the province; where the kind is known it is not asked."""

    required_css_class = "req"

    kind = CodeChoice(label=_("Loại mức"), choices=RateKind, empty_label=_("Chọn…"))
    amount = Dong(label=_("Số tiền (đồng)"), help_text=_("Ví dụ 60000 hoặc 60.000."))
    valid_from = VnDateField(label=_("Áp dụng từ ngày"))
    valid_to = VnDateField(label=_("Đến hết ngày"), required=False)
    legal_basis = ShortText(label=_("Văn bản làm căn cứ"), max_length=200)
    certainty = CodeRadios(
        label=_("Độ chắc"),
        choices=[
            (str(mark.value), mark.label)
            for mark in (Certainty.TEXT, Certainty.SECONDARY, Certainty.INFERRED)
        ],
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind:
            del self.fields["kind"]


class EndRateForm(forms.Form):
    """The last day of an amount."""

    required_css_class = "req"

    valid_to = VnDateField(label=_("Áp dụng đến hết ngày"))


class AgreeForm(TimedForm):
    """The person agreed to the plan."""

    agreed_on = VnDateField(label=_("Ngày người được hỗ trợ đồng ý"))
    with_interpreter = forms.BooleanField(label=_("Đã giải thích qua phiên dịch"), required=False)


class FollowUpForm(forms.Form):
    """A day for looking after the person; it may lie ahead."""

    planned_on = VnDateField(label=_("Ngày hẹn theo dõi"))


class FollowUpDoneForm(TimedForm):
    """What the follow-up found."""

    result = CodeRadios(label=_("Kết quả"), choices=FollowUpResult)
    done_on = VnDateField(label=_("Ngày theo dõi"))
    note = LongText(label=_("Ghi chú"), max_length=2000, required=False)


class OutcomeForm(TimedForm):
    """The outcome scale."""

    moment = CodeRadios(label=_("Thời điểm"), choices=Moment)
    measured_on = VnDateField(label=_("Ngày đo"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for dimension in Dimension:
            self.fields[f"score_{dimension.value}"] = CodeChoice(
                label=dimension.label,
                choices=[(str(s.value), s.label) for s in Score],
                empty_label=_("Chọn…"),
            )


class PlainForm(TimedForm):
    """A deed that asks nothing more."""
