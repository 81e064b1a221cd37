"""The people of the journeys are those of the pages."""

from tests.pages.conftest import browser

__all__ = ["browser"]
