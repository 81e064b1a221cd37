"""A document goes in and comes out in a real browser, with and without scripts, at a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseflow.models import CaseFile
from tests.browser.conftest import Visit
from tests.browser.world import World, of
from tests.files.papers import LONG

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_document_is_added_and_taken_home(
    world: World, visit: Visit, tmp_path: Path, width: int, scripts: bool
) -> None:
    tab = visit(world.officer, width=width, scripts=scripts)
    paper, program = tmp_path / "giay.pdf", tmp_path / "giay.exe.pdf"
    paper.write_bytes(LONG)
    program.write_bytes(b"MZ" + bytes(100))
    tab.go(of(world.case, "caseflow:case"))
    tab.page.get_by_role("link", name="Xem tất cả và thêm tài liệu").click()

    tab.type("Tên gọi", "Giấy ra viện")
    tab.page.get_by_label("Tệp", exact=True).set_input_files(program)
    tab.page.get_by_role("button", name="Thêm tài liệu").click()
    assert "Loại tệp này không nhận được" in tab.words
    assert tab.page.get_by_label("Tên gọi").input_value() == "Giấy ra viện"
    tab.refused(422)
    tab.page.get_by_label("Tệp", exact=True).set_input_files(paper)
    tab.page.get_by_role("button", name="Thêm tài liệu").click()

    assert "Đã niêm phong và lưu tài liệu" in tab.words
    assert "Giấy ra viện" not in tab.words
    if scripts:
        tab.is_sound()
    tab.page.get_by_role("link", name="Tải về").click()
    tab.choose("Lập giấy tờ, biên bản")
    with tab.page.expect_download() as waiting:
        tab.page.get_by_role("button", name="Tải về").click()
    given = waiting.value
    assert given.suggested_filename == f"tai-lieu-{CaseFile.objects.get().uid.hex[:8]}.pdf"
    assert Path(given.path()).read_bytes() == LONG
