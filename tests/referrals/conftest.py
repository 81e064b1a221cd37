"""The people of handing over sit at the same desks as those of the pages."""

from tests.pages.conftest import browser

__all__ = ["browser"]
