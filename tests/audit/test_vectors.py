"""Published vectors beside those of test_merkle.py and test_notes.py, and that each has its source written down."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from audit import merkle, note
from audit.entry import mac
from audit.merkle import Bad, Tree
from audit.note import LOG_KEY, Checkpoint, Key

HERE = Path(__file__).parent / "vectors"
FILES: dict[str, dict[str, Any]] = {
    path.name: json.loads(path.read_text()) for path in sorted(HERE.glob("*.json"))
}
ROW = re.compile(r"\| `([\w.]+\.json)`: ([^|]+) \| ([^|]+) \| ([^|]*) \| \[[^]]+\]\(([^)]+)\) \|")
TESSERA, WYCHEPROOF = FILES["tessera.json"], FILES["wycheproof.json"]
LEAVES = [merkle.leaf_hash(leaf.encode()) for leaf in TESSERA["leaves"]]


def sources() -> list[tuple[str, set[str], str, str, str]]:
    """File, members, source, commit and licence of each row of the README."""
    found = ROW.findall((HERE / "README.md").read_text())
    return [
        (name, set(re.findall(r"`(\w+)`", members)), where, commit, licence)
        for name, members, where, commit, licence in found
    ]


def test_every_vector_has_its_source() -> None:
    told = {(name, member) for name, members, *_rest in sources() for member in members}
    here = {(name, member) for name, content in FILES.items() for member in content}

    assert told == here
    assert {path.name for path in HERE.iterdir()} == {*FILES, "README.md", "licences"}


@pytest.mark.parametrize("row", sources(), ids=lambda row: f"{row[0]} {sorted(row[1])[0]}")
def test_a_source_is_an_address_a_commit_and_a_licence_with_its_text(
    row: tuple[str, set[str], str, str, str],
) -> None:
    _name, _members, where, commit, licence = row

    assert re.search(r"<https://[\w./-]+>", where)
    assert re.search(r"\b[0-9a-f]{8}\b", commit) or "c2sp.org" in where
    assert licence.startswith("https://creativecommons.org/") or (HERE / licence).is_file()


# -- Tessera's test log -----------------------------------------------------------------------------


def heads() -> list[Checkpoint]:
    """Its checkpoints, each signed by its key."""
    key = Key.parse(TESSERA["key"])
    read = [note.read_note(raw.encode()) for raw in TESSERA["checkpoints"]]
    assert all(each.signers([key]) == {key: 0} for each in read)
    return [Checkpoint.parse(each.text) for each in read]


def test_the_test_log_of_tessera_is_signed_and_has_our_roots() -> None:
    found = heads()

    assert [head.size for head in found] == [*range(9), 11, 15]
    assert {head.origin for head in found} == {"example.com/log/testdata"}
    assert [head.root for head in found] == [merkle.root_of(LEAVES[: head.size]) for head in found]


def test_every_checkpoint_of_it_grew_from_every_earlier_one() -> None:
    for old, new in combinations(heads()[1:], 2):
        tree = Tree(new.size, lambda _level, _at, width: b"".join(LEAVES[:width]))
        proof = tree.consistency(old.size)
        merkle.check_consistency(old.size, old.root, new.size, new.root, proof)
        with pytest.raises(Bad):
            merkle.check_consistency(old.size, new.root, new.size, old.root, proof)
        for index in range(new.size):
            hashes = tree.inclusion(index)
            assert merkle.root_from_inclusion(index, new.size, LEAVES[index], hashes) == new.root


def test_a_checkpoint_of_it_under_another_signature_is_refused() -> None:
    key = Key.parse(TESSERA["key"])
    one, other = TESSERA["checkpoints"][3], TESSERA["checkpoints"][4]

    with pytest.raises(Bad):
        note.read_note((one.split("\n\n")[0] + "\n\n" + other.split("\n\n")[1]).encode()).signers(
            [key]
        )


def test_the_hashes_of_the_rfc() -> None:
    told = FILES["merkle.json"]["hasher"]
    (leaf, hashed), (left, right, joined) = told["leaf"], told["node"]

    assert merkle.EMPTY_ROOT.hex() == told["empty"]
    assert merkle.leaf_hash(b"").hex() == told["empty_leaf"]
    assert merkle.leaf_hash(leaf.encode()).hex() == hashed
    assert merkle.node_hash(left.encode(), right.encode()).hex() == joined


# -- Wycheproof -------------------------------------------------------------------------------------


def accepted(public: bytes, signature: bytes, message: bytes) -> bool:
    """What the primitive says; notes, where the message is text, must say the same."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        fits = False
    else:
        fits = True
    if message.isascii():
        try:
            Key("wycheproof", LOG_KEY, public).verify(signature, message.decode())
        except Bad:
            assert not fits
        else:
            assert fits
    return fits


@pytest.mark.parametrize(
    "case", WYCHEPROOF["ed25519"]["tests"], ids=lambda case: f"tc{case['tcId']}"
)
def test_ed25519_accepts_and_refuses_as_published(case: dict[str, Any]) -> None:
    public = bytes.fromhex(WYCHEPROOF["ed25519"]["pk"])

    fits = accepted(public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))

    assert fits is (case["result"] == "valid")


@pytest.mark.parametrize("case", WYCHEPROOF["hmac_sha256"], ids=lambda case: f"tc{case['tcId']}")
def test_the_mac_of_an_event_is_the_published_one(case: dict[str, Any]) -> None:
    made = mac(bytes.fromhex(case["key"]), bytes.fromhex(case["msg"]))

    assert (made.hex() == case["tag"]) is (case["result"] == "valid")


@pytest.mark.parametrize("case", WYCHEPROOF["hkdf_sha256"], ids=lambda case: f"tc{case['tcId']}")
def test_hkdf_stretches_as_published(case: dict[str, Any]) -> None:
    salt, info = bytes.fromhex(case["salt"]), bytes.fromhex(case["info"])

    made = HKDF(SHA256(), case["size"], salt=salt, info=info).derive(bytes.fromhex(case["ikm"]))

    assert made.hex() == case["okm"]
