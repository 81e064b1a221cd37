"""Provinces in both generations: 63 until 30/6/2025, 34 after."""

from datetime import date

import pytest

from caseflow import places

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)


def test_the_counts_of_both_generations():
    """Resolution 202/2025/QH15."""
    assert len(places.choices_on(LAST)) == 63
    assert len(places.choices_on(FIRST)) == 34
    assert len(places.found_choices_on(FIRST)) == 36


def test_every_old_province_has_a_living_successor_and_every_new_one_a_predecessor():
    known = places.provinces()

    assert {place.successor for place in known.old.values()} == set(known.current)
    assert set(known.current) <= set(known.old)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("015", "Yên Bái", "Lào Cai"),
        ("024", "Bắc Giang", "Bắc Ninh"),
        ("044", "Quảng Bình", "Quảng Trị"),
        ("052", "Bình Định", "Gia Lai"),
        ("080", "Long An", "Tây Ninh"),
        ("082", "Tiền Giang", "Đồng Tháp"),
        ("091", "Kiên Giang", "An Giang"),
        ("079", "TP Hồ Chí Minh", "TP Hồ Chí Minh"),
        ("077", "Bà Rịa – Vũng Tàu", "Bà Rịa – Vũng Tàu (nay: TP Hồ Chí Minh)"),
        ("010", "Lào Cai", "Lào Cai"),
        ("", "Chưa biết", "Chưa biết"),
        (places.ABROAD, "Ở nước ngoài", "Ở nước ngoài"),
        (places.AT_SEA, "Trên biển", "Trên biển"),
    ],
)
def test_a_code_means_what_it_meant_that_day(code, before, after):
    assert places.province_name(code, LAST) == before
    assert places.province_name(code, FIRST) == after


@pytest.mark.parametrize(
    ("old", "new"), [("077", "079"), ("074", "079"), ("079", "079"), ("070", "075"), ("089", "091")]
)
def test_successors(old, new):
    assert places.successor(old) == new


def test_an_unknown_code_is_an_error():
    with pytest.raises(LookupError):
        places.province_name("003", FIRST)
    with pytest.raises(LookupError):
        places.successor("003")
