"""Every page opens for the person it is made for, and is never stored by a browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from caseflow.choices import CaseState
from caseflow.models import User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PLAIN = [
    "case_list",
    "intake",
    "intake_new",
    "intake_group",
    "search",
    "notices",
    "agencies",
    "help",
    "law",
]
OF_CASE = [
    "case", "case_timeline", "records", "contact", "statement", "statements", "health", "safety", "consent",
    "assign", "delay", "milestone", "describe", "person", "intake_child",
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_page_opens(browser: Browser, officer: User, name: str) -> None:
    answer = browser(officer).get(reverse(f"caseflow:{name}"))

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", OF_CASE)
def test_a_page_of_a_case_opens(browser: Browser, officer: User, name: str) -> None:
    case = factories.case(officer)

    answer = browser(officer).get(reverse(f"caseflow:{name}", args=[case.reference]))

    assert answer.status_code == 200
    assert case.reference in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", list(CaseState))
def test_the_case_page_opens_in_every_state(
    browser: Browser, officer: User, state: CaseState
) -> None:
    case = factories.case_in(state, by=officer)
    standing = officer.get_standing()
    assert standing is not None
    reader = (
        officer
        if case.responsible_agency == standing.agency
        else factories.user(at=case.responsible_agency)
    )

    client = browser(reader)

    assert client.get(reverse("caseflow:case", args=[case.reference])).status_code == 200
    assert client.get(reverse("caseflow:records", args=[case.reference])).status_code == 200
    assert client.get(reverse("caseflow:case_list")).status_code == 200


def test_the_board_opens_for_a_supervisor(
    browser: Browser, officer: User, supervisor: User
) -> None:
    for state in (CaseState.RECEIVED, CaseState.VERIFIED, CaseState.CLOSED):
        factories.case_in(state, by=officer)

    answer = browser(supervisor).get(reverse("caseflow:board"))

    assert answer.status_code == 200


def test_the_exit_page_is_for_everybody(client, db: None) -> None:
    answer = client.get(reverse("caseflow:exit"))

    assert answer.status_code == 200
    assert "Tiếp Bước" not in answer.content.decode()
