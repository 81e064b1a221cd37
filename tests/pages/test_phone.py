"""A telephone number is digits; letters are refused with a sentence, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from caseflow.fields import PhoneText
from caseflow.models import User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 (0)912-345.678", "0912345678; 0987654321", "111", ""])  # fmt: skip
def test_numbers_are_taken_as_people_write_them(typed: str) -> None:
    assert PhoneText(required=False).clean(typed) == typed


@pytest.mark.parametrize("typed", ["091-zz", "không có", "12", "- -"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="bằng chữ số"):
        PhoneText(required=False).clean(typed)


def test_the_page_of_identity_says_so_and_keeps_the_rest(browser: Browser, officer: User) -> None:
    case = factories.case(officer)
    client, address = browser(officer), reverse("caseflow:person", args=[case.reference])
    hidden = dict(client.get(address).context["hidden"])

    answer = client.post(address, hidden | {"phone": "091-zz", "address": "Bản Mẫu"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ghi số điện thoại bằng chữ số" in page
    assert "Bản Mẫu" in page
