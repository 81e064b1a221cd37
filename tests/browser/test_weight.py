"""What a phone must load: the first page with everything it needs, and each page after it."""

from __future__ import annotations

import gzip

import pytest
from django.urls import reverse
from playwright.sync_api import Response

from tests import factories
from tests.browser.conftest import Visit
from tests.browser.tab import PHONE, Tab
from tests.browser.world import World, of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KILOBYTE = 1024
FIRST, NEXT = 80 * KILOBYTE, 15 * KILOBYTE
ROWS = 20
PACKED = (".woff2",)
"""Files that are compressed already."""


def weight(response: Response) -> int:
    """Bytes of the body as they are sent in production, where text is packed."""
    body = response.body()
    if response.headers.get("content-encoding") == "gzip":
        return int(response.request.sizes()["responseBodySize"])
    return len(body) if response.url.endswith(PACKED) else len(gzip.compress(body))


def loaded(tab: Tab, address: str, *, without: str = "never") -> dict[str, int]:
    """What opening this address loads, by file, in bytes; `without` leaves addresses out."""
    answers: list[Response] = []

    def note(response: Response) -> None:
        if without not in response.url:
            answers.append(response)

    tab.page.on("response", note)
    tab.go(address)
    tab.page.wait_for_load_state("networkidle")
    tab.page.remove_listener("response", note)
    return {answer.url: weight(answer) for answer in answers if answer.status == 200}


def test_the_first_page_and_the_next_ones_keep_to_their_weight(world: World, visit: Visit) -> None:
    for _number in range(ROWS):
        factories.case(world.officer)
    tab = visit(world.officer, width=PHONE)

    first = loaded(tab, reverse("caseflow:case_list"))
    assert sum(first.values()) <= FIRST, first
    for name in ("case", "contact", "person", "case_timeline"):
        following = loaded(tab, of(world.case, f"caseflow:{name}"), without="/static/")
        assert sum(following.values()) <= NEXT, following
