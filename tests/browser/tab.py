"""A tab of a real browser in the hands of one person, which keeps what the browser complained about."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from playwright.sync_api import Error, Locator, Page, Request, Response

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """
  async (rules) => (await axe.run(document, { runOnly: rules })).violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""
SIDEWAYS = """
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth
"""
STORED = "() => JSON.stringify({ ...localStorage, ...sessionStorage })"
PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 900}
NARROWEST = 320


class Tab:
    """One tab; `press`, `choose`, `pick` and `type` do what a hand does, and count taps."""

    def __init__(self, page: Page, site: str, axe: str, secrets: list[str]) -> None:
        self.page = page
        self.site = site
        self.axe = axe
        self.secrets = secrets
        self.complaints: list[str] = []
        self.taps = 0
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        if request.resource_type != "ping":  # nobody waits for the answer to a farewell
            self.complaints.append(f"failed: {request.url}")

    def go(self, path: str) -> int:
        """Open an address of the site; the status of the answer."""
        answer = self.page.goto(self.site + path)
        return answer.status if answer else 0

    @property
    def path(self) -> str:
        """Where the tab is."""
        return self.page.url.removeprefix(self.site)

    @property
    def words(self) -> str:
        """What stands in the main part of the page."""
        return self.page.locator("main").inner_text()

    def find(self, name: str) -> Locator:
        """The first button or link in sight whose name begins so."""
        begins = re.compile("^" + re.escape(name).replace("/", r"\/"))
        buttons = self.page.get_by_role("button", name=begins)
        links = self.page.get_by_role("link", name=begins)
        return buttons.or_(links).locator("visible=true").first

    def press(self, name: str, *, stays: bool = False) -> None:
        """Tap a button or link and wait for the page it leads to; `stays` when it leads to none."""
        self._tap(self.find(name), stays=stays)

    def send(self) -> None:
        """Tap the first button of the form on the page."""
        self._tap(self.page.locator("main form button[type=submit]").first)

    def leave(self) -> None:
        """Tap the quick exit."""
        self.page.locator(".btn.exit").click()
        self.page.wait_for_url("**/lich/")

    def _tap(self, at: Locator, *, stays: bool = False) -> None:
        self.taps += 1
        if stays:
            at.click()
            return
        with self.page.expect_navigation():
            at.click()

    def choose(self, label: str) -> None:
        """Tap a radio or a box."""
        self.taps += 1
        self.page.locator("main").get_by_label(label, exact=True).check()

    def choose_reason(self, reason: str) -> None:
        """Answer the question why a protected field is opened."""
        dialog = self.page.locator("#reveal-dialog")
        dialog.get_by_label(reason, exact=True).check()
        self._tap(dialog.get_by_role("button", name="Hiện trong 60 giây"))

    def pick(self, label: str, option: Any) -> None:
        """Choose from a drop-down, by what it shows."""
        self._field(label).select_option(label=str(option))

    def type(self, label: str, text: str) -> None:
        """Fill a field."""
        self._field(label).fill(text)

    def date(self, name: str, day: date) -> None:
        """Fill the three boxes of a date."""
        for box, number in enumerate((day.day, day.month, day.year)):
            self.page.locator(f"main [name={name}_{box}]").fill(str(number))

    def _field(self, label: str) -> Locator:
        begins = re.compile(f"^{re.escape(label)}( \\(|$)")
        return self.page.locator("main").get_by_label(begins).first

    def refused(self, status: int) -> None:
        """The last answer was meant to be a refusal; forget what the browser said of it."""
        said = [line for line in self.complaints if str(status) not in line]
        assert said == []
        assert self.complaints, f"nothing was answered with {status}"
        self.complaints.clear()

    def is_sound(self) -> None:
        """Nothing complained of, usable by everybody, nothing sideways, nothing personal left about."""
        assert self.complaints == [], self.path
        self.fits()
        self.keeps_secrets()
        self.page.evaluate(self.axe)
        assert self.page.evaluate(AXE, RULES) == [], self.path

    def fits(self) -> None:
        """The page scrolls down only; on the narrowest phone too."""
        size = self.page.viewport_size
        assert size is not None
        widths = {size["width"], NARROWEST} if size["width"] == PHONE else {size["width"]}
        for width in sorted(widths):
            self.page.set_viewport_size({"width": width, "height": size["height"]})
            assert self.page.evaluate(SIDEWAYS) <= 0, f"{self.path} scrolls sideways at {width}"
        self.page.set_viewport_size(size)

    def keeps_secrets(self) -> None:
        """No personal word in address, title or storage."""
        about = f"{self.page.url} {self.page.title()} {self._stored()}"
        assert [word for word in self.secrets if word in about] == []

    def _stored(self) -> str:
        try:
            return str(self.page.evaluate(STORED))
        except Error:  # a page of the browser itself has no storage
            return ""
