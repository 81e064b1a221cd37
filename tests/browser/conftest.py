"""A live server, one real browser, and tabs in which people are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from caseflow.models import User
from tests.browser.tab import DESK, HEIGHTS, PHONE, Tab
from tests.browser.world import NAME, PHONE_NUMBER, World
from tests.pages.conftest import Browser as Desk, browser

Visit = Callable[..., Tab]

__all__ = ["browser"]


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    """Both widths, one after the other."""
    chosen: int = request.param
    return chosen


@pytest.fixture
def world(live_server: LiveServer) -> World:
    """People of every role, and files for them to work on."""
    return World()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer, browser: Desk, axe: str) -> Iterator[Visit]:
    """Open a tab: `visit(user, width=…, scripts=…)`; without a user nobody is signed in."""
    opened: list[BrowserContext] = []

    def tab(user: User | None = None, *, width: int = DESK, scripts: bool = True) -> Tab:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
        )
        opened.append(context)
        context.set_default_timeout(15_000)
        if user is not None:
            session = browser(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": session,
                        "url": live_server.url,
                        "httpOnly": True,
                        "sameSite": "Lax",
                    }
                ]
            )
        return Tab(context.new_page(), live_server.url, axe, [NAME, PHONE_NUMBER])

    yield tab
    for context in opened:
        context.close()
