"""Opening what is protected: a reason, a record, sixty seconds, and nothing of other files."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from caseflow.actions import records
from caseflow.choices import ContactKind, Role
from caseflow.models import Case, User
from caseflow.views import presenting
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NAME = "Lò Thị Mẫu"


def url(case: Case) -> str:
    return reverse("caseflow:reveal", args=[case.reference])


def name_of(case: Case) -> str:
    return presenting.reveal_field(case.person, "full_name")[1]


def test_the_case_page_shows_masks_only(browser: Browser, officer: User) -> None:
    case = factories.case(officer)

    page = browser(officer).get(reverse("caseflow:case", args=[case.reference])).content.decode()

    assert NAME not in page
    assert name_of(case) in page
    assert "18–29 tuổi" in page


def test_without_a_reason_the_page_asks_and_chooses_nothing(
    browser: Browser, officer: User
) -> None:
    case = factories.case(officer)
    client = browser(officer)

    by_link = client.get(url(case), {"field": name_of(case)})
    by_button = client.post(url(case), {"field": name_of(case)})
    wrong = client.post(url(case), {"field": name_of(case), "reason": "curiosity"})

    assert (by_link.status_code, by_button.status_code, wrong.status_code) == (200, 200, 422)
    for answer in (by_link, by_button, wrong):
        page = answer.content.decode()
        assert page.count('type="radio"') == 4
        assert " checked" not in page
        assert NAME not in page
    assert not AuditEvent.objects.filter(act="personal.revealed").exists()


def test_with_a_reason_the_value_is_shown_once_and_recorded(
    browser: Browser, officer: User
) -> None:
    case = factories.case(officer)

    answer = browser(officer).post(url(case), {"field": name_of(case), "reason": "contact"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.count(NAME) == 1
    assert 'data-remask="60"' in page
    assert NAME not in page.split("</title>")[0]
    event = AuditEvent.objects.get(act="personal.revealed")
    assert event.case_uid == case.uid
    assert NAME.encode() not in bytes(event.entry)


def test_a_note_opens_on_a_page_of_its_own(browser: Browser, officer: User) -> None:
    case = factories.case(officer)
    note = records.note_contact(
        case, kind=ContactKind.CALL, text="Gọi chị gái", happened_at=case.received_at,
        by=officer, now=case.recorded_at,
    )  # fmt: skip

    page = (
        browser(officer)
        .post(url(case), {"field": presenting.reveal_field(note, "text")[1], "reason": "contact"})
        .content.decode()
    )

    assert "Gọi chị gái" in page
    assert "http-equiv" in page


@pytest.mark.parametrize("field", ["", "person.full_name", "person.full_name:zz", "no.such:{uid}"])
def test_a_field_that_is_not_there_is_not_found(
    browser: Browser, officer: User, field: str
) -> None:
    case = factories.case(officer)
    asked = field.format(uid=case.person.uid.hex)

    answer = browser(officer).post(url(case), {"field": asked, "reason": "contact"})

    assert answer.status_code == 404


def test_a_row_of_another_file_is_not_found(browser: Browser, officer: User) -> None:
    mine, other = factories.case(officer), factories.case()

    answer = browser(officer).post(url(mine), {"field": name_of(other), "reason": "contact"})

    assert answer.status_code == 404
    assert not AuditEvent.objects.filter(act="personal.revealed").exists()


def test_a_file_beyond_reach_is_not_found_and_recorded(browser: Browser) -> None:
    case = factories.case()
    stranger = factories.user(Role.OFFICER)

    answer = browser(stranger).post(url(case), {"field": name_of(case), "reason": "contact"})

    assert answer.status_code == 404
    assert AuditEvent.objects.filter(act="refused.out_of_reach", actor=stranger.uid.hex).exists()
