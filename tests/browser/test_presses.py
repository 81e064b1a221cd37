"""How many presses the work of a handoff takes from the list one starts with; the browser counts them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext

from referrals import catalogue
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests.browser.conftest import Visit
from tests.browser.tab import Tab
from tests.browser.world import NAME, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COUNTER = """
  addEventListener("pointerdown", (event) => { if (event.isTrusted) pressed(); }, true);
  addEventListener("click", (event) => { if (event.isTrusted) clicked(event.pointerId); }, true);
  window.print = () => printed();
"""
"""Presses begin where the finger goes down: a list of options opens there and sends no click."""
OPTION = 1
"""Choosing in an opened list is a press too; the system draws the list and no page hears it."""
CONSENT = 1


class Counter:
    """What a tab's page heard by itself: presses of a finger or mouse, clicks they became, printing."""

    def __init__(self, tab: Tab) -> None:
        self.presses = self.clicks = self.prints = 0
        context: BrowserContext = tab.page.context
        heard: dict[str, Callable[..., Any]] = {
            "pressed": self._pressed, "clicked": self._clicked, "printed": self._printed,
        }  # fmt: skip
        for name, hear in heard.items():
            context.expose_function(name, hear)
        context.add_init_script(COUNTER)

    def _pressed(self) -> None:
        self.presses += 1

    def _clicked(self, pointer: int) -> None:
        self.clicks += pointer >= 0  # what a label passes on to its control has no pointer

    def _printed(self) -> None:
        self.prints += 1


def open_list(tab: Tab, label: str, option: str) -> None:
    """Press on a drop-down and choose from the list that opens."""
    field = tab.page.locator("main").get_by_label(label).first
    field.click()
    tab.page.keyboard.press("Escape")
    field.select_option(label=option)


def test_the_counter_hears_presses_and_nothing_a_program_does(world: World, visit: Visit) -> None:
    tab = visit(world.officer)
    counter = Counter(tab)
    tab.go(reverse("caseflow:case_list"))

    tab.page.evaluate(
        "document.querySelector('main a').addEventListener('click', (e) => e.preventDefault())"
    )
    tab.page.evaluate("document.querySelector('main a').click()")
    assert (counter.presses, counter.clicks) == (0, 0)
    tab.press(world.case.reference)
    assert (counter.presses, counter.clicks) == (1, 1)


def test_a_case_is_handed_over_in_six_presses_and_the_answer(
    world: World, visit: Visit, width: int
) -> None:
    tab = visit(world.officer, width=width)
    counter = Counter(tab)
    standing = world.worker.get_standing()
    assert standing is not None

    tab.go(reverse("caseflow:case_list"))
    tab.press(world.case.reference)
    tab.press("Lập bàn giao")
    tab.is_sound()
    open_list(tab, "Bên nhận", standing.agency.name)
    tab.choose("Đồng ý")
    tab.press("Lập và xem trước")
    assert NAME in tab.words
    tab.is_sound()
    tab.press("Gửi cho bên nhận")

    handoff = Handoff.objects.get(case=world.case)
    assert handoff.state == HandoffState.SENT
    assert handoff.chosen == catalogue.least_for(standing.agency.kind)
    assert counter.presses + OPTION <= 6 + CONSENT
    assert counter.clicks >= 5, "every press but the list is a click"
    tab.is_sound()


def test_a_receipt_is_confirmed_in_two_presses_after_the_scan(
    world: World, visit: Visit, width: int
) -> None:
    handoff = world.sent()
    tab = visit(world.worker, width=width)
    counter = Counter(tab)

    tab.go(reverse("referrals:scan", args=[handoff.code]))
    tab.is_sound()
    tab.choose("Ổn định")
    tab.press("Xác nhận")

    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.RECEIVED
    assert (counter.presses, counter.clicks) == (2, 2)
    tab.is_sound()


def test_minutes_are_printed_in_two_presses(world: World, visit: Visit, width: int) -> None:
    handoff = world.sent()
    tab = visit(world.officer, width=width)
    counter = Counter(tab)

    tab.go(reverse("caseflow:case_list"))
    tab.press(world.case.reference)
    tab.press("In biên bản A4")

    assert handoff.number in tab.words
    tab.page.wait_for_load_state("networkidle")
    assert counter.prints == 1
    assert (counter.presses, counter.clicks) == (2, 2)
    tab.page.reload()
    tab.page.wait_for_load_state("networkidle")
    assert counter.prints == 1, "it prints when asked to, not whenever it is shown"
    tab.press("In tờ này", stays=True)
    assert counter.prints == 2
    tab.is_sound()


def test_single_fields_follow_the_receiver_until_one_is_ticked_by_hand(
    world: World, visit: Visit, width: int
) -> None:
    standing = world.worker.get_standing()
    assert standing is not None
    tab = visit(world.officer, width=width)
    tab.go(reverse("referrals:hand_over", args=[world.case.reference]))
    ticked = "() => [...document.querySelectorAll('[data-kinds]:checked')].map((box) => box.value)"

    tab.pick("Bên nhận", standing.agency.name)
    assert tuple(tab.page.evaluate(ticked)) == catalogue.least_for(standing.agency.kind)
    tab.page.get_by_text("Từng mục thông tin", exact=True).click()
    tab.choose("Số điện thoại")
    assert tab.page.get_by_label("Tự chọn từng mục").is_checked()
    tab.is_sound()
    tab.choose("Đồng ý")
    tab.press("Lập và xem trước")
    tab.refused(422)
    assert "ngoài mức tối thiểu" in tab.words
    tab.is_sound()
    tab.pick("Lý do gửi nhiều hơn mức tối thiểu", "Cần để liên hệ, đón người")
    tab.press("Lập và xem trước")

    handoff = Handoff.objects.get(case=world.case)
    assert set(handoff.chosen) == {*catalogue.least_for(standing.agency.kind), "person.phone"}
    assert handoff.beyond == "pick_up"
