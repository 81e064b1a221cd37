"""How the words of a Vietnamese name are written, misspelt and heard.

A word has three forms, each coarser than the one before: `toned` (the same however it is encoded and
wherever the tone stands: hòa, hoà), `bare` (no marks: hoa) and `sound` (what is confused by ear or by
spelling is one). `grade` says how close two words are; what differs in marks that both carry is not
close: Hướng is not Hường, and Đặng is not Giang though both may be typed Dang.
"""

import re
import unicodedata
from enum import IntEnum
from typing import NamedTuple

TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
QUALITIES = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve and horn make other letters; tones do not."""
STROKES = str.maketrans({"ð": "đ", "ɖ": "đ", "ı": "i"})
NOT_WORD = re.compile(r"[\W_]+")
PARTS = re.compile(r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdfghjklmnpqrstvwxz])?(.*)")
VOWELS = frozenset("aeiouy")
CONFUSED_STARTS = {
    "x": "s", "tr": "ch", "gi": "d", "r": "d", "z": "d", "j": "d", "n": "l",
    "c": "k", "q": "k", "qu": "k", "ng": "ngh", "g": "gh", "ph": "f",
}  # fmt: skip
CONFUSED_ENDS = (
    (re.compile(r"(?<=[iye])nh$"), "n"),
    (re.compile(r"(?<=[iye])ch$"), "t"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"c$"), "t"),
)
HEARD_AS_D = frozenset({"gi", "r", "z", "j"})
CONFUSED_TONES = frozenset("xr")
"""Ngã and hỏi."""
SHORTEST_PART, SHORTEST_OFF = 2, 4


class Grade(IntEnum):
    """How close a word is to the one looked for."""

    NONE = 0
    PART = 1
    SOUND = 2
    MARKS = 3
    SAME = 4


class Word(NamedTuple):
    """One word in its forms, with what tells apart words of the same sound."""

    toned: str
    bare: str
    sound: str
    letters: str
    """Without its tone."""
    tone: str
    start: str
    vowels: str


def split(text: str) -> list[str]:
    """Words of a text, composed and in lower case, without anything that is not seen."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
    return [part for part in NOT_WORD.split(composed.translate(STROKES)) if part]


def words(text: str) -> list[Word]:
    """The words of a name."""
    return [heard(part) for part in split(text)]


def heard(word: str) -> Word:
    """One word of `split` in its forms."""
    tone, letters = "", ""
    for sign in unicodedata.normalize("NFD", word):
        if sign in TONES:
            tone = TONES[sign]
        elif sign in QUALITIES and letters:
            letters = letters[:-1] + unicodedata.normalize("NFC", letters[-1] + sign)[:1]
        elif not unicodedata.combining(sign):
            letters += sign
    bare = "".join(map(_plain, letters))
    parts = PARTS.fullmatch(bare)
    start = (parts[1] or "") if parts else ""
    rest, marked = bare[len(start) :], letters[len(start) :]
    if start == "gi" and (not rest or rest[0] == "e" or rest[0] not in VOWELS):
        rest, marked = f"i{rest}", f"i{marked}"
    elif start == "qu":
        rest, marked = f"u{rest}", f"u{marked}"
    return Word(
        toned=letters + tone,
        bare=bare,
        sound=CONFUSED_STARTS.get(start, start) + _end(_y_as_i(start, rest)),
        letters=letters,
        tone=tone,
        start="đ" if letters[:1] == "đ" else start,
        vowels="".join(sign for sign in marked if _plain(sign) in VOWELS).replace("y", "i"),
    )


def grade(asked: Word, held: Word) -> Grade:
    """How close a word of a name is to a word looked for."""
    if asked.toned == held.toned:
        return Grade.SAME
    if asked.sound == held.sound:
        if not _may_be_one(asked, held):
            return Grade.NONE
        return Grade.MARKS if asked.bare == held.bare else Grade.SOUND
    if len(asked.bare) >= SHORTEST_PART and held.bare.startswith(asked.bare):
        beginning = zip(asked.letters, held.letters, strict=False)
        fits = all(_marks_fit(one, other) for one, other in beginning)
        return Grade.PART if fits and _tones_fit(asked, held) else Grade.NONE
    return Grade.NONE


def one_off(asked: Word, held: Word) -> bool:
    """Whether one letter is missing or too many, or two changed places; of longer words only."""
    if len(asked.bare) < SHORTEST_OFF or asked.bare == held.bare:
        return False
    pairs = enumerate(zip(asked.bare, held.bare, strict=False))
    begun = next(
        (place for place, (a, b) in pairs if a != b), min(map(len, (asked.bare, held.bare)))
    )
    one, other = asked.bare[begun:], held.bare[begun:]
    exchanged = one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return one[1:] == other or one == other[1:] or exchanged


def key(name: str) -> str:
    """The sounds of a whole name in alphabetical order: equal for every way to write it."""
    return " ".join(sorted(word.sound for word in words(name)))


def same_name(one: str, other: str) -> bool:
    """Whether two whole names may be one, in any order of their words."""
    left = words(other)
    for word in words(one):
        fitting = [each for each in left if grade(word, each) >= Grade.SOUND]
        if not fitting:
            return False
        left.remove(max(fitting, key=lambda each: grade(word, each)))
    return not left


def _plain(sign: str) -> str:
    return "d" if sign == "đ" else unicodedata.normalize("NFD", sign)[0]


def _y_as_i(start: str, rest: str) -> str:
    """Lý and Lí, Quý and Quí, Yên and Iên are one; Mai and May, Thuý and Thúi are not."""
    if rest == "y" or (not start and rest.startswith("ye")):
        return f"i{rest[1:]}"
    return f"ui{rest[2:]}" if start in {"qu", "c", "k"} and rest.startswith("uy") else rest


def _end(rest: str) -> str:
    for written, said in CONFUSED_ENDS:
        changed = written.sub(said, rest)
        if changed != rest:
            return changed
    return rest


def _may_be_one(one: Word, other: Word) -> bool:
    for first, second in ((one, other), (other, one)):
        if first.start == "đ" and second.start in HEARD_AS_D:
            return False
    pairs = zip(one.vowels, other.vowels, strict=False)
    return _tones_fit(one, other) and all(_marks_fit(a, b) for a, b in pairs)


def _marks_fit(one: str, other: str) -> bool:
    return one == other or one == _plain(other) or other == _plain(one)


def _tones_fit(one: Word, other: Word) -> bool:
    both = {one.tone, other.tone}
    return len(both) == 1 or "" in both or both == CONFUSED_TONES
