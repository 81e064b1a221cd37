"""Ways to bend an unpacked extract, each as somebody without the keys of the log could."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from audit import export, note, signing
from audit.extractcheck import proof_path

SEED = bytes(range(32))
CASE, OTHER = UUID(int=7), UUID(int=8)


def lines(folder: Path, change: Callable[[list[bytes]], object]) -> None:
    """Change the events."""
    kept = (folder / "events").read_bytes().splitlines(keepends=True)
    change(kept)
    (folder / "events").write_bytes(b"".join(kept))


def swap(kept: list[bytes]) -> None:
    kept[1], kept[2] = kept[2], kept[1]


def change(kept: list[bytes]) -> None:
    kept[1] = kept[1].replace(b'"role":"officer"', b'"role":"auditor"')


def reseal(kept: list[bytes]) -> None:
    kept[4] = b"0" * 64 + b" " + kept[4].split(b" ", 1)[1]


def unseal(kept: list[bytes]) -> None:
    kept[4] = b" " + kept[4].split(b" ", 1)[1]


def without_trace(folder: Path) -> None:
    """The third event is taken out, those after it move up, as if it had never been."""
    lines(folder, lambda kept: kept.pop(2))
    for number in range(3, 6):
        shutil.copy(folder / proof_path(number + 1), folder / proof_path(number))
    (folder / proof_path(6)).unlink()


def swap_proofs(folder: Path) -> None:
    first, second = folder / proof_path(2), folder / proof_path(3)
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)


def other_case(folder: Path) -> None:
    """An event of another case, truly in the log, stands where an event of this case stood."""
    export.extract(folder.parent / "other.zip", OTHER)
    with zipfile.ZipFile(folder.parent / "other.zip") as made:
        foreign = made.read("events").splitlines(keepends=True)[2]
        (folder / proof_path(3)).write_bytes(made.read(proof_path(3)))
    lines(folder, lambda kept: kept.__setitem__(2, foreign))


def other_signer(folder: Path) -> None:
    """Checkpoint and proofs under a key of one's own."""
    ours = signing.current()
    assert ours is not None
    old = (folder / "checkpoint").read_bytes()
    new = signing.signer(ours.key.name, SEED).sign(note.read_note(old).text).encode()
    for path in [folder / "checkpoint", *(folder / "proofs").iterdir()]:
        path.write_bytes(path.read_bytes().replace(old, new))


def other_manifest(folder: Path) -> None:
    text = note.read_note((folder / "manifest").read_bytes()).text
    (folder / "manifest").write_text(signing.signer("nobody", SEED).sign(text))


def other_note(folder: Path) -> None:
    path = folder / proof_path(5)
    path.write_bytes(path.read_bytes().replace(b"nhan-chung", b"nhan-chunk"))


def other_place(folder: Path) -> None:
    """The place told by a proof is not where its hashes lead."""
    path = folder / proof_path(5)
    proof = note.Proof.parse(path.read_bytes())
    path.write_bytes(note.Proof(proof.index + 1, proof.hashes, proof.note, proof.extra).written())


def other_past(folder: Path) -> None:
    """An earlier checkpoint that the log did not grow from."""
    ours = signing.current()
    assert ours is not None
    told = json.loads((folder / "earlier.json").read_text())
    told[0][0] = ours.sign(note.Checkpoint(ours.key.name, 5, bytes(32)).text)
    (folder / "earlier.json").write_text(json.dumps(told))
