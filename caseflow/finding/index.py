"""Names in memory: which cases have a name with these words, whole or begun, in any order.

The words of all names are few, so a query word is compared with each word once, by sound and by its
beginning; which names hold a word is a row of bits. Nothing here reads or writes anything.
"""

import re
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from caseflow.sealing import sounds
from caseflow.sealing.sounds import Grade, Word

MOST_WORDS = 8
EXAMINED = 1000
"""Names near and others looked at for each grade; who has more matches must say more."""
OFTEN = 200
"""A word in more than one name of so many keeps its bits."""
FILLED = re.compile(rb"[^\0]", re.DOTALL)


class Hit(NamedTuple):
    """A case with a fitting name: how close its least fitting word is, and whether no word is left."""

    case: int
    grade: Grade
    whole: bool


class Found(NamedTuple):
    """Cases, closest first, and whether there are more than told."""

    hits: Sequence[Hit]
    more: bool


class NameIndex:
    """Names by the case they belong to; a case may have several."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[Word] = []
        self._by_sound: dict[str, list[int]] = {}
        self._by_beginning: list[tuple[str, int]] = []
        self._places: list[array[int]] = []
        self._bits: dict[int, int] = {}
        self._names: list[tuple[int, ...] | None] = []
        self._cases: array[int] = array("q")
        self._of_case: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._of_case)

    def put(self, case: int, names: Iterable[str]) -> None:
        """The names of a case; former ones are forgotten."""
        self.drop(case)
        for name in names:
            if numbers := tuple(self._number(word) for word in sounds.split(name)):
                place = len(self._names)
                self._names.append(numbers)
                self._cases.append(case)
                self._of_case.setdefault(case, []).append(place)
                for number in set(numbers):
                    self._places[number].append(place)
                    if number in self._bits:
                        self._bits[number] |= 1 << place

    def drop(self, case: int) -> None:
        """Forget a case."""
        for place in self._of_case.pop(case, []):
            self._names[place] = None

    def find(self, name: str, *, most: int, near: Iterable[int] | None = None) -> Found:
        """Cases with a name that holds every word looked for, closest first.

        Cases of `near` are looked at before all others, and `more` is said of them alone.
        """
        asked = sounds.words(name)[:MOST_WORDS]
        close = [self._close_to(word) for word in asked]
        mine = -1 if near is None else self._bits_of_cases(near)
        best: dict[int, Hit] = {}
        seen, left_out = 0, False
        for floor in sorted(set(Grade) - {Grade.NONE}, reverse=True):
            fresh = self._holding_all(close, floor) & ~seen
            seen |= fresh
            left_out |= (fresh & mine).bit_count() > EXAMINED
            places = [*_ones(fresh & mine, EXAMINED), *_ones(fresh & ~mine, EXAMINED)]
            hits = [hit for place in places if (hit := self._hit(place, close))]
            for hit in sorted(hits, key=lambda hit: (-hit.grade, not hit.whole)):
                best.setdefault(hit.case, hit)
            if len(best) > most:
                break
        return Found(list(best.values())[:most], more=left_out or len(best) > most)

    def _number(self, written: str) -> int:
        number = self._numbers.setdefault(written, len(self._words))
        if number == len(self._words):
            word = sounds.heard(written)
            self._words.append(word)
            self._places.append(array("I"))
            self._by_sound.setdefault(word.sound, []).append(number)
            insort(self._by_beginning, (word.bare, number))
        return number

    def _close_to(self, asked: Word) -> Mapping[int, Grade]:
        """Every known word that is close to this one; where there is none, those one letter off."""
        begun = bisect_left(self._by_beginning, (asked.bare, 0))
        numbers = set(self._by_sound.get(asked.sound, ()))
        for bare, number in self._by_beginning[begun:]:
            if not bare.startswith(asked.bare):
                break
            numbers.add(number)
        graded = {number: sounds.grade(asked, self._words[number]) for number in numbers}
        close = {number: grade for number, grade in graded.items() if grade}
        return close or {
            number: Grade.PART
            for number, word in enumerate(self._words)
            if sounds.one_off(asked, word)
        }

    def _holding_all(self, close: Sequence[Mapping[int, Grade]], floor: Grade) -> int:
        """Bits of the names that hold a word this close for each word asked for."""
        every = -1 if close else 0
        for words in close:
            some = 0
            for number, grade in words.items():
                if grade >= floor:
                    some |= self._bits_of(number)
            every &= some
            if not every:
                return 0
        return every

    def _bits_of(self, number: int) -> int:
        kept = self._bits.get(number)
        if kept is not None:
            return kept
        places = self._places[number]
        bits = _bits(places, len(self._names))
        if len(places) * OFTEN > len(self._names):
            self._bits[number] = bits
        return bits

    def _bits_of_cases(self, cases: Iterable[int]) -> int:
        known = (self._of_case.get(case, ()) for case in cases)
        return _bits((place for places in known for place in places), len(self._names))

    def _hit(self, place: int, close: Sequence[Mapping[int, Grade]]) -> Hit | None:
        """The name at this place, if each word asked for has a word of its own in it."""
        name = self._names[place]
        if name is None:
            return None
        left, least = list(name), Grade.SAME
        for words in close:
            fitting = max(left, key=lambda number: words.get(number, Grade.NONE), default=-1)
            grade = words.get(fitting, Grade.NONE)
            if not grade:
                return None
            left.remove(fitting)
            least = min(least, grade)
        return Hit(self._cases[place], least, whole=not left)


def _bits(places: Iterable[int], size: int) -> int:
    """A row of bits with these places set."""
    row = bytearray((size >> 3) + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")


def _ones(bits: int, most: int) -> Iterator[int]:
    """The first places of a row of bits that are set."""
    row = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for found in FILLED.finditer(row):
        start, byte = found.start() * 8, row[found.start()]
        for bit in range(8):
            if byte >> bit & 1:
                yield start + bit
                most -= 1
                if not most:
                    return
