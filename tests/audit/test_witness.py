"""Another agency looks at the log over HTTP, cosigns what only grew, and is heard when it did not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from audit import (
    alarms,
    ledger,
    note,
    signing,
    standalone,
    tasks,
    trail,
    triggers,
    witness,
    witnesses,
)
from audit.merkle import tile_path
from audit.models import Checkpoint, Cosignature, Leaf, Tile
from audit.note import Key
from audit.verify import verify

pytestmark = pytest.mark.django_db
PUBLIC = "/nhat-ky/cong-khai"
Look = Callable[[], int]


@transaction.atomic
def events(count: int) -> None:
    """So many ordinary events."""
    for number in range(count):
        trail.record(
            "contact.noted",
            actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
            at=datetime(2026, 11, 23, 1, 2, 3, number, tzinfo=UTC),
            case=UUID(int=3),
            data={"kind": "call"},
        )


def log_key() -> Key:
    """The public key of the log."""
    signer = signing.current()
    assert signer is not None
    return signer.key


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The witness's key, known to the policy of the log as `vien-kiem-sat`."""
    path = tmp_path / "witness.json"
    key = witness.make_key(path, "vks.example/nhan-chung")
    Path(settings.AUDIT_POLICY_FILE).write_text(
        f"log {log_key().vkey}\nwitness vien-kiem-sat {key.vkey}\nquorum vien-kiem-sat\n"
    )
    return path


class Through(witness.Witness):
    """A witness whose requests go through Django's client instead of a socket."""

    def _get(self, path: str) -> bytes:
        answer = Client().get(f"{PUBLIC}/{path}")
        if answer.status_code != 200:
            raise OSError(path)
        return answer.content

    def _send(self, note: bytes) -> None:
        self.answer = Client().post(f"{PUBLIC}/cosign", note, content_type="text/plain").status_code


@pytest.fixture
def seen_by(key_file: Path, tmp_path: Path) -> Through:
    """The witness of another agency."""
    return Through(key_file, tmp_path / "seen", log_key(), "http://log.example")


def second() -> int:
    """This instant in seconds."""
    return int(timezone.now().timestamp())


def test_a_witness_cosigns_what_grew_and_the_log_shows_it(seen_by: Through) -> None:
    for count in (3, 300, 1):
        events(count)
        tasks.sequence()
        seen_by.look(second())
        assert seen_by.answer == 204

    assert list(Cosignature.objects.order_by("size").values_list("size", flat=True)) == [
        3,
        303,
        304,
    ]
    (standing,) = witnesses.standings(timezone.now())
    assert (standing.witness, standing.size, standing.silent) == ("vien-kiem-sat", 304, False)
    served = note.read_note(Client().get(f"{PUBLIC}/checkpoint").content)
    assert served.signers([log_key(), seen_by.key]) == {log_key(): 0, seen_by.key: second()}
    assert verify().findings == []


def test_what_is_served_is_the_tree_and_nothing_else(seen_by: Through) -> None:
    events(300)
    tasks.sequence()
    leaves = b"".join(ledger.leaf_hashes(0, 300))

    assert seen_by._get(tile_path(0, 0)) == leaves[:8192]
    assert seen_by._get(tile_path(0, 1, 44)) == leaves[8192:]
    assert seen_by._get(tile_path(0, 0, 8)) == leaves[:256]
    for path in (
        "tile/0/001", "tile/0/001.p/45", "tile/1/000.p/2", "tile/9/000", "tile/0/1",
        "tile/0/x000/000", "tile/entries/000", "tile/0/000.p/256", "tile/64/000", "events/000",
    ):  # fmt: skip
        assert Client().get(f"{PUBLIC}/{path}").status_code == 404, path
    assert Client().post(f"{PUBLIC}/checkpoint").status_code == 405


def shorter() -> None:
    """As after a restored backup, with the memory of the signing machine gone too."""
    last = Leaf.objects.latest("number")
    with triggers.lifted():
        for sql in (
            f"DELETE FROM audit_event WHERE id = {last.event_id}",
            f"DELETE FROM audit_leaf WHERE number = {last.number}",
            "DELETE FROM audit_checkpoint",
            "DELETE FROM audit_cosignature",
        ):
            connection.cursor().execute(sql)
        if connection.vendor == "sqlite":
            connection.cursor().execute("UPDATE sqlite_sequence SET seq = seq - 1")
    Path(settings.AUDIT_STATE_FILE).unlink()


def rewritten() -> None:
    """One place exchanged by somebody who holds the signing key and forgot the witness."""
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_leaf SET input = (SELECT input FROM audit_leaf WHERE number = 1)"
            " WHERE number = 2"
        )
        cursor.execute("DELETE FROM audit_checkpoint")
        cursor.execute("DELETE FROM audit_cosignature")
    Path(settings.AUDIT_STATE_FILE).unlink()


@pytest.mark.parametrize("attack", [shorter, rewritten])
def test_a_stolen_signing_key_does_not_help_against_a_witness(
    seen_by: Through, tmp_path: Path, attack: Callable[[], None]
) -> None:
    events(6)
    tasks.sequence()
    seen_by.look(second())
    attack()
    tasks.sequence()
    assert Checkpoint.objects.exists()

    with pytest.raises(witness.Contradiction):
        seen_by.look(second())

    assert seen_by.answer == 409
    assert [(alarm.kind, alarm.about) for alarm in alarms.current()] == [
        ("diverged", "vien-kiem-sat")
    ]
    assert list(tmp_path.glob("seen.contradiction-*"))
    assert not Cosignature.objects.exists()


def test_silence_is_an_alarm_and_ends_with_the_next_cosignature(
    seen_by: Through, clock: Any
) -> None:
    events(1)
    tasks.sequence()
    seen_by.look(second())
    clock.shift(timedelta(hours=30))
    tasks.sequence()
    assert alarms.current() == []

    events(1)
    tasks.sequence()
    assert [(alarm.kind, alarm.about) for alarm in alarms.current()] == [
        ("silent", "vien-kiem-sat")
    ]
    tasks.sequence()
    seen_by.look(second())
    tasks.sequence()
    assert alarms.current() == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"nonsense", b"a\n1\nAAAA\n\n\xe2\x80\x94 x AAAAAAAA\n"],
)
def test_what_is_no_cosignature_is_refused(seen_by: Through, raw: bytes) -> None:
    events(1)
    tasks.sequence()

    assert Client().post(f"{PUBLIC}/cosign", raw, content_type="text/plain").status_code == 400
    own = Checkpoint.objects.get().note.encode()
    assert Client().post(f"{PUBLIC}/cosign", own, content_type="text/plain").status_code == 400
    long = b"x" * (witnesses.LONGEST + 1)
    assert Client().post(f"{PUBLIC}/cosign", long, content_type="text/plain").status_code == 413


def test_a_cosignature_from_the_future_is_refused(seen_by: Through) -> None:
    events(1)
    tasks.sequence()

    seen_by.look(second() + 100_000)

    assert seen_by.answer == 400


def test_a_cosignature_exchanged_in_the_table_is_named(seen_by: Through) -> None:
    events(1)
    tasks.sequence()
    seen_by.look(second())
    line = Cosignature.objects.get().line
    with triggers.lifted():
        connection.cursor().execute(
            "UPDATE audit_cosignature SET line = %s", [line[:-6] + "AAA=\n"]
        )

    assert any("cosigned another tree" in finding.problem for finding in verify().findings)
    assert not Tile.objects.exists()


@pytest.mark.network
@pytest.mark.django_db(transaction=True)
def test_the_one_file_program_cosigns_over_http(
    live_server: LiveServer, key_file: Path, tmp_path: Path
) -> None:
    """What another agency gets is one file; it runs where nothing of ours is installed."""
    program = tmp_path / "witness.py"
    program.write_text(standalone.source("witness"))
    events(5)
    tasks.sequence()

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-I", str(program), *more]
        return subprocess.run(
            arguments, cwd="/", env={}, capture_output=True, text=True, check=False
        )

    def look() -> subprocess.CompletedProcess[str]:
        return run(
            "run", "--key", str(key_file), "--state", str(tmp_path / "state"),
            "--log", log_key().vkey, "--url", f"{live_server.url}{PUBLIC}",
        )  # fmt: skip

    first = look()
    assert first.returncode == 0, first.stderr
    events(400)
    tasks.sequence()
    assert look().returncode == 0
    assert Cosignature.objects.count() == 2
    shutil.copy(tmp_path / "state", tmp_path / "kept")
    signer = signing.current()
    assert signer is not None
    (tmp_path / "state").write_text(
        signer.sign(note.Checkpoint(signer.key.name, 9999, bytes(32)).text)
    )
    contradicted = look()
    assert contradicted.returncode == 1
    assert "CONTRADICTION" in contradicted.stdout
    assert run("keygen", str(tmp_path / "k.json"), "a b").returncode == 3
    made = run("keygen", str(tmp_path / "k.json"), "toa-an.example")
    assert Key.parse(made.stdout.strip()).name == "toa-an.example"
    assert (
        run(
            "run",
            "--key",
            str(key_file),
            "--state",
            "s",
            "--log",
            log_key().vkey,
            "--url",
            "file:///etc",
        ).returncode
        == 3
    )
