"""An officer at a desk, and a folder of sealed files of this test's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from caseflow.models import Case, User
from tests import factories
from tests.pages.conftest import Browser, browser, officer

__all__ = ["browser", "officer"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """Where sealed files lie in this test."""
    settings.FILES_DIR = tmp_path / "files"
    path: Path = settings.FILES_DIR
    return path


@pytest.fixture
def case(officer: User) -> Case:
    """A case of the officer's agency."""
    return factories.case(officer)


@pytest.fixture
def desk(browser: Browser, officer: User) -> Client:
    """The officer's browser."""
    return browser(officer)
