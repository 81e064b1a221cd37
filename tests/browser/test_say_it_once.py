"""An account is taken, asked for again with a warning, and read side by side, at a desk and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import AskedAgain, Topic
from caseflow.models import Statement
from tests.browser.conftest import Visit
from tests.browser.tab import Tab
from tests.browser.world import World, at, of
from tests.telling import statement, telling

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, SECOND = "Đi bằng xe khách\nqua hai trạm", "Đi bằng thuyền"
PICTURES = os.environ.get("TB_PICTURES", "")


def sound(tab: Tab, name: str, width: int) -> None:
    """As every page; kept as a picture where somebody wants to look at it."""
    tab.is_sound()
    if PICTURES:
        tab.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def test_who_asks_again_reads_first(world: World, visit: Visit, width: int) -> None:
    statement(world.case, world.officer, text=FIRST)
    tab = visit(world.officer, width=width)
    tab.go(of(world.case, "caseflow:statement"))
    assert "Người này đã được hỏi" in tab.words
    sound(tab, "statement", width)

    tab.choose("Người được hỗ trợ")
    tab.date("happened_on", timezone.localdate())
    tab.pick("Kể bằng tiếng gì", "Tiếng Mông")
    tab.choose("Có phiên dịch")
    tab.pick(str(Topic.JOURNEY.label), "Kể, chưa chắc")
    tab.pick(str(Topic.HEALTH.label), "Không muốn nói")
    tab.type("Lời kể", SECOND)
    tab.press("Lưu")
    tab.refused(422)
    assert "Hãy đọc bản đã ghi thay vì hỏi lại" in tab.words
    assert tab.page.get_by_label("Lời kể").input_value() == SECOND
    sound(tab, "statement-refused", width)

    tab.pick("Vì sao hỏi lại điều đã hỏi", AskedAgain.PERSON_WANTS.label)
    tab.press("Lưu")

    assert "Người được hỗ trợ đã phải kể 2 lần." in tab.words
    assert SECOND not in tab.words
    assert Statement.objects.latest("pk").asked_again == AskedAgain.PERSON_WANTS
    sound(tab, "statements", width)


def test_two_accounts_are_read_side_by_side(world: World, visit: Visit, width: int) -> None:
    statement(world.case, world.officer, text=FIRST)
    statement(world.case, world.officer, text=SECOND, told=telling(Topic.JOURNEY, Topic.FAMILY))
    tab = visit(world.officer, width=width)
    tab.go(of(world.case, "caseflow:statements"))
    for box in tab.page.locator("main [name=field][type=checkbox]").all():
        box.check()
    tab.choose("Xác minh, đối chiếu")

    tab.press("Hiện trong 5 phút")

    assert "qua hai trạm" in tab.words
    assert SECOND in tab.words
    sound(tab, "side-by-side", width)
    first, second = (box.bounding_box() for box in tab.page.locator("article").all())
    assert first
    assert second
    beside = first["y"] == second["y"] and first["x"] < second["x"]
    below = first["x"] == second["x"] and first["y"] < second["y"]
    assert beside if width > 1000 else below

    tab.press("Ẩn lại")
    assert SECOND not in tab.words


def test_the_receiver_reads_what_was_asked_on_the_handoff(
    world: World, visit: Visit, width: int
) -> None:
    for _time in range(2):
        statement(world.case, world.officer, text=FIRST)
    handoff = world.sent()
    tab = visit(world.worker, width=width)
    tab.go(at(handoff, "handoff"))
    assert "Người được hỗ trợ đã phải kể 2 lần." in tab.words
    sound(tab, "handoff", width)

    tab.press("Xem gói thông tin")

    assert "Đã hỏi những gì, không cần hỏi lại" in tab.words
    assert "Đi bằng" not in tab.words
    sound(tab, "package", width)


def test_the_board_says_how_often_people_had_to_tell(
    world: World, visit: Visit, width: int
) -> None:
    statement(world.case, world.officer)
    tab = visit(world.supervisor, width=width)
    for name, address in (("board", "caseflow:board"), ("report", "support:report")):
        tab.go(reverse(address))
        assert "phải kể" in tab.words
        sound(tab, name, width)
