"""How close two ways to write a word are: every confusion both ways, and what is not confused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from caseflow.sealing import folding, sounds
from caseflow.sealing.sounds import Grade

STARTS = sorted({
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
})  # fmt: skip
MIDDLES = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "oa", "uy", "iê", "ươ", "uô")
ENDS = ("", "c", "ch", "i", "m", "n", "ng", "nh", "o", "p", "t", "u")
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
syllables = st.builds(
    lambda start, middle, tone, end: unicodedata.normalize("NFC", f"{start}{middle}{tone}{end}"),
    st.sampled_from(STARTS),
    st.sampled_from(MIDDLES),
    st.sampled_from(TONES),
    st.sampled_from(ENDS),
)
names = st.lists(syllables, min_size=1, max_size=5).map(" ".join)
CONFUSED = [
    ("Sương", "Xương"), ("Trâm", "Châm"), ("Giang", "Dang"), ("Rung", "Dung"), ("Giao", "Rao"),
    ("Lam", "Nam"), ("Kiên", "Ciên"), ("Quốc", "Cuốc"), ("Nghĩa", "Ngĩa"), ("Ghé", "Gé"),
    ("Phương", "Fương"), ("Lý", "Lí"), ("Quý", "Quí"), ("Yến", "Iến"), ("Vàng", "Vàn"),
    ("Ngọc", "Ngọt"), ("Bình", "Bìn"), ("Bích", "Bít"), ("Dũng", "Zũng"), ("Diệp", "Giệp"),
]  # fmt: skip
"""Start, vowel and end of words as people mishear and misspell them."""
APART = [
    ("Giang", "Đặng"), ("Mai", "May"), ("Hướng", "Hường"), ("Anh", "An"), ("Hấn", "Hận"),
    ("Tân", "Tăn"), ("Lan", "Lam"), ("Thuý", "Thúi"), ("Hoa", "Hoan"), ("Bá", "Bả"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), CONFUSED)
def test_what_is_confused_is_close_both_ways(one: str, other: str) -> None:
    (first,), (second,) = sounds.words(one), sounds.words(other)

    assert Grade.SOUND <= sounds.grade(first, second) == sounds.grade(second, first)
    assert sounds.key(one) == sounds.key(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_is_written_differently_on_purpose_is_not_close(one: str, other: str) -> None:
    (first,), (second,) = sounds.words(one), sounds.words(other)

    assert sounds.grade(first, second) < Grade.SOUND
    assert sounds.grade(second, first) < Grade.SOUND


@pytest.mark.parametrize(
    ("asked", "held", "expected"),
    [
        ("hoà", "Hòa", Grade.SAME),
        ("ĐẶNG", "Ðặng", Grade.SAME),
        ("Ɖặng", "đặng", Grade.SAME),
        (unicodedata.normalize("NFD", "Nguyễn"), "nguyễn", Grade.SAME),
        ("Ng\u200buyễn", "Nguyễn", Grade.SAME),
        ("nguyên", "Nguyễn", Grade.MARKS),
        ("nguyen", "Nguyễn", Grade.MARKS),
        ("dang", "Đặng", Grade.MARKS),
        ("Mãi", "Mải", Grade.MARKS),
        ("ngu", "Nguyễn", Grade.PART),
        ("nguyê", "Nguyễn", Grade.PART),
        ("ngứ", "Nguyễn", Grade.NONE),
        ("n", "Nguyễn", Grade.NONE),
    ],
)
def test_grades(asked: str, held: str, expected: Grade) -> None:
    assert sounds.grade(*sounds.words(asked), *sounds.words(held)) == expected


@given(names)
def test_a_key_is_its_own_key(name: str) -> None:
    assert sounds.key(sounds.key(name)) == sounds.key(name)
    assert folding.name(folding.name(name)) == folding.name(name)


@given(names, st.randoms(use_true_random=False), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_encoding_case_and_order_change_no_key(name, dice, form) -> None:
    mixed = name.split()
    dice.shuffle(mixed)
    typed = unicodedata.normalize(form, "  ".join(mixed)).upper()

    assert sounds.key(typed) == sounds.key(name)
    assert folding.name(typed) == folding.name(name)
    assert sounds.same_name(typed, name)


@given(names)
def test_a_name_without_marks_is_close_to_the_name(name: str) -> None:
    plain = folding.name(name)

    assert sounds.key(plain) == sounds.key(name)
    assert sounds.same_name(plain, name)


@given(syllables, syllables)
def test_closeness_of_whole_words_has_no_direction(one: str, other: str) -> None:
    (first,), (second,) = sounds.words(one), sounds.words(other)
    there, back = sounds.grade(first, second), sounds.grade(second, first)

    assert there == back or max(there, back) == Grade.PART


@given(st.text(max_size=60))
def test_any_text_has_a_key(text: str) -> None:
    assert sounds.key(text) == sounds.key(text.strip())
