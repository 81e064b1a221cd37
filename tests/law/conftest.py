"""The same signed-in browsers as the tests of pages; house rules on a disk, and who puts them in use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caseflow import law
from caseflow.choices import Role
from caseflow.models import User
from tests import factories
from tests.law.disk import Disk
from tests.pages.conftest import browser

__all__ = ["browser"]


@pytest.fixture
def disk(settings: Any, tmp_path: Path) -> Iterator[Disk]:
    """House rules of an office, read as a server reads them when it starts."""
    settings.HOUSE_RULES_FILE = str(tmp_path / "own.toml")
    made = Disk(tmp_path / "own.toml")
    made.write(version=1)
    law.reload()
    assert law.rules(), "read as a server reads them when it starts"
    try:
        yield made
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()


@pytest.fixture
def keeper() -> User:
    """Who puts versions of the law in use: an administrator of the provincial police."""
    return factories.user(Role.UNIT_ADMIN)
