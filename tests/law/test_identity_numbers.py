"""A typed number that looks odd gets a sentence beside it and is kept."""

import pytest
from hypothesis import given, strategies as st

from caseflow import identity_numbers, places
from caseflow.choices import Sex

WOMAN_2001 = "077301012345"
MAN_1985 = "079085012345"

CENTURIES = [
    ("0", Sex.MALE, 1900), ("1", Sex.FEMALE, 1900), ("2", Sex.MALE, 2000), ("3", Sex.FEMALE, 2000),
    ("4", Sex.MALE, 2100), ("5", Sex.FEMALE, 2100), ("6", Sex.MALE, 2200), ("7", Sex.FEMALE, 2200),
    ("8", Sex.MALE, 2300), ("9", Sex.FEMALE, 2300),
]  # fmt: skip


@pytest.mark.parametrize(("digit", "sex", "century"), CENTURIES)
def test_the_fourth_digit_says_century_and_sex(digit, sex, century):
    """Decree 137/2015 Art. 13."""
    parts = identity_numbers.parse(f"001{digit}17000000")

    assert parts is not None
    assert (parts.sex, parts.birth_year, parts.place) == (sex, century + 17, "001")


DOUBTS = [
    (WOMAN_2001, Sex.FEMALE, 2001, "citizen", []),
    ("077 301 012 345", Sex.FEMALE, 2001, "citizen", []),
    (WOMAN_2001, Sex.UNKNOWN, None, "citizen", []),
    (WOMAN_2001, Sex.OTHER, 2001, "citizen", []),
    (WOMAN_2001, Sex.MALE, 2001, "citizen", ["giới tính khác"]),
    (WOMAN_2001, Sex.FEMALE, 1999, "citizen", ["năm sinh khác"]),
    (MAN_1985, Sex.FEMALE, 2001, "citizen", ["giới tính khác", "năm sinh khác"]),
    ("003301012345", Sex.FEMALE, 2001, "citizen", ["Ba số đầu"]),
    ("07730101234", Sex.FEMALE, 2001, "citizen", ["12 chữ số"]),
    ("07730101234X", Sex.FEMALE, 2001, "citizen", ["12 chữ số"]),
    ("", Sex.FEMALE, 2001, "citizen", []),
    ("273123456", Sex.FEMALE, 2001, "old_id", []),
    ("27312345", Sex.FEMALE, 2001, "old_id", ["9 chữ số"]),
    ("B1234567", Sex.FEMALE, 2001, "passport", []),
    ("B-1", Sex.FEMALE, 2001, "passport", ["hộ chiếu"]),
    ("anything", Sex.FEMALE, 2001, "return_paper", []),
]


@pytest.mark.parametrize(("number", "sex", "year", "kind", "expected"), DOUBTS)
def test_doubts(number, sex, year, kind, expected):
    found = [str(sentence) for sentence in identity_numbers.doubts(number, sex, year, kind=kind)]

    assert len(found) == len(expected)
    for sentence, part in zip(found, expected, strict=True):
        assert part in sentence


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (WOMAN_2001, "citizen"),
        ("273 123 456", "old_id"),
        ("c1234567", "passport"),
        ("ABCDEFG", "other"),
    ],
)
def test_the_kind_by_shape(number, kind):
    assert identity_numbers.guess_kind(number) == kind


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.sampled_from(Sex), st.integers(1900, 2100))
def test_no_sentence_repeats_the_number_or_the_year(number, sex, year):
    told = " ".join(str(sentence) for sentence in identity_numbers.doubts(number, sex, year))

    assert number not in told
    assert number[3:9] not in told
    assert str(year) not in told
    assert number not in repr(identity_numbers.parse(number))


@given(
    st.sampled_from(sorted(places.provinces().old)),
    st.integers(1900, 2099),
    st.booleans(),
    st.integers(0, 999999),
)
def test_a_number_built_by_the_rule_raises_no_doubt(place, year, female, random):
    digit = (year - 1900) // 100 * 2 + female
    number = f"{place}{digit}{year % 100:02d}{random:06d}"

    assert identity_numbers.doubts(number, Sex.FEMALE if female else Sex.MALE, year) == []


@given(st.text(max_size=40))
def test_any_text_is_answered(number):
    assert isinstance(identity_numbers.doubts(number, Sex.FEMALE, 2000), list)
    assert identity_numbers.guess_kind(number) in {"citizen", "old_id", "passport", "other"}
