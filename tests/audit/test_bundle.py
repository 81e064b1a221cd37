"""A bundle of the log verifies far from home, and every way to bend it is named."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import merkle, note, signing, tasks, trail, verifier
from audit.bundles import Bundle
from audit.models import AuditEvent
from audit.note import Proof
from audit.policy import Policy
from audit.verifier import Check

pytestmark = pytest.mark.django_db
SEED = bytes(range(32))
CASE = UUID(int=7)
WITNESS = signing.signer("nhan-chung", SEED, note.WITNESS_KEY)


@transaction.atomic
def events(count: int) -> None:
    """So many ordinary events."""
    for number in range(count):
        trail.record(
            "contact.noted",
            actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
            at=datetime(2026, 11, 23, 1, 2, 3, number, tzinfo=UTC),
            case=CASE,
            data={"kind": "call"},
        )


@pytest.fixture
def policy() -> Policy:
    """The public keys, written where the installation expects them."""
    signer = signing.current()
    assert signer is not None
    text = f"log {signer.key.vkey}\nwitness ngoai {WITNESS.key.vkey}\nquorum none\n"
    Path(settings.AUDIT_POLICY_FILE).write_text(text)
    return Policy.parse(text)


@pytest.fixture
def folder(tmp_path: Path, policy: Policy) -> Path:
    """An unpacked bundle of 300 events, signed at 5 and at 300."""
    events(5)
    tasks.sequence()
    events(295)
    tasks.sequence()
    call_command("export_trail", str(tmp_path / "log.zip"), stdout=io.StringIO())
    with zipfile.ZipFile(tmp_path / "log.zip") as made:
        made.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def findings(folder: Path, policy: Policy, seen: list[bytes] | None = None) -> list[str]:
    """What the verifier says, with the MAC keys at hand; changed files are not told twice."""
    keys = json.loads(Path(settings.AUDIT_KEY_FILE).read_text())["mac"]
    check = Check(Bundle(folder), policy, {kid: bytes.fromhex(key) for kid, key in keys.items()})
    check.run(seen or [], lambda _done, _size: None)
    check.quorum()
    return [each for each in check.wrong if not each.startswith("changed: the file")]


def test_it_verifies_on_a_machine_that_has_python_and_one_package(
    folder: Path, tmp_path: Path
) -> None:
    public = tmp_path / "policy"
    shutil.copy(settings.AUDIT_POLICY_FILE, public)

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-I",
            str(folder / "verify.py"),
            str(tmp_path / "log.zip"),
            *more,
        ]
        return subprocess.run(command, cwd="/", env={}, capture_output=True, text=True, check=False)

    whole, unknown = run("--policy", str(public)), run()
    assert (whole.returncode, whole.stdout) == (0, "300 events, 0 findings\n"), whole.stderr
    assert unknown.returncode == 2
    assert "bundle itself" in unknown.stdout
    with_keys = run("--policy", str(public), "--mac-keys", str(settings.AUDIT_KEY_FILE))
    assert with_keys.returncode == 0
    (tmp_path / "log.zip").write_bytes(b"not a zip")
    assert run("--policy", str(public)).returncode == 3
    assert "audit." not in (folder / "verify.py").read_text().replace("audit.json", "")


def lines(folder: Path, change: Callable[[list[bytes]], object], tile: str = "000") -> None:
    """Change the lines of one file of events."""
    path = folder / "events" / tile
    kept = path.read_bytes().splitlines(keepends=True)
    change(kept)
    path.write_bytes(b"".join(kept))


def swap(kept: list[bytes]) -> None:
    kept[3], kept[4] = kept[4], kept[3]


def insert(kept: list[bytes]) -> None:
    kept.insert(9, kept[2].replace(b'"kind":"call"', b'"kind":"visit"'))


def change(kept: list[bytes]) -> None:
    kept[7] = kept[7].replace(b'"role":"officer"', b'"role":"auditor"')


def unsign(kept: list[bytes]) -> None:
    kept[6] = b" " + kept[6].split(b" ", 1)[1]


def resign(kept: list[bytes]) -> None:
    kept[6] = b"0" * 64 + b" " + kept[6].split(b" ", 1)[1]


def cut(folder: Path) -> None:
    """Forty-four events less, as if they had never been."""
    for name in ("events/001.p", "tile/0/001.p", "tile/entries/001.p"):
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / "events" / "001").unlink(missing_ok=True)


def other_signer(folder: Path) -> None:
    """The newest checkpoint and the manifest under a key of one's own."""
    ours = signing.current()
    assert ours is not None
    forger = signing.signer(ours.key.name, SEED)
    told = json.loads((folder / "checkpoints.json").read_text())
    text = note.read_note(told[-1].encode()).text
    told[-1] = forger.sign(text)
    (folder / "checkpoints.json").write_text(json.dumps(told))


def fork(folder: Path) -> None:
    """One tile and one place rewritten to agree, by somebody without the signing key."""
    body = b"x" * 32
    entries, tile = folder / "tile/entries/000", folder / "tile/0/000"
    raw, hashes = bytearray(entries.read_bytes()), bytearray(tile.read_bytes())
    raw[10 * 75 + 43 : 11 * 75] = body
    hashes[10 * 32 : 11 * 32] = merkle.leaf_hash(bytes(raw[10 * 75 + 2 : 11 * 75]))
    entries.write_bytes(raw)
    tile.write_bytes(hashes)


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (lambda folder: lines(folder, change), "changed: the event at place 7"),
        (lambda folder: lines(folder, lambda kept: kept.pop(5)), "removed: the event at place 5"),
        (lambda folder: lines(folder, insert), "inserted: an event near place 9"),
        (lambda folder: lines(folder, swap), "reordered: events from place 3 on"),
        (lambda folder: lines(folder, unsign), "missing MAC: place 6"),
        (lambda folder: lines(folder, resign), "changed: the MAC of place 6"),
        (cut, "removed: the file"),
        (other_signer, "wrong signer: the checkpoint"),
        (fork, "forked: the checkpoint of 300 events"),
        (lambda folder: (folder / "extra").write_text("x"), "inserted: the file extra"),
    ],
)
def test_every_damage_is_named(
    folder: Path, policy: Policy, damage: Callable[[Path], object], word: str
) -> None:
    assert findings(folder, policy) == []

    damage(folder)

    found = findings(folder, policy)
    assert any(each.startswith(word) for each in found), found


def test_a_log_that_is_shorter_or_another_than_one_saw_is_named(
    folder: Path, policy: Policy
) -> None:
    signer = signing.current()
    assert signer is not None
    longer = signer.sign(note.Checkpoint(signer.key.name, 900, bytes(32)).text).encode()
    other = signer.sign(note.Checkpoint(signer.key.name, 100, bytes(32)).text).encode()

    assert findings(folder, policy, [longer])[0].startswith("truncated")
    assert findings(folder, policy, [other])[0].startswith("forked")


def test_an_event_that_tells_an_earlier_time_than_a_witness_saw_is_named(
    folder: Path, policy: Policy
) -> None:
    """A witness cosigned the first five events a day after the others say they happened."""
    told = json.loads((folder / "checkpoints.json").read_text())
    text = note.read_note(told[0].encode()).text
    at = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
    signature = at.to_bytes(8, "big") + WITNESS._private.sign(note.cosigned(text, at))
    told[0] += note.signature_line(WITNESS.key, signature)
    (folder / "checkpoints.json").write_text(json.dumps(told))

    found = findings(folder, policy)

    assert len(found) == 295
    assert all(each.startswith("back-dated") for each in found)


def test_a_quorum_that_is_not_met_is_told(folder: Path, policy: Policy) -> None:
    policy.quorum = "ngoai"
    check = Check(Bundle(folder), policy, {})

    check.quorum()

    assert check.unchecked


def test_the_proof_of_one_event_is_checked_offline(tmp_path: Path, policy: Policy) -> None:
    events(20)
    tasks.sequence()
    event = AuditEvent.objects.order_by("pk")[11]
    signer = signing.current()
    assert signer is not None

    call_command(
        "export_trail", f"{tmp_path}/e.tlog-proof", f"--event={event.uid}", stdout=io.StringIO()
    )

    raw = (tmp_path / "e.tlog-proof").read_bytes()
    proof = Proof.parse(raw)
    read = note.read_note(proof.note)
    head = note.Checkpoint.parse(read.text)
    assert len(raw) < 1536
    assert read.signers([signer.key]) == {signer.key: 0}
    assert proof.extra[41:] == sha256(bytes(event.entry)).digest()
    leaf = merkle.leaf_hash(proof.extra)
    assert merkle.root_from_inclusion(proof.index, head.size, leaf, proof.hashes) == head.root


def test_an_export_is_an_event_and_needs_what_it_says(tmp_path: Path, policy: Policy) -> None:
    with pytest.raises(CommandError):
        call_command("export_trail", f"{tmp_path}/a.zip")
    with pytest.raises(CommandError):
        call_command("export_trail", f"{tmp_path}/a", f"--event={uuid4()}")
    events(1)
    tasks.sequence()

    call_command("export_trail", f"{tmp_path}/a.zip", stdout=io.StringIO())
    call_command("export_trail", f"{tmp_path}/v.py", "--program=verifier")

    assert AuditEvent.objects.filter(act="trail.exported").count() == 1
    assert (tmp_path / "v.py").read_text().startswith('"""Verifies')


def test_the_command_line_names_what_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert verifier.main([str(tmp_path / "empty")]) == 3
