"""A form is carried out once: after a double click, from two windows, at the same instant."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.verify import verify
from caseflow import once
from caseflow.choices import AgencyKind, Role, Route
from caseflow.models import Case, SentForm, User
from support.models import ServiceDelivery
from tests import factories, telling
from tests.journeys.desk import spread
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def address(case: Case, name: str) -> str:
    return reverse(name, kwargs={"reference": case.reference})


def note(**more: Any) -> dict[str, Any]:
    """A contact note as a browser sends it."""
    typed = {"kind": "call", "text": "Đã gọi", "once": uuid4().hex, "version": "1"}
    return typed | spread("happened_at", timezone.now()) | more


def test_the_same_note_from_another_session_is_the_same_note(
    browser: Browser, officer: User
) -> None:
    case, typed = factories.case(officer), note()

    answers = [browser(officer).post(address(case, "caseflow:contact"), typed) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert case.contact_notes.count() == 1


def test_a_refused_note_is_sent_again_with_the_same_token(browser: Browser, officer: User) -> None:
    case, typed = factories.case(officer), note()
    window = browser(officer)
    late = spread("happened_at", timezone.now() + timedelta(days=1))
    assert window.post(address(case, "caseflow:contact"), typed | late).status_code in (409, 422)

    assert window.post(address(case, "caseflow:contact"), typed).status_code == 302
    assert case.contact_notes.count() == 1


def test_a_token_counts_for_the_person_who_sent_it(browser: Browser, officer: User) -> None:
    case, typed = factories.case(officer), note()
    colleague = factories.user(at=case.responsible_agency)

    for user in (officer, colleague):
        assert browser(user).post(address(case, "caseflow:contact"), typed).status_code == 302

    assert case.contact_notes.count() == 2


def test_what_was_sent_is_forgotten_after_two_days(browser: Browser, officer: User) -> None:
    browser(officer).post(address(factories.case(officer), "caseflow:contact"), note())
    assert once.tidy(timezone.now()) == 0
    assert once.tidy(timezone.now() + timedelta(days=3)) == 1
    assert not SentForm.objects.exists()


def together(window: Client, url: str, typed: dict[str, Any], times: int) -> list[int]:
    """The same form from so many windows of one session, at the same instant."""
    start, found = threading.Barrier(times), []

    def send() -> None:
        twin = Client()
        twin.cookies = window.cookies
        start.wait()
        try:
            found.append(twin.post(url, typed).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.postgres
@pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.parametrize("name", ["caseflow:contact", "caseflow:statement", "support:give"])
def test_the_same_form_sent_at_the_same_instant_is_carried_out_once(
    browser: Browser, name: str
) -> None:
    worker = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    case = factories.case(worker, route=Route.SELF_REPORT)
    typed = {
        "caseflow:contact": note(),
        "caseflow:statement": {
            **telling.TYPED,
            "text": "Chị kể",
            **spread("happened_on", timezone.localdate()),
        },
        "support:give": {
            "kind": "medical",
            "provider": case.responsible_agency_id,
            **spread("happened_on", timezone.localdate()),
        },
    }[name] | {"once": uuid4().hex, "version": "1"}

    answers = together(browser(worker), address(case, name), typed, 4)

    assert answers == [302] * 4
    written = {
        "caseflow:contact": case.contact_notes,
        "caseflow:statement": case.statements,
        "support:give": ServiceDelivery.objects,
    }[name]
    assert written.count() == 1
    assert verify(with_rows=True).findings == []
