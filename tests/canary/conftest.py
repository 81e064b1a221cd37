"""The people of the canary sit at the same desks as those of the pages; loggers at their loudest."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import connections

from settings import logs
from tests.pages.conftest import browser

__all__ = ["browser"]


class Log:
    """Everything any logger says, as both formatters write it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handlers = []
        for formatter in (logs.PlainFormatter("%(name)s %(message)s"), logs.JsonFormatter()):
            handler = logging.StreamHandler(self.stream)
            handler.setFormatter(formatter)
            self.handlers.append(handler)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """Loggers at their loudest, statements of the database with parameters included."""
    said, root = Log(), logging.getLogger()
    loud = [root, *map(logging.getLogger, ("django", "django.db.backends", "django.request"))]
    levels = [logger.level for logger in loud]
    for handler in said.handlers:
        root.addHandler(handler)
    for logger in loud:
        logger.setLevel(logging.DEBUG)
    for alias in ("default", "keyring"):
        monkeypatch.setattr(connections[alias], "force_debug_cursor", True)
    yield said
    for handler in said.handlers:
        root.removeHandler(handler)
    for logger, level in zip(loud, levels, strict=True):
        logger.setLevel(level)
