"""Checks the tree: every place, every chain of a case, every tile."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from audit import merkle
from audit.findings import Finding
from audit.merkle import HASH, NO_LEAF, WIDTH, Peaks
from audit.models import Checkpoint, Tile
from audit.readable import each

INPUT = 73
MOST_GAPS = 10_000


class TreeCheck:
    """Follows the leaves in their order; keeps a head per case and the root of every signed size."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.roots: dict[int, bytes] = {0: merkle.EMPTY_ROOT}
        self.tile_roots: list[bytes] = []
        self._peaks = Peaks()
        self._tail: list[bytes] = []
        self._events: list[int] = []
        self._heads: dict[Any, tuple[int, bytes]] = {}
        self._signed = _Ahead(_sizes())
        self._tiles = _Ahead(_tiles())

    @property
    def size(self) -> int:
        """How many places were seen."""
        return self._peaks.size + len(self._tail)

    def check(
        self, number: int, event_id: int, case: Any, data: Any, entry: Any, *, agrees: bool
    ) -> None:
        """One leaf, with the entry of its event or None where that is gone.

        `agrees` says that what it is found by is as its event has it.
        """
        if number != self.size:
            self._gap(number, event_id)
            if number != self.size:
                return
        raw = bytes(data) if isinstance(data, bytes | memoryview) else b""
        leaf = merkle.leaf_hash(raw)
        if entry is None:
            self._find(event_id, f"the event of place {number} of the tree is missing")
        elif sha256(entry).digest() != raw[41:]:
            self._find(event_id, f"it is not the event that got place {number} of the tree")
        elif not agrees:
            self._find(event_id, f"at place {number} it is found by what it does not say")
        place, before = self._heads.get(case, (0, NO_LEAF)) if case else (-1, NO_LEAF)
        if raw[:41] != merkle.leaf_head(place + 1, before):
            self._find(
                event_id, f"at place {number} it does not follow the event before it in its case"
            )
        if case:
            self._heads[case] = int.from_bytes(raw[1:9], "big"), leaf
        self._add(leaf, event_id)

    def end(self) -> None:
        """After the last leaf: the tiles of every level."""
        self.findings += _tiles_above(self.tile_roots)

    def _find(self, event_id: int, problem: str) -> None:
        self.findings.append(Finding(event_id, "", problem))

    def _gap(self, number: int, event_id: int) -> None:
        """Name what is missing and fill it from the tile, so that what follows is still compared."""
        if not self.size < number <= self.size + MOST_GAPS:
            self._find(event_id, f"its place {number} does not follow place {self.size - 1}")
            return
        while self.size < number:
            self._find(event_id, f"place {self.size} of the tree is missing before it")
            at = len(self._tail) * HASH
            kept = bytes(self._tiles.value[1]) if self._tiles.next == self._tile else b""
            self._add(kept[at : at + HASH].ljust(HASH, b"\x00"), event_id)

    @property
    def _tile(self) -> int:
        return self._peaks.size // WIDTH

    def _add(self, leaf: bytes, event_id: int) -> None:
        self._tail.append(leaf)
        self._events.append(event_id)
        if self._signed.next == self.size:
            self.roots[self.size] = self._peaks.root(self._tail)
            self._signed.move()
        if len(self._tail) == WIDTH:
            self._compare(self._tile)
            root = merkle.root_of(self._tail)
            self.tile_roots.append(root)
            self._peaks.add_tile(root)
            self._tail, self._events = [], []

    def _compare(self, number: int) -> None:
        """A full tile against the leaves it should hold."""
        kept = b""
        if self._tiles.next == number:
            kept = bytes(self._tiles.value[1])
            self._tiles.move()
        if kept == b"".join(self._tail):
            return
        if len(kept) != WIDTH * HASH:
            self._find(self._events[0], f"{merkle.tile_path(0, number)} is missing or cut")
            return
        for at, (leaf, event_id) in enumerate(zip(self._tail, self._events, strict=True)):
            if kept[at * HASH : (at + 1) * HASH] != leaf:
                place = number * WIDTH + at
                self._find(event_id, f"place {place} of the tree differs from its tile")


class _Ahead:
    """An iterator whose next value is seen before it is taken."""

    def __init__(self, values: Iterator[Any]) -> None:
        self._values = values
        self.move()

    def move(self) -> None:
        """Take the next one."""
        self.value: Any = next(self._values, None)
        self.next = self.value[0] if isinstance(self.value, tuple) else self.value


def _sizes() -> Iterator[int]:
    """Every size that was signed, once."""
    last = 0
    for _pk, row in each(Checkpoint.objects.filter(size__gt=0).order_by("size"), "size"):
        if row is not None and row[0] > last:
            last = row[0]
            yield last


def _tiles() -> Iterator[tuple[int, bytes]]:
    """The tiles over leaves that can be read; the others are missing to whoever asks for them."""
    found = Tile.objects.filter(level=0, number__gte=0).order_by("number")
    return (row for _pk, row in each(found, "number", "hashes") if row is not None)


def _of_level(level: int, column: str) -> dict[int, bytes]:
    """By number what this column of the tiles of a level holds; nothing where it cannot be read."""
    numbers = each(Tile.objects.filter(level=level), "number")
    kept = dict(each(Tile.objects.filter(level=level), column))
    return {
        row[0]: bytes(kept[pk][0]) if kept.get(pk) else b""
        for pk, row in numbers
        if row is not None
    }


def _tiles_above(roots: list[bytes]) -> Iterator[Finding]:
    """Roots of the tiles of every level, and the tiles above them; none missing, none too many."""
    level = 0
    while True:
        kept = _of_level(level, "root")
        for number, root in enumerate(roots):
            if kept.pop(number, b"") != root:
                yield Finding(0, "", f"the root of {merkle.tile_path(level, number)} is wrong")
        for number in sorted(kept):
            yield Finding(0, "", f"tile {number} of level {level} has no leaves")
        above = _of_level(level + 1, "hashes")
        full = [roots[n : n + WIDTH] for n in range(0, len(roots) - WIDTH + 1, WIDTH)]
        for number, children in enumerate(full):
            if above.get(number, b"") != b"".join(children):
                yield Finding(0, "", f"{merkle.tile_path(level + 1, number)} is wrong")
        if not full and not above:
            return
        roots = [merkle.root_of(children) for children in full]
        level += 1
