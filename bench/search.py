"""`make bench-search`: who is found by which typing, how fast, and what the indexes give away.

Thirty thousand invented people. Every typing is asked of the index in memory and of a plain
`LIKE '%…%'` over the same names in SQLite, in turn; times are ratios of the same pair of questions.
A name is meant when it holds every word meant, in any order; what else comes back counts against
precision. docs/search.md explains the figures.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from random import Random
from statistics import mean, median

os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"

import django

django.setup()

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench import names
from caseflow.finding.index import NameIndex
from caseflow.sealing import blind, folding
from caseflow.sealing.cache import DataKey

SEED, ASKED = 20_250_701, 300
MOST = 5000
KEY = DataKey(1, AESGCM(bytes(32)), bytes(32), bytes(range(32)))


def main() -> int:
    """Print the tables; exit 1 when a promise of the documentation does not hold."""
    parser = argparse.ArgumentParser(description="Search by name.")
    parser.add_argument("--people", type=int, default=30_000)
    options = parser.parse_args()
    held = names.people(options.people, Random(SEED))  # noqa: S311 - repeatable dice
    print(f"{len(held):,} people, {len(set(held)):,} different names")
    worst = Asking(held).table()
    tokens(held)
    leakage(held)
    good = len(set(held)) >= 20_000 and worst >= 0.99
    print("as promised" if good else "NOT AS PROMISED")
    return 0 if good else 1


class Asking:
    """The same questions to the index and to SQLite."""

    def __init__(self, held: list[str]) -> None:
        self.held = held
        self.index = NameIndex()
        begin = time.perf_counter()
        for number, name in enumerate(held):
            self.index.put(number, [name])
        print(f"in memory after {time.perf_counter() - begin:.1f} s, {megabytes(held):.0f} MB")
        self.plain = sqlite3.connect(":memory:")
        self.plain.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)")
        self.plain.executemany("INSERT INTO person VALUES (?, ?)", enumerate(held))
        self.holding: dict[str, set[int]] = defaultdict(set)
        for number, name in enumerate(held):
            for word in name.split():
                self.holding[word].add(number)

    def table(self) -> float:
        """One row per typing; returns the lowest recall of whole names."""
        head = ("typed", "asked", "recall", "precision", "in first 10", "LIKE recall", "time/LIKE")
        print("\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
        recalls = [self.row(words, typing) for words, typing in names.TYPINGS.items()]
        for words, typing in names.BEYOND.items():
            self.row(words, typing)
        for words, typing in names.PARTS.items():
            self.row(words, typing, part=True)
        return min(recalls)

    def row(self, words: str, typing: names.Typing, *, part: bool = False) -> float:
        """Asked for names that this typing changes."""
        dice = Random(words)  # noqa: S311 - repeatable dice
        recall: list[float] = []
        precision, first, plain, times = [], [], [], []
        for _try in range(ASKED * 40):
            name = dice.choice(self.held)
            typed = typing(name, dice)
            if len(recall) == ASKED or (typed == name and words != "as written"):
                continue
            meant = self.meant(name, typed, part=part)
            begin = time.perf_counter()
            found = [hit.case for hit in self.index.find(typed, most=MOST).hits]
            between = time.perf_counter()
            scanned = {
                row[0]
                for row in self.plain.execute(
                    "SELECT id FROM person WHERE name LIKE '%' || ? || '%'", (typed,)
                )
            }
            times.append((between - begin) / (time.perf_counter() - between))
            recall.append(len(meant & set(found)) / len(meant))
            precision.append(len(meant & set(found)) / max(len(found), 1))
            first.append(bool(meant & set(found[:10])))
            plain.append(len(meant & scanned) / len(meant))
        if not recall:
            return 1.0
        print(
            f"| {words} | {len(recall)} | {mean(recall):.1%} | {mean(precision):.1%} | "
            f"{mean(first):.1%} | {mean(plain):.1%} | {median(times):.2f} |"
        )
        return mean(recall)

    def meant(self, name: str, typed: str, *, part: bool) -> set[int]:
        """People whose name holds every word that was meant."""
        words = name.split()
        if not part:
            asked = Counter(words)
            holding = set.intersection(*(self.holding[word] for word in words))
            return {number for number in holding if asked <= Counter(self.held[number].split())}
        if len(typed.split()) < 3:
            ends = {words[0], words[-1]} if len(typed.split()) == 2 else {words[0]}
            return set.intersection(*(self.holding[word] for word in ends))
        rest = set.intersection(*(self.holding[word] for word in words[:-1]))
        begun = typed.rsplit(maxsplit=1)[-1]
        return {
            number
            for number in rest
            if any(word.startswith(begun) for word in left_over(self.held[number], words[:-1]))
        }


def left_over(name: str, words: Iterable[str]) -> list[str]:
    """The words of a name without these."""
    left = name.split()
    for word in words:
        left.remove(word)
    return left


def megabytes(held: list[str]) -> float:
    """Memory of an index over these names."""
    tracemalloc.start()
    index = NameIndex()
    for number, name in enumerate(held):
        index.put(number, [name])
    used, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / 1e6


# -- Tokens and what they give away --------------------------------------------------------------


def token_of(label: str, value: str, shape: blind.Shape) -> bytes:
    """The token as it is stored."""
    return blind.tokens(label, value, [KEY], {1: shape})[0][1]


def planned(held: list[str]) -> int:
    """Bits the planner gives to names of this many sounds."""
    return blind.bits_for(len({folding.fold("sound", name) for name in held}))


def tokens(held: list[str]) -> None:
    """Finding a whole name by its token, against the scan."""
    shape = blind.Shape("sound", planned(held))
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE TABLE token (person INTEGER, token BLOB, name TEXT)")
    rows = [(number, token_of("name", name, shape), name) for number, name in enumerate(held)]
    plain.executemany("INSERT INTO token VALUES (?, ?, ?)", rows)
    plain.execute("CREATE INDEX by_token ON token (token)")
    dice = Random(SEED)  # noqa: S311 - repeatable dice
    opened, true, times = [], [], []
    for name in dice.choices(held, k=ASKED):
        begin = time.perf_counter()
        token = token_of("name", name, shape)
        found = plain.execute("SELECT name FROM token WHERE token = ?", (token,)).fetchall()
        same = [row for (row,) in found if folding.name(row) == folding.name(name)]
        between = time.perf_counter()
        plain.execute(
            "SELECT person FROM token WHERE name LIKE '%' || ? || '%'", (name,)
        ).fetchall()
        times.append((between - begin) / (time.perf_counter() - between))
        opened.append(len(found))
        true.append(len(same))
    print(
        f"\nwhole name by its token of {shape.bits} bits: {mean(opened):.1f} names opened for "
        f"{mean(true):.1f} found, {median(times):.2f} of the time of LIKE (opening not counted)"
    )


def leakage(held: list[str]) -> None:
    """What somebody learns who has the tokens and knows how common each name is in the country."""
    public = names.people(4 * len(held), Random(SEED + 1))  # noqa: S311 - repeatable dice
    bits = planned(held)
    whole = folding.name

    def cut(size: int) -> Callable[[str], list[str]]:
        shape = blind.Shape("sound", size)
        return lambda name: [token_of("name", name, shape).hex()]

    indexes: dict[str, tuple[Callable[[str], list[str]], Callable[[str], list[str]]]] = {
        "every word (not kept)": (
            lambda name: whole(name).split(),
            lambda name: whole(name).split(),
        ),
        "family name (not kept)": (lambda name: name.split()[:1], lambda name: name.split()[:1]),
        "whole name, all bits (not kept)": (lambda name: [whole(name)], lambda name: [whole(name)]),
        f"whole name by sound, {bits} bits": (
            cut(bits),
            lambda name: [folding.fold("sound", name)],
        ),
        f"whole name by sound, {bits + 2} bits": (
            cut(bits + 2),
            lambda name: [folding.fold("sound", name)],
        ),
    }
    print("\n| index | tokens | values behind one | named by frequency |\n|---|---|---|---|")
    for label, (tokens_in, values_in) in indexes.items():
        behind: dict[str, Counter[str]] = defaultdict(Counter)
        for name in held:
            for token, value in zip(tokens_in(name), values_in(name), strict=True):
                behind[token][value] += 1
        known = Counter(value for name in public for value in values_in(name))
        ranked = sorted(behind, key=lambda token: -behind[token].total())
        guesses = zip(ranked, [value for value, _often in known.most_common()], strict=False)
        right = sum(behind[token][value] for token, value in guesses)
        everything = sum(counts.total() for counts in behind.values())
        values = mean(len(counts) for counts in behind.values())
        print(f"| {label} | {len(behind):,} | {values:.1f} | {right / everything:.2%} |")


if __name__ == "__main__":
    sys.exit(main())
