"""What the pages about the people of an agency ask."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from caseflow.choices import Role
from caseflow.fields import CodeChoice, CodeRadios, ShortText
from caseflow.models import Agency


class AddMemberForm(forms.Form):
    """Somebody new."""

    name = ShortText(label=_("Họ tên cán bộ"), max_length=120)
    username = ShortText(
        label=_("Tên đăng nhập"),
        max_length=60,
        validators=[
            UnicodeUsernameValidator(
                message=_(
                    "Tên đăng nhập chỉ gồm chữ, số và các dấu @ . + - _, không có khoảng trắng."
                )
            )
        ],
    )
    role = CodeRadios(label=_("Vai trò"), choices=Role)


class MemberForm(forms.Form):
    """Where somebody works, and as what."""

    agency = CodeChoice(label=_("Đơn vị"))
    role = CodeRadios(label=_("Vai trò"), choices=Role)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(agency.code, agency.label) for agency in agencies]
        self.fields["agency"].choices = listed  # type: ignore[attr-defined]  # a choice field
