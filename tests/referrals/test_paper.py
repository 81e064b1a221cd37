"""Papers of the state are Vietnamese, whatever language the person who prints them reads."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from caseflow.choices import Role
from tests import factories
from tests.pages.conftest import Browser, browser
from tests.reading_words import VIETNAMESE
from tests.referrals.scene import Scene

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize("method", ["get", "post"], ids=["minutes", "annex"])
def test_minutes_are_vietnamese_and_the_tools_around_them_are_not(
    browser: Browser, method: str
) -> None:
    scene = Scene()
    address = reverse("referrals:minutes", kwargs={"uid": scene.received().uid})

    vietnamese = getattr(browser(scene.worker), method)(address).content.decode()
    page = getattr(english(browser(scene.worker)), method)(address).content.decode()

    tools, sheet = page.split('lang="vi"')
    assert sheet_of(vietnamese) == sheet_of(page)
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in sheet
    assert '<html lang="en">' in tools
    assert "Quick exit" in tools
    assert not VIETNAMESE.search(tools.replace("Tiếp Bước", ""))


def sheet_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_the_table_for_the_committee_is_vietnamese(browser: Browser) -> None:
    supervisor = factories.user(Role.SUPERVISOR)

    answer = english(browser(supervisor)).post(reverse("support:report"))

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Số người được tiếp nhận (biểu 508)"]
