"""Time-stamps leave with the log; the verifier compares them, and openssl their signatures."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings as project
from django.core.management import call_command
from pytest_django.fixtures import Settings

from audit import authority, export, signing, tasks
from audit.models import Checkpoint
from tests.audit.bending import events
from tests.audit.tsa import Authority, serving

pytestmark = [pytest.mark.network, pytest.mark.django_db]
CASE = UUID(int=1)


@pytest.fixture
def tsa(tmp_path: Path, settings: Settings) -> Iterator[Authority]:
    """Three events, signed and stamped; who vouches for what is in the policy file."""
    with serving(tmp_path / "tsa") as found:
        settings.AUDIT_TSA_URL, settings.AUDIT_TSA_CERTS = found.url, str(found.roots)
        signer = signing.current()
        assert signer is not None
        Path(project.AUDIT_POLICY_FILE).write_text(f"log {signer.key.vkey}\nquorum none\n")
        events(3)
        tasks.sequence()
        assert tasks.stamp() == 1
        yield found


def whole(folder: Path) -> None:
    """The whole log."""
    export.bundle(folder / "log.zip")


def of_case(folder: Path) -> None:
    """The extract of the one case."""
    export.extract(folder / "log.zip", CASE)


def verified(folder: Path, *more: str, path: str = "/usr/bin") -> tuple[int, str]:
    """Exit code and words of the verifier in the bundle, run far from here."""
    unpacked = folder / "unpacked"
    if not unpacked.exists():
        with zipfile.ZipFile(folder / "log.zip") as made:
            made.extractall(unpacked)
    policy = shutil.copy(project.AUDIT_POLICY_FILE, folder / "policy")
    command = [sys.executable, "-I", str(unpacked / "verify.py"), str(unpacked), "--policy", policy]
    done = subprocess.run(
        [*command, *more], cwd="/", env={"PATH": path}, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("export_it", [whole, of_case])
def test_whoever_has_the_certificates_checks_the_time(
    tsa: Authority, tmp_path: Path, export_it: Callable[[Path], None]
) -> None:
    export_it(tmp_path)

    code, out = verified(tmp_path, "--tsa-certs", str(tsa.roots))
    assert (code, out.splitlines()[-1]) == (0, "3 events, 0 findings"), out
    code, out = verified(tmp_path)
    assert code == 2
    assert "the time-stamp of 3 events tells 20" in out
    assert "its signer was not checked" in out


@pytest.mark.parametrize("export_it", [whole, of_case])
def test_what_was_written_after_the_time_stamp_cannot_say_it_was_before(
    tsa: Authority, tmp_path: Path, export_it: Callable[[Path], None]
) -> None:
    """Events of this test tell a day in 2026 that is over: those after the time-stamp are caught."""
    events(2)
    tasks.sequence()
    export_it(tmp_path)

    code, out = verified(tmp_path, "--tsa-certs", str(tsa.roots))

    assert code == 1
    assert out.count("back-dated: ") == 2


def other_answer(unpacked: Path, tsa: Authority, stranger: Authority) -> None:
    """The authority's answer about something else."""
    answer = authority.ask(tsa.url, authority.roots(), b"something else")
    (unpacked / "stamps" / "3.tsr").write_bytes(answer)


def other_signer(unpacked: Path, tsa: Authority, stranger: Authority) -> None:
    """An answer of an authority nobody believes."""
    note = (unpacked / "stamps" / "3.note").read_bytes()
    (unpacked / "stamps" / "3.tsr").write_bytes(stranger.about(note))


def no_answer(unpacked: Path, tsa: Authority, stranger: Authority) -> None:
    """Bytes that mean nothing."""
    (unpacked / "stamps" / "3.tsr").write_bytes(b"\x30\x03x")


def no_note(unpacked: Path, tsa: Authority, stranger: Authority) -> None:
    """What was stamped is gone."""
    (unpacked / "stamps" / "3.note").unlink()


def other_tree(unpacked: Path, tsa: Authority, stranger: Authority) -> None:
    """A checkpoint of another tree, stamped by the authority and signed with the stolen key."""
    signer = signing.current()
    assert signer is not None
    text = Checkpoint.objects.get().note.split("\n\n")[0].split("\n")
    note = signer.sign("\n".join([*text[:2], "A" * 43 + "=", ""])).encode()
    (unpacked / "stamps" / "3.note").write_bytes(note)
    (unpacked / "stamps" / "3.tsr").write_bytes(tsa.about(note))


@pytest.mark.parametrize("export_it", [whole, of_case])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (other_answer, "wrong time-stamp: that of 3 events is about something else"),
        (other_signer, "wrong time-stamp: that of 3 events is signed by no authority of the"),
        (no_answer, "wrong time-stamp: that of 3 events no time-stamp"),
        (no_note, "wrong time-stamp: that of 3 events stamps/3.note is missing or damaged"),
        (other_tree, "forked: the stamped checkpoint"),
    ],
)
def test_a_time_stamp_that_was_bent_is_named(
    tsa: Authority,
    tmp_path: Path,
    export_it: Callable[[Path], None],
    damage: Callable[[Path, Authority, Authority], None],
    words: str,
) -> None:
    export_it(tmp_path)
    verified(tmp_path)
    with serving(tmp_path / "stranger", "stranger") as stranger:
        damage(tmp_path / "unpacked", tsa, stranger)

    code, out = verified(tmp_path, "--tsa-certs", str(tsa.roots))

    assert (code, words in out) == (1, True), out


def test_a_machine_without_openssl_says_so(tsa: Authority, tmp_path: Path) -> None:
    whole(tmp_path)

    code, out = verified(tmp_path, "--tsa-certs", str(tsa.roots), path="/nonexistent")

    assert code == 2
    assert "its signer was not checked (--tsa-certs and openssl do)" in out


def test_the_documented_words_of_openssl_check_it_too(tsa: Authority, tmp_path: Path) -> None:
    call_command("export_trail", str(tmp_path / "log.zip"), stdout=io.StringIO())
    with zipfile.ZipFile(tmp_path / "log.zip") as made:
        made.extractall(tmp_path / "unpacked")
    documented = (project.BASE_DIR / "docs" / "security" / "log.md").read_text()
    command = "openssl ts -verify -in stamps/3.tsr -data stamps/3.note -CAfile certs.pem"

    assert command.replace("/3.", "/SIZE.") in documented
    shutil.copy(tsa.roots, tmp_path / "unpacked" / "certs.pem")
    done = subprocess.run(
        command.split(), cwd=tmp_path / "unpacked", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
