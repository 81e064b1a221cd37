"""The page of the law: which one is in force on a day, and what differs."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from caseflow import law
from caseflow.law import tables
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

DAYS = [
    # typed, the law in force
    ("30/6/2025", "Luật Phòng, chống mua bán người 2011, từ 01/01/2012"),
    ("2025-07-01", "Luật Phòng, chống mua bán người 2024, từ 01/07/2025"),
    ("", "Áp dụng ngày 23/11/2026: Luật Phòng, chống mua bán người 2024"),
]


@pytest.mark.parametrize(("typed", "words"), DAYS)
def test_the_law_of_a_day_is_shown(browser: Browser, typed, words):
    page = Desk(browser(factories.user())).see(f"{reverse('caseflow:law')}?ngay={typed}")

    assert words in page
    assert "So sánh hai luật hoặc hai bản" in page


def test_a_day_that_is_none_gets_a_sentence(browser: Browser):
    page = Desk(browser(factories.user())).see(f"{reverse('caseflow:law')}?ngay=31/2/2025")

    assert "Không có ngày 31/2/2025 trong lịch" in page
    assert "Luật Phòng, chống mua bán người 2024" in page


def test_what_differs_is_named_and_what_agrees_is_left_out():
    old, new = law.regimes()
    rows = {row[0]: row[1:] for section in tables.differences(old, new) for row in section.rows}

    assert rows["Thời gian hỗ trợ nhu cầu thiết yếu"] == (
        "3 tháng (Cơ sở hỗ trợ)",
        "120 ngày (Cơ sở hỗ trợ, Sở Y tế)",
    )
    assert rows["Trợ giúp pháp lý: Đang xác định, trong nước"] == ("–", "✓")
    assert "Hỗ trợ y tế: Đã xác định" not in rows
    assert not tables.differences(old, old)


def test_every_rule_and_every_cell_is_in_the_tables():
    for regime in law.regimes():
        sections = {section.title: section for section in tables.sections(regime)}
        limited = [rule for rule in regime.clocks if rule.is_limited]

        assert len(sections["Thời hạn"].rows) == len(limited)
        assert len(sections["Việc luật chưa ghi hạn"].rows) == len(regime.clocks) - len(limited)
        assert len(sections["Chế độ hỗ trợ"].rows) == len(regime.entitlements)


def test_the_files_are_checked_before_they_are_used(tmp_path):
    out, err = io.StringIO(), io.StringIO()
    call_command("check_law", stdout=out)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == [
        f"{name}.toml" for name in law.FILES
    ]
    wrong = tmp_path / "next.toml"
    text = law.path("regime_2024").read_text(encoding="utf-8")
    wrong.write_text(text.replace("length = 3", "length = 0", 1), encoding="utf-8")

    with pytest.raises(CommandError, match="1 of 1 files are wrong"):
        call_command("check_law", wrong, stdout=out, stderr=err)

    line = int(err.getvalue().split("(line ")[1].split(")")[0])
    assert "next, clock 2024.initial_verification, length: must be a whole number" in err.getvalue()
    assert wrong.read_text(encoding="utf-8").splitlines()[line - 1] == "length = 0"
