"""The process that keeps names, as a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from caseflow.finding.keeping import Keeper
from caseflow.finding.line import Line
from tests.pages.conftest import browser

__all__ = ["browser"]


@pytest.fixture
def keep_names(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Reads the names as they are and answers until the test ends."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def answer(ready: threading.Event) -> None:
        try:
            keeper = Keeper()
            keeper.load(timezone.now())
            line = Line(settings.SEARCH_SOCKET)
            ready.set()
            while not stop.is_set():
                line.answer_one(lambda asked: keeper.find(*asked, now=timezone.now()), wait=0.05)
            line.close()
        finally:
            ready.set()
            connections.close_all()

    def start() -> None:
        ready = threading.Event()
        threads.append(threading.Thread(target=answer, args=(ready,)))
        threads[-1].start()
        assert ready.wait(20)

    yield start
    stop.set()
    for thread in threads:
        thread.join(20)
