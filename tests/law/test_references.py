"""References that survive a telephone: typed badly, they are read or refused, never mistaken."""

import pytest
from hypothesis import assume, given, strategies as st

from caseflow import references
from caseflow.references import CHECK_LETTERS, BadReference, Reference

prefixes = st.text("ABCDEFGHJKLMNPRSTUVWXYZ", min_size=2, max_size=2)
years = st.integers(2000, 2099)
serials = st.integers(1, 10**7)


def test_the_shape():
    assert references.make_reference("CB", 2026, 147) == "CB26-0147-R"
    assert references.make_reference("HC", 2025, 12345) == "HC25-12345-F"
    assert repr(references.parse("CB26-0147-R")) == "Reference(prefix='CB', year=2026, serial=147)"


@pytest.mark.parametrize(
    "typed",
    [
        "CB26-0147-R", "cb26-0147-r", " CB 26 0147 R ", "CB260147R", "cb26\u20130147\u2013r",
        "CB26.0147.R", "CB26/0147/R", "CB26-O147-R", "CB26-0l47-R", "CB26_0147_R", "CB26\u22120147\u2212R",
        "\uff23\uff22\uff12\uff16-0147-R",
    ],
)  # fmt: skip
def test_ways_of_typing_it(typed):
    assert references.normalise(typed) == "CB26-0147-R"
    assert references.is_valid(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", "CB26-0147", "CB26-0147-S", "CB26-0148-R", "CB26-1047-R", "BC26-0147-R", "CB26-147-R",
        "CB26-0147-R-R", "0147", "CB26-0000-Z", "x" * 3000, "CB26-0147-RCB26-0147-R", "\x00",
    ],
)  # fmt: skip
def test_what_is_refused_with_a_sentence(typed):
    assert not references.is_valid(typed)
    with pytest.raises(BadReference, match=r"mã"):
        references.parse(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0147", "0147"), (" 0 147 ", "0147"), ("12345", "12345"), ("147", None), ("CB26-0147-R", None),
        ("", None), ("9" * 30, None), ("abcd", None),
    ],
)  # fmt: skip
def test_only_the_number_of_a_file(typed, digits):
    assert references.last_digits(typed) == digits


@pytest.mark.parametrize(
    ("prefix", "year", "serial"),
    [("B1", 2026, 1), ("bv", 2026, 1), ("BVX", 2026, 1), ("BV", 1999, 1), ("BV", 2026, 0)],
)
def test_references_that_cannot_be_made(prefix, year, serial):
    with pytest.raises(ValueError, match=r"prefix|serials|years"):
        references.make_reference(prefix, year, serial)


@given(prefixes, years, serials)
def test_what_is_made_is_read_back(prefix, year, serial):
    made = references.make_reference(prefix, year, serial)

    assert references.parse(made) == Reference(prefix, year, serial)
    assert references.normalise(made.replace("-", "").lower()) == made
    assert made[-1] in CHECK_LETTERS
    assert len(made) <= 20


@given(prefixes, years, st.integers(1, 9999), st.data())
def test_one_wrong_digit_is_always_found(prefix, year, serial, data):
    made = references.make_reference(prefix, year, serial)
    place = data.draw(st.sampled_from([i for i, sign in enumerate(made) if sign.isdigit()]))
    wrong = data.draw(st.sampled_from("0123456789"))
    assume(wrong != made[place])

    assert not references.is_valid(made[:place] + wrong + made[place + 1 :])


@given(prefixes, years, serials, st.data())
def test_two_swapped_neighbours_are_always_found(prefix, year, serial, data):
    made = references.make_reference(prefix, year, serial).replace("-", "")
    place = data.draw(st.integers(0, len(made) - 3))
    assume(made[place] != made[place + 1])
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]

    assert not references.is_valid(swapped)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed):
    try:
        made = references.normalise(typed)
    except BadReference:
        return
    assert references.normalise(made) == made
