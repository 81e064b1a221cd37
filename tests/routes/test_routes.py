"""Route × person: every address of the project, asked by twelve people, answers as the table says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.pages.conftest import Browser
from tests.reading_papers import PANGO
from tests.routes import forms, papers, table
from tests.routes.scene import PEOPLE, Scene
from tests.routes.table import Row
from tests.test_structure import addresses

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

TABLES = {
    "police": list(table.rows(table.WITH_THE_POLICE + papers.WITH_THE_POLICE)),
    "social": list(table.rows(table.WITH_SOCIAL_AFFAIRS)),
}
ENDS_THE_SESSION = {"caseflow:exit", "caseflow:leave", "account_logout"}


class Undo(Exception):
    """Rolls back what was tried."""


def undone(deed: Callable[[], Any]) -> Any:
    """What the deed returns; what it did is undone."""
    found: Any = None
    try:
        with transaction.atomic(), transaction.atomic("keyring"):
            found = deed()
            raise Undo
    except Undo:
        return found


def test_every_address_has_rows_for_reading_and_sending() -> None:
    named = {name for name, _pattern in addresses(get_resolver())}
    known = {(row.route, row.method) for rows in TABLES.values() for row in rows}

    assert {route for route, _method in known} - named == set(), "addresses that are gone"
    missing = {(name, method) for name in named for method in ("GET", "POST")} - known
    assert not missing, "addresses nobody thought about"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kept_by", TABLES)
def test_every_address_answers_each_person_as_the_table_says(
    browser: Browser, kept_by: str, method: str
) -> None:
    scene = Scene(social=kept_by == "social")
    clients = {name: browser(user) if user else Client() for name, user in scene.people.items()}

    wrong = []
    for row in TABLES[kept_by]:
        if row.method != method or (row.route in papers.DRAWN and not PANGO):
            continue
        got = undone(partial(answers, scene, row, clients, browser))
        wrong += [
            f"{row.route} {row.step} {name}: expected {row.answers[name]}, got {got[name]}"
            for name in PEOPLE
            if got[name] != row.answers[name]
        ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kept_by", TABLES)
def test_an_address_that_is_not_opened_so_says_what_to_do(browser: Browser, kept_by: str) -> None:
    scene = Scene(social=kept_by == "social")
    clients = {name: browser(user) if user else Client() for name, user in scene.people.items()}
    refused = [
        (row, name) for row in TABLES[kept_by] for name in PEOPLE if row.answers[name] == 405
    ]

    wrong = []
    for row, name in refused:
        address = reverse(row.route, kwargs=scene.arguments(row.route, row.step))
        answer = getattr(clients[name], row.method.lower())(address)
        page = answer.content.decode()
        says = "Hãy quay lại và bấm nút ở đó" in page and '<a class="btn" href="/' in page
        if not (says and answer.status_code == 405 and answer.headers["Allow"]):
            wrong.append(f"{row.method} {row.route} {name}")

    assert refused
    assert not wrong, "\n".join(wrong)


def answers(scene: Scene, row: Row, clients: dict[str, Client], browser: Browser) -> dict[str, int]:
    """Status by person, each asked as if nobody else had asked before."""
    before = scene.case
    forms.make_ready(scene, row.route, row.step)
    address = reverse(row.route, kwargs=scene.arguments(row.route, row.step))

    def ask(name: str) -> int:
        client, user = clients[name], scene.people[name]
        if user and row.route in ENDS_THE_SESSION:
            client = browser(user)
        if row.method == "GET":
            answer = client.get(address, scene.query(row.route))
        else:
            answer = client.post(address, forms.filled(scene, row.route, row.step))
        b"".join(answer)  # a file is given piece by piece, and closed at its end
        status: int = answer.status_code
        return status

    found = {name: undone(partial(ask, name)) for name in PEOPLE}
    scene.case = before
    return found
