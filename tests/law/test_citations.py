"""Citations and the words of the law in English."""

import re

import pytest
from django.utils import translation

from caseflow import law
from caseflow.law import Words, citations
from caseflow.law.loader import BESIDE, LAWS
from caseflow.law.versions import load
from caseflow.workdays import Unit, length_words
from tests.reading_words import VIETNAMESE

NUMBERS = re.compile(r"[\d/]+/[A-ZĐ]+-[A-ZĐ]+|Art\. \d+\.\d+\.đ")
"""Numbers of documents and the letter of a point stay as published."""


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("Luật 53/2024/QH15 Điều 27", "Law 53/2024/QH15 Art. 27"),
        ("Luật 53/2024/QH15 Điều 30 khoản 1 điểm b, Điều 32", "Law 53/2024/QH15 Art. 30.1.b, Art. 32"),
        ("Luật 53/2024/QH15 Điều 37 khoản 1 điểm đ", "Law 53/2024/QH15 Art. 37.1.đ"),
        ("Luật 53/2024/QH15 Điều 28 đến Điều 31", "Law 53/2024/QH15 Art. 28 to Art. 31"),
        ("Nghị định 162/2025/NĐ-CP, Mẫu số 07", "Decree 162/2025/NĐ-CP, Form 07"),
        ("Thông tư liên tịch 01/2014 Phụ lục 1", "Joint Circular 01/2014 Annex 1"),
        ("Thông tư 35/2013/TT-BLĐTBXH Điều 16 khoản 3", "Circular 35/2013/TT-BLĐTBXH Art. 16.3"),
        ("quy ước nội bộ", "house rule"),
    ],
)  # fmt: skip
def test_a_citation_is_said_in_english(vietnamese, english):
    assert citations.english(vietnamese) == english


def test_a_word_nobody_taught_is_named():
    with pytest.raises(ValueError, match="Quyết"):
        citations.english("Quyết định 12/2026/QĐ-UBND")


def words_of_the_law():
    for name in (*LAWS, *BESIDE):
        regime = load(name)
        yield from (regime.title, *regime.sources)
        for row in (*regime.clocks, *regime.deciders, *regime.papers, *regime.documents,
                    *regime.evidence, *regime.duties, *regime.entitlements):  # fmt: skip
            yield from (each for each in vars(row).values() if isinstance(each, Words))


def test_every_word_of_the_law_is_there_in_english():
    left = [
        words.vi for words in words_of_the_law() if VIETNAMESE.search(NUMBERS.sub("", words.en))
    ]

    assert not left


def test_a_reader_of_english_gets_it():
    rule = law.rule("2024.bring_to_commune")

    assert "Luật" in str(rule.source)
    with translation.override("en"):
        assert str(rule.source).startswith("Law 53/2024/QH15 Art. 27.1")


@pytest.mark.parametrize(
    ("unit", "length", "vietnamese", "english"),
    [
        (Unit.AT_ONCE, 2, "ngay", "at once"),
        (Unit.HOURS, 1, "1 giờ", "1 hour"),
        (Unit.CALENDAR_DAYS, 20, "20 ngày", "20 days"),
        (Unit.WORKING_DAYS, 3, "3 ngày làm việc", "3 working days"),
        (Unit.MONTHS, 12, "12 tháng", "12 months"),
        (Unit.NONE, 0, "chưa ghi nhận thời hạn", "no limit recorded"),
    ],
)
def test_a_length_is_counted_in_both_languages(unit, length, vietnamese, english):
    assert length_words(unit, length) == vietnamese
    with translation.override("en"):
        assert length_words(unit, length) == english
