"""What a form asks about the package: the least its receiver needs, or single fields of the catalogue."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from caseflow.fields import CodeBoxes, CodeChoice, CodeRadios, sometimes
from caseflow.forms.consent import TermsForm
from referrals import catalogue
from referrals.choices import Beyond, Section


class Extent(TextChoices):
    """How much is told."""

    LEAST = "least", _("Mức tối thiểu cho loại đơn vị nhận")
    CHOSEN = "chosen", _("Tự chọn từng mục")


NOTHING = _("Chọn ít nhất một mục, hoặc chọn mức tối thiểu.")
UNDECIDED = _(
    "Bạn đã đổi từng mục nhưng vẫn để mức tối thiểu. Chọn “Tự chọn từng mục” để gửi các mục đã đánh dấu, "
    "hoặc bỏ đánh dấu hết để gửi mức tối thiểu."
)
FOR_EVERYBODY = frozenset.intersection(*(frozenset(n.fields) for n in catalogue.NEEDS.values()))
"""What every kind of agency needs: ticked while nobody knows the receiver."""


class ReceiverSelect(forms.Select):
    """Agencies, each with its kind, by which the script of the page ticks the least."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One agency."""
        option = super().create_option(name, value, *args, **kwargs)
        if agency := getattr(value, "instance", None):
            option["attrs"]["data-kind"] = agency.kind
        return option


class FieldBoxes(forms.CheckboxSelectMultiple):
    """Fields of one section, each with the kinds of agencies that need it at least."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One field."""
        option = super().create_option(name, value, *args, **kwargs)
        kinds = [kind.value for kind, need in catalogue.NEEDS.items() if value in need.fields]
        option["attrs"]["data-kinds"] = " ".join(kinds)
        return option


class PackageForm(TermsForm):
    """The least, or single fields; whatever goes beyond the least asks why."""

    extent = CodeRadios(
        label=_("Thông tin gửi kèm"),
        choices=Extent,
        initial=Extent.LEAST,
        help_text=_("Bạn xem trước đúng điều bên nhận sẽ thấy. Lời kể không bao giờ gửi kèm."),
    )
    beyond = sometimes(
        CodeChoice(
            label=_("Lý do gửi nhiều hơn mức tối thiểu"),
            choices=Beyond,
            empty_label=_("Không gửi nhiều hơn"),
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = set(self.initial.get("fields", FOR_EVERYBODY))
        for section in Section:
            of_it = [field for field in catalogue.FIELDS if field.section == section]
            self.fields[_boxes(section)] = sometimes(
                CodeBoxes(
                    label=section.label,
                    choices=[(field.key, field.words) for field in of_it],
                    initial=[field.key for field in of_it if field.key in ticked],
                    widget=FieldBoxes,
                )
            )

    def clean(self) -> dict[str, Any]:
        """Refuse an empty choice, more than the least without a reason, and a choice left half-way."""
        typed: dict[str, Any] = super().clean() or {}
        receiver, extent, ticked = typed.get("receiver"), typed.get("extent"), self._ticked(typed)
        if extent == Extent.CHOSEN.value and not ticked:
            self.add_error("extent", NOTHING)
        if receiver is None or extent is None:
            return typed
        least = catalogue.least_for(receiver.kind)
        if extent == Extent.CHOSEN.value:
            beyond = catalogue.beyond_least(ticked, receiver.kind)
            if beyond and not typed.get("beyond"):
                self.add_error("beyond", catalogue.too_much(beyond, receiver.kind))
        elif ticked not in ((), least, self._drawn()):
            self.add_error("extent", UNDECIDED)
        return typed

    def chosen_fields(self) -> tuple[str, ...]:
        """Keys of what is told."""
        typed = self.cleaned_data
        if typed["extent"] == Extent.LEAST.value:
            return catalogue.least_for(typed["receiver"].kind)
        return self._ticked(typed)

    def single_fields(self) -> dict[str, Any]:
        """The fields by section and the reason, folded until somebody chooses."""
        names = [*map(_boxes, Section), "beyond"]
        chosen = self["extent"].value() == Extent.CHOSEN.value
        return {
            "title": _("Từng mục thông tin"),
            "fields": [self[name] for name in names],
            "folded": True,
            "open": chosen or any(self[name].errors for name in (*names, "extent")),
        }

    def _ticked(self, typed: dict[str, Any]) -> tuple[str, ...]:
        return catalogue.in_order(
            key for section in Section for key in typed.get(_boxes(section), ())
        )

    def _drawn(self) -> tuple[str, ...]:
        return catalogue.in_order(
            key for section in Section for key in self.fields[_boxes(section)].initial
        )


def _boxes(section: Section) -> str:
    """The name of the boxes of a section."""
    return f"told_{section.value}"
