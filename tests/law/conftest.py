"""The same signed-in browsers as the tests of pages."""

from tests.pages.conftest import browser

__all__ = ["browser"]
