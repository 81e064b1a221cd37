"""Receiving people: search first, then eight answers, then what is known of the person."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseflow import places
from caseflow.actions.intake import Identity, Intake
from caseflow.choices import (
    AgeBand,
    Citizenship,
    Exploitation,
    Interpreter,
    Interviewer,
    Reporter,
    Risk,
    Route,
    SafeContact,
    Sex,
)
from caseflow.fields import (
    CodeChoice,
    CodeRadios,
    LongText,
    PhoneText,
    ShortText,
    VnDateField,
    VnDateTimeField,
)
from caseflow.forms.base import (
    BORN_LATER,
    UNKNOWN,
    DoubtfulForm,
    TimedForm,
    age_on,
    band_of,
    number_doubts,
)
from caseflow.models import IdKind

CHOOSE = _("Chọn…")
BAND_DIFFERS = _("Nhóm tuổi đã chọn không khớp với ngày sinh đã ghi.")


class PersonSearchForm(forms.Form):
    """One exact thing known of a person."""

    field = CodeRadios(
        label=_("Tìm theo"),
        choices=[
            ("id_number", _("Số giấy tờ")),
            ("phone", _("Số điện thoại")),
            ("full_name", _("Họ tên")),
        ],
    )
    value = ShortText(
        label=_("Nội dung tìm"),
        max_length=120,
        help_text=_(
            "Số thì ghi đủ. Họ tên ghi đủ hoặc một phần, thứ tự nào cũng được, có dấu hoặc không dấu."
        ),
    )


def _places() -> list[tuple[str, Any]]:
    today = timezone.localdate()
    return [*places.found_choices_on(today), (UNKNOWN, _("Chưa biết"))]


class IncidentForm(TimedForm):
    """What is the same for everybody found together."""

    received_at = VnDateTimeField(label=_("Tiếp nhận lúc"))
    route = CodeChoice(
        label=_("Người này đến với cơ quan thế nào"), choices=Route, empty_label=CHOOSE
    )
    reporter = CodeChoice(label=_("Ai báo tin"), choices=Reporter, empty_label=CHOOSE)
    found_in_province = CodeChoice(label=_("Nơi phát hiện"), empty_label=CHOOSE)
    risk = CodeChoice(label=_("Nguy hiểm trước mắt"), choices=Risk, empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["found_in_province"]
        field.choices = [("", CHOOSE), *_places()]  # type: ignore[attr-defined]  # a choice field

    def clean_found_in_province(self) -> str:
        """Unknown is a valid answer and stays empty."""
        code: str = self.cleaned_data["found_in_province"]
        return "" if code == UNKNOWN else code


class GroupForm(IncidentForm):
    """The incident of a group, with its own day."""

    happened_on = VnDateField(label=_("Sự việc xảy ra ngày"))


class MemberForm(DoubtfulForm):
    """One person: three coarse answers, the rest if known."""

    sex = CodeChoice(label=_("Giới tính"), choices=Sex, empty_label=CHOOSE)
    age_band = CodeChoice(label=_("Nhóm tuổi"), choices=AgeBand, empty_label=CHOOSE)
    safe_contact = CodeChoice(label=_("Liên hệ an toàn"), choices=SafeContact, empty_label=CHOOSE)
    interpreter = CodeChoice(
        label=_("Phiên dịch"), choices=Interpreter, required=False, initial=Interpreter.UNKNOWN
    )
    full_name = ShortText(label=_("Họ tên"), max_length=120, required=False)
    birth_date = VnDateField(label=_("Ngày sinh"), required=False)
    id_kind = CodeChoice(
        label=_("Loại giấy tờ"), choices=IdKind, required=False, initial=IdKind.UNKNOWN
    )
    id_number = ShortText(label=_("Số giấy tờ"), max_length=40, required=False)
    phone = PhoneText(label=_("Điện thoại"), max_length=40, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def received_on(self) -> date:
        """The day against which age is counted."""
        return timezone.localtime(self.now).date()

    def clean(self) -> dict[str, Any]:
        """Refuse a birth after the reception; show doubts about number and age."""
        data = super().clean() or self.cleaned_data
        born = data.get("birth_date")
        if born and born > self.received_on():
            self.add_error("birth_date", ValidationError(BORN_LATER))
            return data
        doubts = number_doubts(
            data.get("id_number", ""), data.get("sex", ""), born, kind=data.get("id_kind", "")
        )
        self.show_doubts("id_number", doubts)
        band = data.get("age_band")
        if born and band and band != band_of(age_on(born, self.received_on())):
            self.show_doubts("age_band", [BAND_DIFFERS])
        return data

    def identity(self) -> Identity:
        """What is known of the person."""
        data = self.cleaned_data
        names = ("other_names", "address", "old_address", "relatives", "ethnicity")
        return Identity(
            full_name=data["full_name"],
            birth_date=data["birth_date"],
            id_kind=IdKind(data["id_kind"] or IdKind.UNKNOWN),
            id_number=data["id_number"],
            phone=data["phone"],
            **{name: data.get(name, "") for name in names},
        )

    def intake(self, shared: dict[str, Any]) -> Intake:
        """Everything the action needs; `shared` are the answers of the incident."""
        data = self.cleaned_data
        token: UUID = data["token"]
        return Intake(
            route=Route(shared["route"]),
            reporter=Reporter(shared["reporter"]),
            received_at=shared["received_at"],
            found_in_province=shared["found_in_province"],
            risk=Risk(shared["risk"]),
            sex=Sex(data["sex"]),
            age_band=AgeBand(data["age_band"]),
            safe_contact=SafeContact(data["safe_contact"]),
            interpreter=Interpreter(data["interpreter"] or Interpreter.UNKNOWN),
            interviewer=Interviewer(data.get("interviewer") or Interviewer.ANY),
            citizenship=Citizenship(data.get("citizenship") or Citizenship.UNKNOWN),
            exploitation=Exploitation(data.get("exploitation") or Exploitation.UNKNOWN),
            identity=self.identity(),
            token=token,
        )


class GroupMemberForm(MemberForm):
    """One of several people; an untouched form is nobody."""

    def has_changed(self) -> bool:
        """Whether anything was written about this person."""
        return bool(set(self.changed_data) - {"token", "confirm"})


class IntakeForm(MemberForm, IncidentForm):
    """One person, received now: eight answers needed, everything else if known."""

    interviewer = CodeChoice(
        label=_("Người nói chuyện"), choices=Interviewer, required=False, initial=Interviewer.ANY
    )
    citizenship = CodeChoice(
        label=_("Quốc tịch"), choices=Citizenship, required=False, initial=Citizenship.UNKNOWN
    )
    exploitation = CodeChoice(
        label=_("Hình thức bóc lột"), choices=Exploitation, required=False,
        initial=Exploitation.UNKNOWN,
    )  # fmt: skip
    other_names = ShortText(label=_("Tên khác"), max_length=200, required=False)
    address = ShortText(
        label=_("Nơi ở hiện tại"), max_length=300, required=False,
        help_text=_("Xã, phường, đặc khu; tỉnh, thành phố."),
    )  # fmt: skip
    old_address = ShortText(
        label=_("Địa chỉ cũ"), max_length=300, required=False,
        help_text=_("Ghi như trên giấy tờ cũ, nếu có."),
    )  # fmt: skip
    ethnicity = ShortText(label=_("Dân tộc"), max_length=60, required=False)
    relatives = LongText(label=_("Người thân"), max_length=2000, rows=3, required=False)

    REQUIRED = (
        "received_at", "route", "reporter", "found_in_province",
        "risk", "sex", "age_band", "safe_contact",
    )  # fmt: skip
    NEEDS = ("interpreter", "interviewer", "citizenship", "exploitation")
    IDENTITY = (
        "full_name", "other_names", "birth_date", "id_kind", "id_number", "phone",
        "address", "old_address", "ethnicity", "relatives",
    )  # fmt: skip

    def received_on(self) -> date:
        """The day of reception, as typed."""
        at = self.cleaned_data.get("received_at")
        return timezone.localtime(at or self.now).date()
