"""The extract of one case verifies far from home: nothing between its first and last event is missing."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from audit import export, note, signing, tasks, trail, witnesses
from audit.bundles import Bundle
from audit.extractcheck import LIMIT, ExtractCheck, proof_path
from audit.models import AuditEvent, Checkpoint
from audit.policy import Policy
from tests import factories
from tests.audit import bending_extracts as bending
from tests.audit.bending_extracts import CASE, OTHER

pytestmark = pytest.mark.django_db
WITNESS = signing.signer("nhan-chung", bending.SEED, note.WITNESS_KEY)
EARLIER = datetime(2026, 11, 20, tzinfo=UTC)


@transaction.atomic
def events(count: int, case: UUID) -> None:
    """So many ordinary events of one case, told at one time."""
    for _each in range(count):
        trail.record(
            "contact.noted",
            actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
            at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
            case=case,
            data={"kind": "call"},
        )


def cosign(checkpoint: Checkpoint, at: datetime) -> None:
    """The witness saw this checkpoint then."""
    text, second = note.read_note(checkpoint.note.encode()).text, int(at.timestamp())
    signature = second.to_bytes(8, "big") + WITNESS._private.sign(note.cosigned(text, second))
    raw = checkpoint.note + note.signature_line(WITNESS.key, signature)
    witnesses.receive(raw.encode(), max(at, timezone.now()))


@pytest.fixture
def policy() -> Policy:
    """The public keys, written where the installation expects them."""
    signer = signing.current()
    assert signer is not None
    text = f"log {signer.key.vkey}\nwitness ngoai {WITNESS.key.vkey}\nquorum ngoai\n"
    Path(settings.AUDIT_POLICY_FILE).write_text(text)
    return Policy.parse(text)


@pytest.fixture
def folder(tmp_path: Path, policy: Policy) -> Path:
    """An unpacked extract: six events of a case among three hundred others, both sizes cosigned."""
    events(3, CASE)
    events(2, OTHER)
    cosign(signed(), EARLIER)
    events(290, OTHER)
    events(3, CASE)
    events(4, OTHER)
    cosign(signed(), timezone.now())
    export.extract(tmp_path / "case.zip", CASE)
    with zipfile.ZipFile(tmp_path / "case.zip") as made:
        made.extractall(tmp_path / "bundle")
    return tmp_path / "bundle"


def signed() -> Checkpoint:
    """Every event has its place; the checkpoint over them."""
    tasks.sequence()
    return Checkpoint.objects.order_by("-size")[0]


def findings(folder: Path, policy: Policy, seen: list[bytes] | None = None) -> list[str]:
    """What the verifier says, with the MAC keys at hand; changed files are not told twice."""
    keys = json.loads(Path(settings.AUDIT_KEY_FILE).read_text())["mac"]
    mac_keys = {kid: bytes.fromhex(key) for kid, key in keys.items()}
    check = ExtractCheck(Bundle(folder), policy, mac_keys)
    check.run(seen or [], lambda _done, _size: None)
    check.quorum()
    found = check.wrong + check.unchecked
    return [each for each in found if not each.startswith("changed: the file")]


def test_it_verifies_on_a_machine_that_has_python_and_one_package(
    folder: Path, tmp_path: Path
) -> None:
    public = tmp_path / "policy"
    shutil.copy(settings.AUDIT_POLICY_FILE, public)
    program = [sys.executable, "-I", str(folder / "verify.py")]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*program, *more], cwd="/", env={}, capture_output=True, text=True, check=False
        )

    whole, unknown = run(f"{tmp_path}/case.zip", "--policy", str(public)), run(str(folder))
    keys = run(str(folder), "--policy", str(public), "--mac-keys", str(settings.AUDIT_KEY_FILE))

    assert (whole.returncode, whole.stdout) == (0, f"{LIMIT}\n6 events, 0 findings\n"), whole.stderr
    assert keys.returncode == 0, keys.stdout
    assert unknown.returncode == 2
    (folder / "events").write_bytes((folder / "events").read_bytes().replace(b"call", b"mail", 1))
    assert run(str(folder), "--policy", str(public)).returncode == 1
    assert "không chứng minh" in (folder / "README.txt").read_text()


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (
            lambda folder: bending.lines(folder, lambda kept: kept.pop(2)),
            "removed: the event at number 3",
        ),
        (bending.without_trace, "removed: what came before the event at number 3 in its case"),
        (lambda folder: bending.lines(folder, bending.change), "changed: the event at number 2"),
        (lambda folder: bending.lines(folder, bending.swap), "reordered: events from number 2 on"),
        (bending.swap_proofs, "reordered: the event at number 3 stands before an earlier one"),
        (bending.other_case, "inserted: the event at number 3 is of another case"),
        (
            lambda folder: bending.lines(folder, bending.reseal),
            "changed: the MAC of the event at number 5",
        ),
        (
            lambda folder: bending.lines(folder, bending.unseal),
            "missing MAC: the event at number 5",
        ),
        (
            lambda folder: (folder / proof_path(4)).unlink(),
            "missing proof: the event at number 4",
        ),
        (
            lambda folder: (folder / proof_path(4)).write_text("no proof"),
            "missing proof: the event at number 4",
        ),
        (bending.other_signer, "wrong signer: the newest checkpoint"),
        (bending.other_manifest, "wrong signer: the manifest"),
        (bending.other_note, "wrong signer: the proof at number 5 has another checkpoint"),
        (bending.other_place, "forked: the event at number 5 is not in the log"),
        (bending.other_past, "forked: the checkpoint of 5 events"),
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


def test_the_last_event_cut_off_by_whoever_cannot_sign_is_named(
    folder: Path, policy: Policy
) -> None:
    bending.lines(folder, lambda kept: kept.pop())
    (folder / proof_path(6)).unlink()

    found = findings(folder, policy)

    assert found[0] == f"removed: the file {proof_path(6)} is missing"


def test_an_event_that_tells_an_earlier_time_than_a_witness_saw_is_named(
    tmp_path: Path, policy: Policy
) -> None:
    """The witness saw five events a day after all of them say they happened; three come later."""
    events(3, CASE)
    cosign(signed(), datetime(2026, 11, 24, 8, tzinfo=UTC))
    events(2, CASE)
    cosign(signed(), datetime(2026, 11, 24, 9, tzinfo=UTC))
    export.extract(tmp_path / "case.zip", CASE)

    found = findings(tmp_path / "case.zip", policy)

    assert found == [
        f"back-dated: the event at number {number} tells a time long before it was logged"
        for number in (4, 5)
    ]


def test_a_checkpoint_one_kept_is_compared(folder: Path, policy: Policy) -> None:
    signer = signing.current()
    assert signer is not None
    same = (folder / "checkpoint").read_bytes()
    size = note.Checkpoint.parse(note.read_note(same).text).size

    def told(size: int) -> bytes:
        return signer.sign(note.Checkpoint(signer.key.name, size, bytes(32)).text).encode()

    assert findings(folder, policy, [same]) == []
    assert findings(folder, policy, [told(size)])[0].startswith("forked")
    assert "another size" in findings(folder, policy, [told(size + 1)])[0]
    assert findings(folder, policy, [b"x"])[0].startswith("wrong signer")


@pytest.mark.parametrize("name", ["checkpoint", "events", "earlier.json", "manifest"])
def test_what_cannot_be_read_is_wrong_not_a_crash(folder: Path, policy: Policy, name: str) -> None:
    (folder / name).write_text("[1]")

    assert findings(folder, policy)


def test_the_command_takes_a_reference_and_is_an_event_of_that_case(
    tmp_path: Path, policy: Policy
) -> None:
    case = factories.case()
    path = str(tmp_path / "case.zip")
    with pytest.raises(CommandError, match="There is no case"):
        call_command("export_trail", path, "--case=XX26-0001-A")
    with pytest.raises(CommandError):
        call_command("export_trail", path, f"--case={case.reference}")
    tasks.sequence()

    call_command("export_trail", path, f"--case={case.reference}", stdout=io.StringIO())

    exported = AuditEvent.objects.get(act="trail.exported")
    assert exported.case_uid == case.uid
    assert json.loads(bytes(exported.entry))["data"]["what"] == "extract"
    with zipfile.ZipFile(path) as made:
        assert len(made.read("events").splitlines()) == case_events(case.uid) - 1


def case_events(case: UUID) -> int:
    return AuditEvent.objects.filter(case_uid=case).count()
