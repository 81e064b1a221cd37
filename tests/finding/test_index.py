"""Names in memory: parts, order, spellings, closest first."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from caseflow.finding.index import NameIndex
from caseflow.sealing.sounds import Grade
from tests.finding.test_sounds import names

HELD = {
    1: "Nguyễn Thị Hòa", 2: "Đặng Văn Vàng", 3: "Lý Thị Trâm", 4: "Giàng A Páo",
    5: "Nguyễn Thị Hoa Mai", 6: "Lò Thị Sương",
}  # fmt: skip


@pytest.fixture
def index() -> NameIndex:
    made = NameIndex()
    for case, name in HELD.items():
        made.put(case, [name])
    return made


def cases(index: NameIndex, asked: str) -> list[int]:
    return [hit.case for hit in index.find(asked, most=10).hits]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Nguyễn Thị Hoà", [1, 5]),
        ("hoa nguyen thi", [1, 5]),
        ("hòa", [1, 5]),
        ("nguyê thi", [1, 5]),
        ("NGUYEN THI HOA MAI", [5]),
        ("dang van van", [2]),
        ("Ðặng Vàn", [2]),
        ("Lí Châm", [3]),
        ("Dàng A Páo", [4]),
        ("páo dàng", [4]),
        ("xương", [6]),
        ("Nò Thị Xương", [6]),
        ("Nguyeen Hoa", [1, 5]),
        ("Ngyuen Hoa", [1, 5]),
        ("Nguyn Mai", [5]),
        ("Suong Lo", [6]),
        ("Đàng", []),
        ("Hoa Hoa", []),
        ("", []),
        ("…", []),
        ("Trần", []),
    ],
)
def test_who_is_found(index: NameIndex, asked: str, found: list[int]) -> None:
    assert cases(index, asked) == found


def test_the_closest_comes_first_and_says_how_close_it_is(index: NameIndex) -> None:
    index.put(7, ["Nguyễn Thị Hoa"])
    index.put(8, ["Nguyễn Thị Hoán"])

    hits = index.find("Nguyễn Thị Hòa", most=10).hits

    assert [(hit.case, hit.grade, hit.whole) for hit in hits] == [
        (1, Grade.SAME, True),
        (7, Grade.MARKS, True),
        (5, Grade.MARKS, False),
    ]


def test_other_names_lead_to_the_same_case_once(index: NameIndex) -> None:
    index.put(4, ["Giàng A Páo", "Nguyễn Páo"])

    assert cases(index, "páo") == [4]
    assert cases(index, "nguyễn páo") == [4]


def test_a_changed_name_is_found_by_the_new_one_only_and_a_dropped_one_by_none(
    index: NameIndex,
) -> None:
    index.put(6, ["Lò Thị Mai"])
    assert cases(index, "sương") == []
    assert cases(index, "lò mai") == [6]

    index.drop(6)
    index.drop(6)
    assert cases(index, "lò mai") == []
    assert len(index) == 5


def test_too_many_are_cut_and_said_to_be(index: NameIndex) -> None:
    for case in range(100, 3000):
        index.put(case, ["Trần Thị Mến"])

    found = index.find("mến", most=20)

    assert len(found.hits) == 20
    assert found.more
    assert not index.find("sương", most=20).more
    assert cases(index, "sương") == [6]


def test_those_near_are_found_among_however_many_others(index: NameIndex) -> None:
    for case in range(100, 3000):
        index.put(case, ["Trần Thị Mến"])

    found = index.find("mến", most=9999, near=[1, 2950, 2990])

    assert {2950, 2990} <= {hit.case for hit in found.hits}
    assert not found.more
    assert index.find("mến", most=9999).more


@given(st.lists(names, min_size=1, max_size=12), st.data())
def test_every_name_is_found_by_itself_its_parts_and_its_plain_letters(held, data) -> None:
    index = NameIndex()
    for case, name in enumerate(held):
        index.put(case, [name])
    case = data.draw(st.integers(0, len(held) - 1))
    words = held[case].split()[:8]
    part = data.draw(st.permutations(words))[: data.draw(st.integers(1, len(words)))]

    assert case in {hit.case for hit in index.find(" ".join(words), most=99).hits}
    assert case in {hit.case for hit in index.find(" ".join(part), most=99).hits}
