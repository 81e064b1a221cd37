"""The page of an unexpected error, as developers with DEBUG see it."""

from __future__ import annotations

import sys

import pytest
from django.test import RequestFactory
from django.views.debug import technical_500_response

TYPED = "Lò Thị Kín"


@pytest.mark.parametrize("accepts", ["text/html", "text/plain"])
def test_it_names_places_and_nothing_that_was_in_hand(accepts: str) -> None:
    request = RequestFactory().post(
        "/ho-so/moi/nguoi/", {"full_name": TYPED}, headers={"Accept": accepts}
    )
    person = TYPED
    try:
        raise ValueError(f"no room for {person}")
    except ValueError:
        page = technical_500_response(request, *sys.exc_info()).content.decode()

    assert "ValueError" in page
    assert "test_errors.py" in page
    assert TYPED not in page
    assert "no room" not in page
