"""What is covered opens with a reason and covers itself again; leaving leaves nothing behind."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from audit.models import AuditEvent
from tests.browser.conftest import Visit
from tests.browser.world import NAME, World, of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "Lập giấy tờ, biên bản"


def revealed() -> int:
    return AuditEvent.objects.filter(act="personal.revealed").count()


def test_a_name_opens_with_a_reason_and_is_covered_again(
    world: World, visit: Visit, width: int
) -> None:
    tab = visit(world.officer, width=width)
    tab.go(of(world.case, "caseflow:case"))
    before = revealed()

    tab.press("Hiện họ tên", stays=True)
    dialog = tab.page.locator("#reveal-dialog")
    assert dialog.locator("input:checked").count() == 0
    tab.is_sound()
    assert revealed() == before, "asking opens nothing"
    tab.choose_reason(REASON)

    assert NAME in tab.words
    assert revealed() == before + 1
    tab.is_sound()
    tab.page.evaluate("window.dispatchEvent(new Event('blur'))")
    assert NAME not in tab.page.content()


def test_the_question_for_the_reason_can_be_left(world: World, visit: Visit) -> None:
    tab = visit(world.officer)
    tab.go(of(world.case, "caseflow:case"))

    tab.press("Hiện họ tên", stays=True)
    tab.press("Không, giữ ẩn", stays=True)

    assert not tab.page.locator("#reveal-dialog").is_visible()
    assert NAME not in tab.page.content()


def test_quick_exit_ends_the_session_and_back_does_not_return(
    world: World, visit: Visit, width: int
) -> None:
    tab = visit(world.officer, width=width)
    tab.go(reverse("caseflow:help"))
    tab.go(of(world.case, "caseflow:case"))

    tab.leave()
    assert world.case.reference not in tab.page.title()
    tab.is_sound()
    tab.page.wait_for_timeout(200)
    tab.page.go_back()

    assert "/dang-nhap/" in tab.page.url, "what is before it asks for sign-in"
    assert tab.go(of(world.case, "caseflow:case")) == 200
    assert "/dang-nhap/" in tab.page.url
    assert not Session.objects.exists()


def test_three_presses_of_shift_leave_too(world: World, visit: Visit) -> None:
    tab = visit(world.officer)
    tab.go(reverse("caseflow:case_list"))

    for _press in range(3):
        tab.page.keyboard.press("Shift")

    tab.page.wait_for_url("**/lich/")


def test_the_list_names_nobody(world: World, visit: Visit, width: int) -> None:
    tab = visit(world.officer, width=width)

    tab.go(reverse("caseflow:case_list"))

    assert world.case.reference in tab.words
    assert NAME not in tab.page.content()
