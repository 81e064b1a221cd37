"""The people of the route tables sit at the same desks as those of the pages; one limit may be paused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.own_rules import pausing
from tests.pages.conftest import browser
from tests.routes.pausing import PAUSABLE

__all__ = ["browser"]


@pytest.fixture(autouse=True)
def _one_limit_may_be_paused(settings: Any, tmp_path: Path) -> Iterator[None]:
    with pausing(PAUSABLE, settings, tmp_path):
        yield
