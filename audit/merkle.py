"""Merkle trees of RFC 6962, their proofs, and their tiles as in C2SP tlog-tiles.

Nothing but hashes: no Django, no database. Writer, verifier and witness use these same functions.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

HASH = 32
WIDTH = 256
EMPTY_ROOT = sha256(b"").digest()
NO_LEAF = bytes(HASH)


class Bad(ValueError):
    """Something is not what the format or the mathematics demand; the text says what."""


# -- Hashes and proofs (RFC 6962 §2.1; checks as in RFC 9162 §2.1.3.2 and §2.1.4.2) -------------


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root over leaf hashes, or over roots of equal full subtrees."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        joined = [b"\x01" + a + b for a, b in zip(level[::2], level[1::2], strict=False)]
        level = [sha256(pair).digest() for pair in joined] + odd
    return level[0]


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root this proof leads to; Bad when its length does not fit index and size."""
    if not 0 <= index < size or any(len(each) != HASH for each in (leaf, *proof)):
        raise Bad("the inclusion proof does not fit its index")
    root = leaf
    for each, left in zip(proof, _sides(index, size - 1, len(proof)), strict=True):
        root = node_hash(each, root) if left else node_hash(root, each)
    return root


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Bad unless the tree of size `new` begins with the tree of size `old`; `old` is at least 1."""
    if not 0 < old <= new or any(len(each) != HASH for each in (old_root, new_root, *proof)):
        raise Bad("the consistency proof does not fit its sizes")
    if old == new:
        if proof or old_root != new_root:
            raise Bad("two trees of one size differ")
        return
    full = old & (old - 1) == 0
    first, *rest = [old_root, *proof] if full or not proof else proof
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = first
    for each, left in zip(rest, _sides(at, last, len(rest)), strict=True):
        before = node_hash(each, before) if left else before
        after = node_hash(each, after) if left else node_hash(after, each)
    if before != old_root or after != new_root:
        raise Bad("the new tree does not begin with the old one")


def _sides(at: int, last: int, steps: int) -> list[bool]:
    """For each hash of a proof whether it stands to the left; Bad for too many or too few."""
    sides = []
    for _step in range(steps):
        if last == 0:
            raise Bad("the proof is too long")
        left = at & 1 == 1 or at == last
        while left and at and not at & 1:
            at, last = at >> 1, last >> 1
        sides.append(left)
        at, last = at >> 1, last >> 1
    if last:
        raise Bad("the proof is too short")
    return sides


def leaf_head(number: int, before: bytes) -> bytes:
    """How the input of a leaf begins; a number no case can reach begins none."""
    return b"\x01" + number.to_bytes(8, "big") + before if number < 1 << 64 else b""


def leaf_input(number: int, before: bytes, entry: bytes) -> bytes:
    """What becomes a leaf: the event's number in its case, the case's leaf before, the entry."""
    return b"\x01" + number.to_bytes(8, "big") + before + sha256(entry).digest()


# -- Tiles (C2SP tlog-tiles) -------------------------------------------------------------------


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """`tile/0/x001/x234/067.p/8`; `level` may be `entries`."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    spelled = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{spelled}" + ("" if width == WIDTH else f".p/{width}")


def tile_width(size: int, level: int, index: int) -> int:
    """How many hashes this tile has in a tree of this size."""
    return max(0, min(WIDTH, (size >> 8 * level) - index * WIDTH))


class Tree:
    """A tree of `size` leaves read from its tiles; `read(level, index, width)` gives their bytes."""

    def __init__(self, size: int, read: Callable[[int, int, int], bytes]) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self, size: int | None = None) -> bytes:
        """Root of the whole tree, or of its first `size` leaves."""
        size = self.size if size is None else size
        return self._range(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Hash of one leaf."""
        return self._range(index, index + 1)

    def inclusion(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in the tree."""
        proof, start, end = [], 0, self.size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._range(middle, end))
                end = middle
            else:
                proof.append(self._range(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree begins with its first `old` leaves; empty for 0 and for all."""
        if old in (0, self.size):
            return []
        proof, start, end, whole = [], 0, self.size, True
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                proof.append(self._range(middle, end))
                end = middle
            else:
                proof.append(self._range(start, middle))
                start, whole = middle, False
        return ([] if whole else [self._range(start, end)]) + proof[::-1]

    def _range(self, start: int, end: int) -> bytes:
        count = end - start
        if count & (count - 1):
            middle = start + _split(count)
            return node_hash(self._range(start, middle), self._range(middle, end))
        level, rest = divmod(count.bit_length() - 1, 8)
        index, offset = divmod(start >> 8 * level, WIDTH)
        tile = self._tile(level, index)
        wanted = tile[offset * HASH : (offset + (1 << rest)) * HASH]
        if len(wanted) != HASH << rest:
            raise Bad(f"{tile_path(level, index)} is too short")
        return root_of([wanted[at : at + HASH] for at in range(0, len(wanted), HASH)])

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._tiles:
            width = tile_width(self.size, level, index)
            self._tiles[level, index] = self._read(level, index, width)
        return self._tiles[level, index]


class Peaks:
    """A growing tree of which only the roots of its full parts are kept; fed tile by tile."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[tuple[int, bytes]] = []

    def add_tile(self, root: bytes) -> None:
        """256 more leaves with this root."""
        height = 8
        while self._roots and self._roots[-1][0] == height:
            root = node_hash(self._roots.pop()[1], root)
            height += 1
        self._roots.append((height, root))
        self.size += WIDTH

    def root(self, more: Sequence[bytes] = ()) -> bytes:
        """Root of the tree with up to 255 more leaves."""
        roots = [root for _height, root in self._roots] + ([root_of(more)] if more else [])
        if not roots:
            return EMPTY_ROOT
        whole = roots.pop()
        while roots:
            whole = node_hash(roots.pop(), whole)
        return whole


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
