"""The page's script in a real browser, under the strict policy: quick exit, covering, asking for the reason."""

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route

from tests.ui_components.drawn import draw, page

pytestmark = pytest.mark.browser

SITE = "http://pages.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CONTENT = (
    '<h1>CB26-0147-R</h1>{% include "components/masked_summary.html" with fields=fields only %}'
    '{% include "components/buttons.html" with buttons=buttons only %}'
)
FIELDS = [
    {"label": "Họ tên", "reveal_url": "/hien/", "hidden": [("label", "person.full_name")]},
    {
        "label": "Điện thoại",
        "value": "0900 000 111",
        "coarse": "Đang ẩn",
        "seconds": 2,
        "mask_url": "/",
    },
]
BUTTONS = [{"label": "Nhắc bên nhận", "post": "/nhac/"}]
REASONS = [("contact", "Liên hệ"), ("paper", "Giấy tờ")]


@pytest.fixture
def posts() -> list[str]:
    return []


@pytest.fixture
def messages() -> list[str]:
    return []


@pytest.fixture
def opened(chromium: Browser, posts: list[str], messages: list[str]) -> Iterator[Page]:
    pages = {
        "/": page(CONTENT, fields=FIELDS, buttons=BUTTONS, reasons=REASONS),
        "/lich/": draw('{% include "caseflow/exit.html" %}', month={"title": "Tháng 11 / 2026"}),
    }
    static = Path(settings.STATICFILES_DIRS[0])

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            posts.append(f"{path} {route.request.post_data or ''}")
            route.fulfill(status=204)
        elif path.startswith("/static/"):
            file = static / path.removeprefix("/static/")
            route.fulfill(
                body=file.read_bytes(), content_type=mimetypes.guess_type(file)[0] or "font/woff2"
            )
        else:
            route.fulfill(
                body=pages.get(path, ""),
                content_type="text/html; charset=utf-8",
                headers={"Content-Security-Policy": POLICY},
            )

    tab = chromium.new_page(viewport={"width": 390, "height": 844}, locale="vi-VN")
    tab.on("console", lambda message: messages.append(message.text))
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.route("**/*", answer)
    tab.goto(SITE + "/")
    yield tab
    tab.close()


def test_three_presses_of_shift_leave_the_page_for_good(opened, posts, messages):
    opened.keyboard.press("Shift")
    opened.keyboard.press("a")
    opened.keyboard.press("Shift")
    opened.keyboard.press("Shift")
    assert opened.url == SITE + "/", "another key in between begins anew"

    opened.keyboard.press("Shift")

    opened.wait_for_url(SITE + "/lich/")
    assert opened.title() == "Tháng 11 / 2026"
    assert opened.evaluate("history.length") == 2, (
        "the page left behind is replaced, only the blank tab is before it"
    )
    assert any(post.startswith("/thoat/") for post in posts), "the server is told"
    assert messages == []


def test_the_exit_link_works_by_a_press_too(opened):
    opened.locator(".btn.exit").click()

    opened.wait_for_url(SITE + "/lich/")


def test_asking_to_see_a_field_asks_for_the_reason_first(opened, posts, messages):
    opened.locator(".reveal").click()

    dialog = opened.locator("#reveal-dialog")
    assert dialog.is_visible()
    assert "Họ tên" in dialog.inner_text()
    assert dialog.locator("input:checked").count() == 0
    dialog.get_by_text("Hiện trong 60 giây").last.click()
    assert posts == [], "nothing is sent without a reason"

    dialog.get_by_label("Giấy tờ").check()
    dialog.get_by_role("button", name="Hiện trong 60 giây").click()

    opened.wait_for_timeout(300)
    assert len(posts) == 1
    assert "/hien/" in posts[0]
    assert "label=person.full_name" in posts[0]
    assert "reason=paper" in posts[0]
    assert messages == []


def test_the_dialog_can_be_left_and_gives_the_focus_back(opened, posts):
    opened.locator(".reveal").click()
    opened.locator("[data-close]").click()

    assert opened.evaluate("document.activeElement.className") == "reveal"
    assert posts == []


def test_an_opened_value_is_covered_when_its_time_is_over(opened):
    assert opened.locator("[data-remask]").inner_text() == "0900 000 111"

    opened.wait_for_timeout(2300)

    assert opened.locator("[data-remask]").inner_text() == "Đang ẩn"
    assert "0900" not in opened.content()


def test_an_opened_value_counts_down_in_sight(opened):
    note = opened.locator("[data-opened-note]")
    assert "Tự ẩn sau" in note.inner_text()

    opened.get_by_text("Tự ẩn sau 1 giây").wait_for(timeout=2000)


def test_an_opened_value_is_covered_when_the_window_is_left(opened):
    opened.evaluate("window.dispatchEvent(new Event('blur'))")

    assert "0900" not in opened.content()


def test_a_form_is_sent_once(opened, posts):
    button = opened.get_by_role("button", name="Nhắc bên nhận")
    button.dblclick()
    opened.wait_for_timeout(300)

    assert len(posts) == 1


def test_a_menu_closes_with_escape(opened):
    summary = opened.locator(".tabs summary")
    summary.click()
    assert opened.locator(".tabs .sheet").is_visible()

    opened.keyboard.press("Escape")

    assert not opened.locator(".tabs .sheet").is_visible()


def test_the_page_does_not_scroll_sideways_on_the_smallest_phone(opened):
    opened.set_viewport_size({"width": 320, "height": 700})

    assert opened.evaluate("document.documentElement.scrollWidth") == 320
