"""A virus scanner beside the door: what it finds is refused, and its absence is not overlooked.

The daemon here is a stand-in that speaks the protocol over a real socket (tests/files/clamd.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from caseflow.models import Case
from caseflow.sealing.files import CHUNK
from tests.files import clamd
from tests.files.papers import PDF, added, send, stored

pytestmark = [
    pytest.mark.django_db(databases=["default", "keyring"]),
    pytest.mark.ticking,
    pytest.mark.network,
]
ACROSS = PDF[:9] + b"x" * (CHUNK - 30) + clamd.EICAR
"""The string lies across two chunks."""


@pytest.fixture(params=["port", "socket"])
def daemon(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A scanner that runs."""
    with clamd.running(str(tmp_path / "clamd") if request.param == "socket" else "") as address:
        settings.CLAMD = address
        yield


def test_a_clean_file_is_marked_and_a_harmful_one_refused(
    desk: Client, case: Case, daemon: None
) -> None:
    assert added(desk, case).scan == "clean"

    answer = send(desk, case, ACROSS, name="Giấy ra viện")

    assert answer.status_code == 422
    assert "mã độc" in answer.content.decode()
    assert 'value="Giấy ra viện"' in answer.content.decode()
    assert len(stored()) == 1


@pytest.mark.parametrize("away", ["gone", "over its limit"])
def test_a_scanner_that_does_not_look_is_not_taken_for_yes(
    desk: Client, case: Case, settings: Settings, away: str
) -> None:
    content = PDF + b"x" * (2 * clamd.LIMIT if away == "over its limit" else 0)
    with clamd.running() as running:
        settings.CLAMD = clamd.nobody() if away == "gone" else running

        refused = send(desk, case, content)
        settings.CLAMD_REQUIRED = False
        marked = added(desk, case, content)

    assert refused.status_code == 422
    assert "Máy quét vi-rút đang không chạy" in refused.content.decode()
    assert marked.scan == "not_scanned"
    assert len(stored()) == 1
