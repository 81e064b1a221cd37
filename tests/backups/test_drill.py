"""The drill: everything is lost but two folders and three of five people; nothing is missing after."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit import tasks
from audit.models import AuditEvent
from caseflow import erasing
from caseflow.backups import taking
from caseflow.choices import CaseState
from caseflow.models import Case
from caseflow.sealing import keys as data_keys
from tests import factories
from tests.backups.conftest import Machine, Places, content_here

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
    pytest.mark.ticking,
]
NAME = "Lò Thị Cất Giữ"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, settings: Settings) -> Path:
    """A ledger of this test's own."""
    settings.FILES_DIR = tmp_path / "files"
    settings.ERASURE_LEDGER = tmp_path / "erased.txt"
    return Path(settings.ERASURE_LEDGER)


@pytest.fixture
def cases() -> list[Case]:
    """Work of three agencies, part of it in the tree of the log."""
    identity = factories.an_intake().identity
    made = [
        factories.case(identity=type(identity)(**{**vars(identity), "full_name": NAME})),
        factories.case_in(CaseState.RESCUED),
        factories.case_in(CaseState.NOT_CONFIRMED),
    ]
    for case in made[:2]:
        holder = factories.user(at=case.responsible_agency)
        factories.a_file(case, holder)
    tasks.one_round()
    return made


def test_nothing_is_lost_and_the_erased_stay_erased(
    cases: list[Case], places: Places, shares: list[str], machine: Machine, ledger: Path
) -> None:
    before = {alias: content_here(alias) for alias in ("default", "keyring")}
    cases_folder, keys_folder, said = places.take()
    assert "cases.age: " in said
    assert AuditEvent.objects.filter(act="backup.made").count() == 1
    for file in [*cases_folder.iterdir(), *keys_folder.iterdir()]:
        assert file.stat().st_mode & 0o077 == 0 or file.name == "manifest.txt"
        assert NAME.encode() not in file.read_bytes()

    # A day later somebody is erased; then the machine burns. The ledger lay in the safe.
    gone = cases[2]
    erasing._write_line(gone.uid, timezone.now())
    shutil.copy(ledger, machine.home / "erased.txt")

    done = machine.run("restore", cases_folder, keys_folder, typed=shares[1:4])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "restored; 0 differences" in done.stdout
    assert " 0 findings" in done.stdout
    assert contents(machine.home / "files") == contents(Path(project.FILES_DIR))
    assert len(contents(machine.home / "files")) == 2
    assert "0 violations" in done.stdout

    after = {alias: machine.content(alias) for alias in before}
    added = {"audit_event", "audit_leaf"}  # what was told of the restore itself
    for table, rows in before["default"].items():
        if table == "caseflow_searchtoken":
            assert len(after["default"][table]) < len(rows)  # of whom was erased
        else:
            left = set(rows) - set(after["default"][table])
            assert not left, table
            assert table in added or len(after["default"][table]) == len(rows), table
    sealed = before["keyring"]["keyring_key"]
    changed = set(sealed) - set(after["keyring"]["keyring_key"])
    assert len(changed) == len(
        [row for row in sealed if repr(gone.uid.hex)[1:-1] in row.replace("-", "")]
    )
    assert changed


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below, by its place."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def test_a_file_that_is_not_in_the_backup_is_named(
    cases: list[Case], places: Places, shares: list[str], machine: Machine
) -> None:
    folders = places.take()[:2]
    time.sleep(1.1)  # folders are named by the second
    places.take()  # a second backup copies no file twice
    [gone, _kept] = sorted((places.cases / "files").glob("??/*"))
    assert len(contents(places.cases / "files")) == 2
    gone.unlink()

    done = machine.run("restore", *folders, typed=shares[:3])

    assert done.returncode == 1
    assert "its file is missing" in done.stdout
    assert "restored; 1 differences" in done.stdout


def test_two_shares_one_folder_or_a_changed_byte_restore_nothing(
    cases: list[Case], places: Places, shares: list[str], machine: Machine, tmp_path: Path
) -> None:
    cases_folder, keys_folder, _said = places.take()
    few = machine.run("restore", cases_folder, keys_folder, typed=shares[:2])
    assert (few.returncode, "3 shares are needed; 2 were given" in few.stderr) == (1, True)
    wrong = machine.run("restore", cases_folder, keys_folder,
                        typed=[*shares[:2], shares[2].replace(shares[2].split()[9], "academic")])  # fmt: skip
    assert "A word is wrong" in wrong.stderr
    assert "academic" not in wrong.stderr
    alone = machine.run("restore", cases_folder, cases_folder, typed=shares[:3])
    assert "masters.age is missing" in alone.stderr

    for folder, name in ((cases_folder, "cases.age"), (keys_folder, "keys.age"),
                         (cases_folder, "manifest.txt")):  # fmt: skip
        bent = tmp_path / f"bent-{name}"
        shutil.copytree(folder, bent)
        data = bytearray((bent / name).read_bytes())
        data[len(data) // 2] ^= 1
        (bent / name).write_bytes(data)
        pair = (bent, keys_folder) if folder == cases_folder else (cases_folder, bent)
        answer = machine.run("restore", *pair, typed=shares[:3])
        assert answer.returncode == 1, name
        assert "manifest" in answer.stderr, answer.stderr
    assert not list(machine.home.glob("keys/*"))

    whole = machine.run("restore", cases_folder, keys_folder, typed=shares[2:])
    assert whole.returncode == 0, whole.stdout + whole.stderr
    again = machine.run("restore", cases_folder, keys_folder, typed=shares[:3])
    assert "is not empty" in again.stderr


def test_folders_of_two_backups_are_not_mixed(
    cases: list[Case], places: Places, shares: list[str], machine: Machine
) -> None:
    first, _keys, _said = places.take()
    time.sleep(1.1)  # folders are named by the second
    _cases, second, _said = places.take()
    answer = machine.run("restore", first, second, typed=shares[:3])
    assert (answer.returncode, "different backups" in answer.stderr) == (1, True)


def test_backups_of_keys_end_when_an_erasure_becomes_final(
    cases: list[Case], places: Places, shares: list[str], settings: Settings
) -> None:
    kept, keys_of_first, said = places.take()
    now = timezone.now()
    last = timezone.localdate(now + timedelta(days=project.KEY_BACKUP_DAYS))
    assert f"destroyed after {last}" in said
    assert taking.expire(places.keys, now=now + timedelta(days=project.KEY_BACKUP_DAYS - 1)) == []
    later = now + timedelta(days=project.KEY_BACKUP_DAYS, seconds=2)
    assert taking.expire(places.keys, now=later) == [keys_of_first]
    assert not keys_of_first.exists()
    assert kept.exists()


@pytest.mark.parametrize("inside", ["same", "below", "above"])
def test_cases_and_keys_do_not_go_to_one_place(
    places: Places, shares: list[str], inside: str
) -> None:
    keys = {"same": places.cases, "below": places.cases / "k", "above": places.cases.parent}
    places.keys = keys[inside]
    with pytest.raises(CommandError, match="two places"):
        places.take()


def test_without_a_recipient_or_when_half_done_nothing_is_left(
    cases: list[Case],
    places: Places,
    shares: list[str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recipient = settings.BACKUP_RECIPIENT
    for value, sentence in (("", "escrow create"), ("age1nonsense", "not a recipient")):
        settings.BACKUP_RECIPIENT = value
        with pytest.raises(CommandError, match=sentence):
            places.take()
    settings.BACKUP_RECIPIENT = recipient
    settings.KEY_FILE = project.DATA_DIR  # a folder: reading it fails after both copies were made
    with pytest.raises(OSError, match="directory"):
        places.take()
    assert [path.name for path in places.cases.glob("*")] == ["files"]  # good for the next one too
    assert not list(places.keys.glob("*"))


def test_shares_can_be_tried_without_a_backup(
    shares: list[str], settings: Settings, machine: Machine
) -> None:
    answer = machine.run("escrow", "check", typed=[shares[4].upper(), shares[0], f" {shares[2]} "])
    assert answer.stdout.strip() == f"opens backups for {settings.BACKUP_RECIPIENT}"
    with pytest.raises(CommandError, match="one more made"):
        call_command("escrow", "create", "--shares", "3", "--needed", "3")


def test_a_restored_name_can_be_read(
    cases: list[Case], places: Places, shares: list[str], machine: Machine
) -> None:
    folders = places.take()[:2]
    data_keys.forget_opened()
    assert machine.run("restore", *folders, typed=shares[:3]).returncode == 0
    code = (
        "from caseflow.models import Case; from caseflow.sealing import reading\n"
        f"case = Case.objects.get(uid='{cases[0].uid}')\n"
        "with reading.opened('test'): print(case.person.full_name)"
    )
    answer = machine.run("shell", "-c", code)
    assert NAME in answer.stdout, answer.stderr
