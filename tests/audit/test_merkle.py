"""Merkle trees and tiles against what others published, and against their plain definition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from audit import merkle
from audit.merkle import Bad, Tree

MERKLE: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "merkle.json").read_text())
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in MERKLE["leaves"]]
ROOTS = [bytes.fromhex(root) for root in MERKLE["roots"]]
NOISE = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")


def hashes(proof: list[str]) -> list[bytes]:
    """A proof of the vectors."""
    return [bytes.fromhex(each) for each in proof]


def test_hashes_of_the_published_tree() -> None:
    assert [leaf.hex() for leaf in LEAVES] == MERKLE["levels"][0]
    for below, above in zip(MERKLE["levels"], MERKLE["levels"][1:], strict=False):
        pairs = zip(hashes(below)[::2], hashes(below)[1::2], strict=True)
        assert [merkle.node_hash(*pair).hex() for pair in pairs] == above
    assert [merkle.root_of(LEAVES[:size]) for size in range(9)] == ROOTS


def damaged(proof: list[bytes], bit: int, *roots: bytes) -> Iterator[list[bytes]]:
    """Proofs with one thing wrong: the list of transparency-dev/merkle."""
    for extra in (b"", *roots):
        yield [*proof, extra]
        yield [extra, *proof]
    for at, each in enumerate(proof):
        yield [*proof[:at], bytes([each[0] ^ bit]) + each[1:], *proof[at + 1 :]]
    if proof:
        yield proof[:-1]
    if len(proof) > 1:
        yield [proof[0], NOISE, *proof[1:]]


def holds(index: int, size: int, leaf: bytes, proof: list[bytes], root: bytes) -> bool:
    """Whether an inclusion proof is accepted."""
    try:
        return merkle.root_from_inclusion(index, size, leaf, proof) == root
    except Bad:
        return False


@pytest.mark.parametrize("case", MERKLE["inclusion"])
def test_published_inclusion_proofs_hold_and_damaged_ones_do_not(case: dict[str, Any]) -> None:
    index, size, proof = case["index"], case["size"], hashes(case["proof"])
    leaf, root = LEAVES[index], ROOTS[size]

    assert holds(index, size, leaf, proof, root)
    assert Tree(size, lambda level, at, width: b"".join(LEAVES[:width])).inclusion(index) == proof
    for other, width in [(index - 1, size), (index + 1, size), (index ^ 2, size)]:
        assert not holds(other, width, leaf, proof, root)
    assert not holds(index, size * 2, leaf, proof, root)
    assert not holds(index, size // 2, leaf, proof, root)
    assert not holds(index, size, b"WrongLeaf", proof, root)
    assert not holds(index, size, leaf, proof, merkle.EMPTY_ROOT)
    assert not holds(index, size, leaf, proof, NOISE)
    assert not any(holds(index, size, leaf, wrong, root) for wrong in damaged(proof, 8, root))


def grows(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether a consistency proof is accepted."""
    try:
        merkle.check_consistency(old, old_root, new, new_root, proof)
    except Bad:
        return False
    return True


@pytest.mark.parametrize("case", MERKLE["consistency"])
def test_published_consistency_proofs_hold_and_damaged_ones_do_not(case: dict[str, Any]) -> None:
    old, new, proof = case["old"], case["new"], hashes(case["proof"])
    before, after = ROOTS[old], ROOTS[new]

    assert grows(old, before, new, after, proof)
    assert Tree(new, lambda level, at, width: b"".join(LEAVES[:width])).consistency(old) == proof
    if not proof:
        return
    for size in (old - 1, old + 1, old ^ 2):
        assert not grows(size, before, new, after, proof)
    assert not grows(old, before, new * 2, after, proof)
    assert not grows(old, before, new // 2, after, proof)
    assert not grows(old, b"WrongRoot", new, after, proof)
    assert not grows(old, before, new, b"WrongRoot", proof)
    assert not grows(old, after, new, before, proof)
    assert not grows(old, before, new, after, [])
    for wrong in damaged(proof, 16, before, after, proof[0]):
        assert not grows(old, before, new, after, wrong)


@pytest.mark.parametrize(
    ("old", "new", "same", "extra"),
    [(0, 0, True, []), (0, 1, False, []), (1, 0, False, []), (2, 1, False, []), (1, 2, False, []),
     (1, 1, False, []), (1, 1, True, [merkle.EMPTY_ROOT])],
)  # fmt: skip
def test_trees_that_never_follow_one_another(
    old: int, new: int, *, same: bool, extra: list[bytes]
) -> None:
    assert not grows(old, ROOTS[1], new, ROOTS[1] if same else ROOTS[2], extra)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 70_000), data=st.data())
def test_a_big_tree_proves_every_leaf_and_every_beginning(size: int, data: st.DataObject) -> None:
    """Tiles are made here the plain way, from the definition in tlog-tiles."""
    whole = [sha256(at.to_bytes(4, "big")).digest() for at in range(size)]
    levels = [whole]
    while len(levels[-1]) >= merkle.WIDTH:
        full = len(levels[-1]) // merkle.WIDTH
        levels.append([merkle.root_of(levels[-1][n * 256 : n * 256 + 256]) for n in range(full)])
    tree = Tree(size, lambda level, at, width: b"".join(levels[level][at * 256 :][:width]))
    root, index = merkle.root_of(whole), data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    assert tree.root() == root
    assert tree.leaf(index) == whole[index]
    assert holds(index, size, whole[index], tree.inclusion(index), root)
    assert tree.root(old) == merkle.root_of(whole[:old])
    assert grows(old, tree.root(old), size, root, tree.consistency(old))


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [(0, 256, "tile/0/000"), (1234067, 256, "tile/0/x001/x234/067"), (999, 8, "tile/0/999.p/8"),
     (1000, 256, "tile/0/x001/000"), (67, 1, "tile/0/067.p/1")],
)  # fmt: skip
def test_paths_of_tiles(index: int, width: int, path: str) -> None:
    assert merkle.tile_path(0, index, width) == path


def test_widths_of_the_example_in_the_specification() -> None:
    """A tree of 70,000: 273 full and one of 112; one full and one of 17; one of 1."""
    assert [merkle.tile_width(70_000, 0, n) for n in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [merkle.tile_width(70_000, 1, n) for n in (0, 1, 2)] == [256, 17, 0]
    assert [merkle.tile_width(70_000, 2, n) for n in (0, 1)] == [1, 0]


def test_a_short_tile_is_refused() -> None:
    tree = Tree(300, lambda level, index, width: bytes(32))

    with pytest.raises(Bad, match="tile/0/001 is too short"):
        tree.leaf(299)
