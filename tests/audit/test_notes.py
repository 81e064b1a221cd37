"""Notes, cosignatures, proof files and policies against what others published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import merkle, note
from audit.merkle import Bad
from audit.note import Checkpoint, Key, Proof
from audit.policy import Policy

NOTES: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "notes.json").read_text())


def test_the_example_of_the_specification_is_signed() -> None:
    key = Key.parse(NOTES["spec"]["vkey"])

    assert note.read_note(NOTES["spec"]["note"].encode()).signers([key]) == {key: 0}
    assert key.vkey == NOTES["spec"]["vkey"]


def test_a_note_made_here_is_the_one_published() -> None:
    told = NOTES["go"]
    key = Key.parse(told["peter"])
    seed = note.unb64(told["peter_secret"].split("+", 4)[4])[1:]
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(told["text"].encode())

    assert note.signature_line(key, signature) == told["peter_line"]


def test_known_keys_must_fit_and_unknown_ones_are_ignored() -> None:
    told = NOTES["go"]
    peter, enoch = Key.parse(told["peter"]), Key.parse(told["enoch"])
    both = note.read_note((told["text"] + "\n" + told["peter_line"] + told["enoch_line"]).encode())
    line = told["peter_line"]
    wrong = note.read_note((told["text"] + "\n" + line[:60] + "ABCD" + line[60:]).encode())

    assert both.signers([peter]) == {peter: 0}
    assert both.signers([peter, enoch]) == {peter: 0, enoch: 0}
    assert both.signers([]) == {}
    assert wrong.signers([enoch]) == {}
    with pytest.raises(Bad, match="PeterNeumann"):
        wrong.signers([peter])


@pytest.mark.parametrize("raw", [*(each.encode() for each in NOTES["go"]["malformed"]), b"\xff"])
def test_malformed_notes_are_refused(raw: bytes) -> None:
    with pytest.raises(Bad):
        note.read_note(raw)


def test_a_note_with_too_many_signatures_is_refused() -> None:
    told = NOTES["go"]

    with pytest.raises(Bad):
        note.read_note((told["text"] + "\n" + told["peter_line"] * 101).encode())


def test_every_part_and_every_change_of_a_key_is_refused() -> None:
    vkey = NOTES["go"]["peter"]
    parts = {vkey[at:end] for at in range(len(vkey)) for end in range(at, len(vkey) + 1)} - {vkey}
    changed = {vkey[:at] + chr(ord(each) + 1) + vkey[at + 1 :] for at, each in enumerate(vkey)}

    for wrong in [*parts, *changed, *NOTES["go"]["refused_keys"]]:
        with pytest.raises(Bad):
            Key.parse(wrong)


def test_a_cosigned_checkpoint_of_a_public_log() -> None:
    told = NOTES["cosigned"]
    log, witness = Key.parse(told["log"]), Key.parse(told["witness"])
    read = note.read_note(told["note"].encode())

    assert read.signers([log, witness]) == {log: 0, witness: told["at"]}
    checkpoint = Checkpoint.parse(read.text)
    assert (checkpoint.origin, checkpoint.size) == (log.name, 1432088532)
    assert checkpoint.text == read.text
    other = note.Note(read.text.replace("1432088532", "42"), read.signatures)
    for key in (log, witness):
        with pytest.raises(Bad):
            other.signers([key])


def test_the_cosigned_example_of_the_specification_reads_and_writes() -> None:
    raw = NOTES["cosigned_example"]
    read = note.read_note(raw.encode())
    lines = [
        f"\u2014 {name} {note.b64(key + signature)}\n" for name, key, signature in read.signatures
    ]

    assert read.text + "\n" + "".join(lines) == raw
    assert Checkpoint.parse(read.text).size == 20852163
    assert int.from_bytes(read.signatures[1][2][:8], "big") == 1679315147
    assert note.cosigned(read.text, 1679315147).startswith(b"cosignature/v1\ntime 1679315147\n")


@pytest.mark.parametrize(
    "text",
    ["", "a\n", "a\n1\n", "a\n01\nx\n", "a\n-1\nx\n", "a\n1\n\n\n", "\n1\nCsUY\n",
     "a\n1\nCsUYapGG\n", "a\n99999999999999999999\n" + note.b64(bytes(32)) + "\n"],
)  # fmt: skip
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(Bad):
        Checkpoint.parse(text)


# -- Proof files and policies --------------------------------------------------------------------


@pytest.mark.parametrize("extra", [b"", b"extra information"])
def test_a_proof_file_reads_as_it_was_written(extra: bytes) -> None:
    proof = Proof(5, (merkle.NO_LEAF, merkle.EMPTY_ROOT), NOTES["spec"]["note"].encode(), extra)

    assert Proof.parse(proof.written()) == proof
    assert proof.written().startswith(b"c2sp.org/tlog-proof@v1\n")


@pytest.mark.parametrize(
    "raw",
    [b"wrong-header\nindex 0\n\nnote\n", b"c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\nnote\n",
     b"c2sp.org/tlog-proof@v1\n\n\nnote\n", b"c2sp.org/tlog-proof@v1\nindex x\n\nnote\n",
     b"c2sp.org/tlog-proof@v1\nindex -5\n\nnote\n", b"c2sp.org/tlog-proof@v1\nindex 0\n!!\n\nnote\n",
     b"c2sp.org/tlog-proof@v1\nindex 0\n" + note.b64(bytes(64)).encode() + b"\n\nnote\n",
     b"c2sp.org/tlog-proof@v1\nindex 0\n", b"\xff\n\n"],
)  # fmt: skip
def test_malformed_proof_files_are_refused(raw: bytes) -> None:
    with pytest.raises(Bad):
        Proof.parse(raw)


def policy_text(template: str) -> str:
    """A policy of the vectors with its keys put in; witnesses' keys wrapped as cosigning ones."""
    keys = [Key.parse(each) for each in NOTES["policy"]["keys"]]
    witnesses = [Key(key.name, note.WITNESS_KEY, key.public).vkey for key in keys]
    log = NOTES["go"]["peter"]
    return template.format("", *witnesses, log=log)


@pytest.mark.parametrize("template", NOTES["policy"]["refused"])
def test_malformed_policies_are_refused(template: str) -> None:
    with pytest.raises(Bad):
        Policy.parse(policy_text(template))


@pytest.mark.parametrize(("signers", "enough"), NOTES["policy"]["cases"])
def test_a_quorum_of_groups(signers: list[int], *, enough: bool) -> None:
    policy = Policy.parse(policy_text(NOTES["policy"]["satisfied"]))

    assert policy.satisfied([policy.witnesses[f"w{n}"] for n in signers]) is enough


def test_a_policy_without_witnesses() -> None:
    text = policy_text("# ours\n\n\tlog {log}  https://log.example.com/ \n quorum\tnone\n")

    assert Policy.parse(text).satisfied([])
    assert [key.vkey for key in Policy.parse(text).logs] == [NOTES["go"]["peter"]]
