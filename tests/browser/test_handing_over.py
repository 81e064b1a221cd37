"""One person goes from a police desk to a social worker's, in the browsers of both."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from caseflow.models import Case
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests.browser.conftest import Visit
from tests.browser.tab import Tab
from tests.browser.world import NAME, World, at, of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def prepare(giver: Tab, world: World) -> Handoff:
    """Prepared by the officer, looked at and not sent yet."""
    standing = world.worker.get_standing()
    assert standing is not None
    giver.go(of(world.case, "referrals:hand_over"))
    giver.pick("Bên nhận", standing.agency.name)
    giver.choose("Đồng ý")
    giver.press("Lập và xem trước")
    return Handoff.objects.get(case=world.case)


def test_a_person_is_handed_over(world: World, visit: Visit, width: int) -> None:
    giver, receiver = visit(world.officer, width=width), visit(world.worker, width=width)

    handoff = prepare(giver, world)
    assert NAME in giver.words, "the giver sees what the receiver will see"
    giver.is_sound()
    giver.press("Gửi cho bên nhận")
    assert "Chờ bên nhận mở xem" in giver.words

    receiver.go(reverse("referrals:inbox"))
    assert NAME not in receiver.words
    receiver.press(handoff.number)
    receiver.press("Xem gói thông tin")
    assert NAME in receiver.words
    receiver.is_sound()
    receiver.go(at(handoff, "handoff"))
    receiver.press("Xác nhận đã nhận")
    receiver.choose("Ổn định")
    receiver.press("Xác nhận")
    for tab in (giver, receiver):
        tab.go(at(handoff, "handoff"))
        tab.press("Ký biên bản")
        tab.press("Ký")
        tab.is_sound()

    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.SIGNED
    assert Case.objects.get(pk=world.case.pk).responsible_agency == handoff.receiver


def test_the_giver_reads_why_it_was_declined(world: World, visit: Visit) -> None:
    giver, receiver = visit(world.officer), visit(world.worker)
    handoff = world.sent()

    receiver.go(at(handoff, "handoff"))
    receiver.press("Không nhận được")
    receiver.type("Lý do không nhận được", "Hết chỗ cho nữ")
    receiver.press("Gửi trả lời")
    giver.go(at(handoff, "handoff"))
    assert "Không nhận được, cần nơi khác" in giver.words
    assert "Hết chỗ" not in giver.words
    giver.press("Hiện lý do không nhận được", stays=True)
    giver.choose_reason("Liên hệ với người được hỗ trợ")

    assert "Hết chỗ cho nữ" in giver.words
    giver.is_sound()


def test_a_reminder_and_a_withdrawal(world: World, visit: Visit) -> None:
    giver, receiver = visit(world.officer), visit(world.worker)
    handoff = world.sent()

    giver.go(of(world.case, "caseflow:case"))
    giver.press("Nhắc bên nhận")
    assert "Đã nhắc bên nhận." in giver.words
    receiver.go(reverse("caseflow:notices"))
    assert world.case.reference in receiver.words
    receiver.press("Đánh dấu tất cả đã đọc")
    receiver.is_sound()

    giver.press("Rút lại")
    giver.press("Rút lại")
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.WITHDRAWN
    assert receiver.go(at(handoff, "handoff")) == 404


def test_the_minutes_name_nobody_until_asked(world: World, visit: Visit, width: int) -> None:
    tab = visit(world.officer, width=width)

    tab.go(at(world.sent(), "minutes"))
    assert NAME not in tab.words
    tab.press("Phụ lục có họ tên")

    assert NAME in tab.words
    tab.is_sound()


def test_the_receiver_confirms_on_a_phone_two_presses_after_the_scan(
    world: World, visit: Visit
) -> None:
    """Without scripts, as on a slow line: one answer, one press; a second scan says it is done."""
    handoff = world.sent()
    phone = visit(world.worker, width=390, scripts=False)

    phone.go(reverse("referrals:scan", args=[handoff.code]))
    assert handoff.number in phone.words
    assert NAME not in phone.words
    phone.choose("Ổn định")
    phone.press("Xác nhận")

    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.RECEIVED
    phone.go(reverse("referrals:scan", args=[handoff.code]))
    assert "Không cần quét lại." in phone.words


def test_a_phone_that_scans_too_late_is_told_what_to_do(
    world: World, visit: Visit, settings: Settings
) -> None:
    settings.HANDOFF_CODE_DAYS = -1
    handoff = world.sent()
    phone = visit(world.worker, width=390)

    assert phone.go(reverse("referrals:scan", args=[handoff.code])) == 409
    phone.press("Mở bàn giao")

    phone.press("Xác nhận đã nhận")
    assert handoff.number in phone.words
