"""With scripts switched off the main work still goes on, and nothing is shown that was covered."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import CaseState
from caseflow.models import Case, ContactNote, User
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests.accounts.conftest import PASSWORD, SECRET, code_of, officer
from tests.browser.conftest import Visit
from tests.browser.tab import PHONE, Tab
from tests.browser.world import NAME, World, at, of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["officer"]


def sign_in(tab: Tab, user: User) -> None:
    """Name, password, code."""
    tab.go(reverse("account_login"))
    tab.type("Tên đăng nhập", user.username)
    tab.type("Mật khẩu", PASSWORD)
    tab.send()
    tab.type("Mã", code_of(SECRET))
    tab.send()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_signing_in_with_a_second_factor(
    live_server: object, visit: Visit, officer: User, width: int, scripts: bool
) -> None:
    tab = visit(width=width, scripts=scripts)

    sign_in(tab, officer)

    assert tab.path == reverse("caseflow:case_list")
    assert "Hồ sơ của đơn vị tôi" in tab.words
    if scripts:
        tab.is_sound()


def test_a_wrong_code_is_told_and_the_page_stays_sound(
    live_server: object, visit: Visit, officer: User
) -> None:
    tab = visit(width=PHONE)
    tab.go(reverse("account_login"))
    tab.is_sound()
    tab.type("Tên đăng nhập", officer.username)
    tab.type("Mật khẩu", PASSWORD)
    tab.send()
    tab.type("Mã", "000000")
    tab.send()

    assert "Mã không đúng hoặc đã dùng" in tab.words
    tab.is_sound()


def test_a_step_a_note_and_a_handoff(world: World, visit: Visit) -> None:
    tab = visit(world.officer, width=PHONE, scripts=False)
    standing = world.worker.get_standing()
    assert standing is not None

    tab.go(of(world.case, "caseflow:step", step="verify"))
    tab.choose("Người được hỗ trợ")
    tab.choose("Có dấu hiệu bị mua bán")
    tab.date("happened_on", timezone.localdate())
    tab.send()
    assert Case.objects.get(pk=world.case.pk).state == CaseState.VERIFIED
    tab.press("Ghi liên hệ")
    tab.choose("Gặp mặt")
    tab.press("Lưu ghi chú")
    assert ContactNote.objects.filter(case=world.case).exists()
    tab.go(of(world.case, "referrals:hand_over"))
    tab.pick("Bên nhận", standing.agency.name)
    tab.choose("Đồng ý")
    tab.press("Lập và xem trước")
    tab.press("Gửi cho bên nhận")
    handoff = Handoff.objects.get(case=world.case)
    assert handoff.state == HandoffState.SENT

    other = visit(world.worker, width=PHONE, scripts=False)
    other.go(at(handoff, "receive"))
    other.choose("Ổn định")
    other.press("Xác nhận")
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.RECEIVED


def test_a_protected_field_asks_for_the_reason_on_a_page_of_its_own(
    world: World, visit: Visit
) -> None:
    tab = visit(world.officer, width=PHONE, scripts=False)
    tab.go(of(world.case, "caseflow:case"))

    tab.press("Hiện họ tên")
    assert NAME not in tab.words
    tab.choose("Lập giấy tờ, biên bản")
    tab.press("Hiện trong 60 giây")

    assert NAME in tab.words
    assert AuditEvent.objects.filter(act="personal.revealed").count() == 1
    tab.press("Ẩn lại")
    assert NAME not in tab.words


def test_the_list_is_filtered_and_the_exit_signs_out(world: World, visit: Visit) -> None:
    tab = visit(world.officer, scripts=False)
    tab.go(reverse("caseflow:case_list"))
    tab.page.locator("#fd-buoc").select_option("verified")
    tab.press("Lọc")
    assert world.case.reference not in tab.words

    tab.leave()
    tab.go(reverse("caseflow:case_list"))

    assert "/dang-nhap/" in tab.path
