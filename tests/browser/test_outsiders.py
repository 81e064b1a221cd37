"""A hospital without an account, from the officer's form to the answer, in the browsers of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from referrals.choices import OutsideState
from referrals.models import OutsideReferral
from tests.browser.conftest import Visit
from tests.browser.tab import Tab
from tests.browser.world import NAME, World, of
from tests.reading_papers import drawn, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), drawn]


def send(giver: Tab, world: World) -> tuple[str, str]:
    """Prepared, looked at and sent by the officer; the path of the link, and the password."""
    giver.go(of(world.case, "referrals:refer_outside"))
    giver.pick("Nơi nhận là", "Bệnh viện, phòng khám")
    giver.type("Tên nơi nhận", "Bệnh viện Mẫu")
    giver.type("Người liên hệ, điện thoại", "Bác sĩ Hoà")
    giver.choose("Đồng ý")
    giver.press("Lập đề nghị")
    giver.press("Xem trước và gửi")
    assert NAME in giver.words
    giver.is_sound()
    giver.press("Tiếp tục để gửi")
    giver.press("Niêm phong tài liệu")
    giver.is_sound()
    link, password = giver.page.locator("main code").all_inner_texts()
    return link.removeprefix(giver.site), password


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_document_goes_out_and_an_answer_comes_back(
    world: World, visit: Visit, width: int, scripts: bool, tmp_path: Path
) -> None:
    giver = visit(world.officer, width=width)
    link, password = send(giver, world)

    outsider = visit(None, width=width, scripts=scripts)
    assert outsider.go(link) == 200
    if scripts:
        outsider.is_sound()
    with outsider.page.expect_download() as got:
        outsider.find("Tôi đã nhận").click()
    got.value.save_as(tmp_path / "got.pdf")
    file = (tmp_path / "got.pdf").read_bytes()
    text = told(file, "pdftotext", "-upw", password, "-", "-")
    assert NAME in text
    assert "Bệnh viện Mẫu" in text
    about = told(file, "pdfinfo", "-upw", password, "-")
    assert "algorithm:AES-256" in about
    assert "Tagged: yes" in about
    outsider.complaints.clear()  # a download is a navigation that ends without a page
    outsider.choose("Chúng tôi nhận lời")
    outsider.press("Gửi trả lời")
    assert "Đã ghi câu trả lời" in outsider.words
    if scripts:
        outsider.is_sound()

    referral = OutsideReferral.objects.get()
    assert referral.state == OutsideState.ACCEPTED
    giver.go(reverse("referrals:outbox"))
    assert referral.number in giver.words
    assert password not in giver.page.content()
    giver.is_sound()


def test_somebody_who_comes_second_is_told_whom_to_call(
    world: World, visit: Visit, width: int
) -> None:
    link, _password = send(visit(world.officer, width=width), world)
    first, second = visit(None, width=width), visit(None, width=width)
    second.go(link)
    first.go(link)
    with first.page.expect_download():
        first.find("Tôi đã nhận").click()

    second.press("Tôi đã nhận")

    assert "không tải lại được" in second.words
    second.refused(409)
    second.is_sound()
