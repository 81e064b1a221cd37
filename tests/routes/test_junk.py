"""Junk in addresses, queries and forms: an answer that says no, never a page that broke."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.conftest import Browser
from tests.routes import forms, table
from tests.routes.scene import Scene
from tests.routes.test_routes import undone

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

QUESTIONS = (
    "q", "tu", "buoc", "noi", "luu-y", "cua-toi", "nhom", "don-vi", "tuan", "ky", "loai", "ten",
    "cu", "loc", "before", "event", "actor", "agency", "since", "until", "ma", "field", "page",
    "limit", "next", "ngay", "sau", "cu-hon",
)  # fmt: skip
"""Every word an address may carry after the question mark."""
JUNK = (
    "9" * 20, "9" * 5000, "\x00", "²", "-1", "٣", "x" * 5000, "9999-12-31", "0001-01-01", "31/12/9999", "%",
    "'\"><", "\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "null", "[]",
)  # fmt: skip
READERS = {"keeper": "caseflow", "chief": "caseflow", "auditor": "audit", "admin": "caseflow"}
ROWS = [*table.rows(table.WITH_THE_POLICE), *table.rows(table.WITH_SOCIAL_AFFAIRS)]
FORMS = sorted({(row.route, row.step) for row in ROWS if row.route in forms.FILLED or row.step})


@pytest.fixture
def scene() -> Scene:
    return Scene()


def quiet(client: Client) -> Client:
    """A browser that shows the broken page instead of the exception."""
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("reader", ["keeper", "chief", "auditor", "admin"])
def test_no_question_breaks_a_page(browser: Browser, scene: Scene, reader: str) -> None:
    client = quiet(browser(scene.person(reader)))
    pages = {
        row.route: reverse(row.route, kwargs=scene.arguments(row.route, row.step))
        for row in table.rows(table.WITH_THE_POLICE)
        if row.method == "GET" and row.answers[reader] == 200
    }
    asks = {name for name in pages if not name.startswith(("account", "mfa"))} & ASKED

    broken = [
        (route, junk[:20])
        for route in sorted(asks)
        for junk in JUNK
        if client.get(pages[route], dict.fromkeys(QUESTIONS, junk)).status_code >= 500
    ]

    assert not broken


@pytest.mark.parametrize("junk", [junk for junk in JUNK if "9" in junk or "1" in junk])
def test_no_day_breaks_the_filters_of_the_log(browser: Browser, scene: Scene, junk: str) -> None:
    client = quiet(browser(scene.person("auditor")))

    for question in ("since", "until", "before"):
        assert client.get(reverse("audit:trail"), {question: junk}).status_code == 200


ASKED = {
    "caseflow:case_list", "caseflow:case_timeline", "caseflow:board", "caseflow:lanes", "caseflow:agencies",
    "caseflow:emergency", "caseflow:sight", "caseflow:sight_of", "caseflow:reveal",
    "caseflow:notices", "caseflow:step", "caseflow:law", "caseflow:succession_choices", "support:report", "audit:trail", "referrals:hand_over",
}  # fmt: skip
"""Pages that read something from the question; the others are given none."""


@pytest.mark.parametrize(
    "reference", ["%00", "x" * 3000, "²", "HC26-0001-\u202e", "..", "%25", "HC26%00-0001-E", "🙂"]
)
def test_no_reference_breaks_an_address(browser: Browser, scene: Scene, reference: str) -> None:
    client = quiet(browser(scene.keeper))

    read = client.get(f"/ho-so/{reference}/")
    sent = client.post(f"/ho-so/{reference}/ghi-chu/", {"text": "Đã gọi", "once": "1"})

    assert read.status_code in (404, 302)
    assert sent.status_code == 404
    if ".." not in reference:
        assert "Đã gọi" in sent.content.decode()


@pytest.mark.parametrize("kept_by", ["police", "social"])
def test_no_answer_breaks_a_form(browser: Browser, kept_by: str) -> None:
    scene = Scene(social=kept_by == "social")
    clients = {name: quiet(browser(scene.person(name))) for name in ("chief", "admin")}
    forms_here = [
        row
        for row in table.rows(TABLE[kept_by])
        if row.method == "POST" and (row.route, row.step) in FORMS
    ]

    broken = [
        (row.route, row.step, name, junk[:20])
        for row in forms_here
        for client in [clients.get(forms.sender(row.route), clients["chief"])]
        for name, junk in undone(partial(breaks, scene, client, row.route, row.step))
    ]

    assert not broken


TABLE = {"police": table.WITH_THE_POLICE, "social": table.WITH_SOCIAL_AFFAIRS}


def breaks(scene: Scene, client: Client, route: str, step: str) -> list[tuple[str, str]]:
    """Field and junk that broke the form: all fields full of junk, then one field after the other."""
    address = reverse(route, kwargs=scene.arguments(route, step))
    good = forms.filled(scene, route, step)
    tries: list[tuple[str, str, dict[str, Any]]] = [
        ("every field", junk, dict.fromkeys(good, junk)) for junk in JUNK[:5]
    ]
    tries += [(name, "9" * 20, {**good, name: "9" * 20}) for name in good]

    def sent(typed: dict[str, Any]) -> int:
        status: int = client.post(address, typed).status_code
        return status

    return [(name, junk) for name, junk, typed in tries if undone(partial(sent, typed)) >= 500]
