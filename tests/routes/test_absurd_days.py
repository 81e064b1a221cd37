"""Days that cannot be meant, in every form that asks for one: a sentence, and the day still there."""

from __future__ import annotations

import pytest

from caseflow.fields import VnDateField
from tests.pages.conftest import Browser
from tests.routes import forms
from tests.routes.test_bad_input import KEPT_BY, Desk, faults, typed_stays

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

ABSURD = {
    "31/2/2026": "Không có ngày",
    "1/1/1066": "từ 1900 đến 2100",
    "1/1/99999": "bằng chữ số",
    "ba/bốn/2026": "bằng chữ số",
    "1/1/1901": "Hãy xem lại",
    "1/1/2099": "Hãy xem lại",
}
"""Days that cannot be meant, and what the page says; the last two of deeds of administrators only."""


@KEPT_BY
def test_a_day_that_cannot_be_meant_is_refused(browser: Browser, kept_by: str) -> None:
    def check(desk: Desk) -> list[str]:
        wrong = []
        dates = [name for name, each in desk.fields.items() if type(each) is VnDateField]
        administers = forms.sender(desk.route) == "admin"
        for name in [each for each in dates if f"{each}_0" in desk.typed]:
            for absurd, says in list(ABSURD.items())[: None if administers else 4]:
                parts = {f"{name}_{box}": part for box, part in enumerate(absurd.split("/"))}
                status, page = desk.send(**parts)
                if (
                    status not in (409, 422)
                    or says not in page
                    or not typed_stays(desk, page, **parts)
                ):
                    wrong.append(f"{name} {absurd} answered {status}")
        return wrong

    assert not faults(browser, kept_by, check)
