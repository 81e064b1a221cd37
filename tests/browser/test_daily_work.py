"""What people do every day: receive, verify, note a contact, plan support, look after the desk."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import (
    AgeBand,
    CaseState,
    ContactKind,
    Reporter,
    Risk,
    Route,
    SafeContact,
    Sex,
)
from caseflow.models import Case, ContactNote
from support.choices import ServiceKind
from support.models import PlanItem
from tests.browser.conftest import Visit
from tests.browser.tab import PHONE, Tab
from tests.browser.world import NAME, PHONE_NUMBER, World, of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAPS = 4


def search(tab: Tab, *, start: str) -> None:
    """Look for a telephone number before anything is written."""
    tab.go(reverse("caseflow:case_list"))
    tab.press(start)
    tab.choose("Số điện thoại")
    tab.type("Nội dung tìm", PHONE_NUMBER)
    tab.press("Tìm")


def test_search_first_then_receive(world: World, visit: Visit, width: int) -> None:
    tab = visit(world.stranger, width=width)
    start = "Lập mới" if width == PHONE else "Lập hồ sơ mới"

    search(tab, start=start)
    assert "Không có hồ sơ nào khớp" in tab.words
    assert "Có thể có hồ sơ ở nơi khác" in tab.words
    tab.is_sound()
    tab.press("Lập hồ sơ mới")
    tab.press("Tiếp nhận, mở hồ sơ")
    tab.refused(422)
    assert tab.page.evaluate("document.activeElement.classList.contains('errors')")
    tab.is_sound()
    answers = {
        "Người này đến với cơ quan thế nào": Route.SELF_REPORT.label,
        "Ai báo tin": Reporter.PERSON.label,
        "Nơi phát hiện": "TP Hồ Chí Minh",
        "Nguy hiểm trước mắt": Risk.POSSIBLE.label,
        "Giới tính": Sex.FEMALE.label,
        "Nhóm tuổi": AgeBand.FROM_18.label,
        "Liên hệ an toàn": SafeContact.MORNING.label,
    }
    for label, option in answers.items():
        tab.pick(label, option)
    tab.type("Họ tên", NAME)
    tab.press("Tiếp nhận, mở hồ sơ")

    made = Case.objects.latest("pk")
    assert made.reference in tab.words
    assert NAME not in tab.page.content()
    tab.is_sound()


def test_a_step_says_what_is_missing_and_leads_on(world: World, visit: Visit, width: int) -> None:
    tab = visit(world.officer, width=width)
    tab.go(of(world.case, "caseflow:case"))
    tab.press("Xác minh ban đầu")
    tab.choose("Người được hỗ trợ")
    tab.choose("Có dấu hiệu bị mua bán")
    tab.date("happened_on", timezone.localdate())
    tab.type("Nội dung", "Bị giữ giấy tờ")
    tab.send()
    assert Case.objects.get(pk=world.case.pk).state == CaseState.VERIFIED
    assert tab.page.locator("[aria-current=step]").count() >= 1
    tab.is_sound()

    worker = visit(world.worker, width=width)
    worker.go(of(world.safe(), "caseflow:step", step="begin_support"))
    assert "Còn thiếu trước khi chuyển bước" in worker.words
    worker.is_sound()


def test_a_contact_is_noted_in_four_taps(world: World, visit: Visit) -> None:
    tab = visit(world.officer, width=PHONE)
    tab.go(reverse("caseflow:case_list"))
    assert tab.taps == 0

    tab.press(world.case.reference)
    tab.press("Ghi liên hệ")
    tab.choose("Gọi điện")
    tab.type("Ghi ngắn gọn", "Hẹn gặp thứ Năm")
    tab.press("Lưu ghi chú")

    assert tab.taps <= TAPS
    assert ContactNote.objects.get(case=world.case).kind == ContactKind.CALL
    assert "Hẹn gặp thứ Năm" not in tab.words
    tab.is_sound()


def test_support_is_planned_agreed_and_begun(world: World, visit: Visit, width: int) -> None:
    case = world.safe()
    tab = visit(world.worker, width=width)

    tab.go(of(case, "support:case_support"))
    tab.press("Đánh giá nhu cầu")
    tab.pick("Y tế", "Cần ngay")
    tab.press("Lưu")
    tab.go(of(case, "support:draft"))
    tab.send()
    tab.go(of(case, "support:add_item"))
    tab.pick("Dịch vụ", ServiceKind.MEDICAL.label)
    tab.pick("Đơn vị làm", case.responsible_agency.name)
    tab.date("planned_on", timezone.localdate())
    tab.send()
    tab.press("Ghi sự đồng ý")
    tab.send()
    tab.go(of(case, "caseflow:step", step="begin_support"))
    tab.send()

    assert Case.objects.get(pk=case.pk).state == CaseState.SUPPORTED
    assert PlanItem.objects.filter(case=case).count() == 1
    tab.go(of(case, "support:case_support"))
    tab.is_sound()


def test_a_supervisor_looks_reports_and_decides(world: World, visit: Visit, width: int) -> None:
    proposal = world.proposed()
    tab = visit(world.supervisor, width=width)

    tab.go(reverse("caseflow:board"))
    assert NAME not in tab.page.content()
    tab.press(f"{proposal.case.reference} · Kết thúc hồ sơ")
    tab.press("Duyệt")
    assert Case.objects.get(pk=proposal.case_id).state == CaseState.CLOSED
    tab.go(reverse("support:report"))
    with tab.page.expect_download() as download:
        tab.press("Tải bảng số", stays=True)

    assert download.value.suggested_filename.startswith("bao-cao-")
