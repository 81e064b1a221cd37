"""Keys are changed while people work: killed at any point and run again, every row still opens."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from audit.verify import verify
from caseflow.models import Case, Person
from caseflow.sealing import keys, masters, rotation
from caseflow.sealing.errors import Outdated, SealError
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.staff import open_staff
from tests import factories
from tests.sealing.stored import opened, raw, write

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
BOTH: Any = {"transaction": True, "databases": ["default", "keyring"]}


def rotate(*words: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("rotate_keys", *words, stdout=out)
    return out.getvalue()


def row_findings() -> list[str]:
    """What the verifier says of rows and keys."""
    return [str(finding) for finding in verify(with_rows=True).findings if finding.row]


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaced versions may go at once."""
    monkeypatch.setattr(rotation, "RETIRE_AFTER", timedelta())


# -- Master keys -------------------------------------------------------------------------------


def test_every_data_key_is_wrapped_anew_and_no_cell_is_touched(
    person: Person, tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "master.json"
    path.touch(mode=0o600)
    path.write_text(Path(settings.KEY_FILE).read_text())
    settings.KEY_FILE = path
    cell, count = raw(person), KeyringKey.objects.exclude(wrapped=b"").count()
    masters.use_in_file(path, masters.add_to_file(path))

    assert rotate("master", "--dry-run") == f"{count} keys would be wrapped anew\n"
    assert rotate("master") == f"{count} keys wrapped anew, 0 left\n"
    masters.drop_from_file(path, 1)
    keys.forget_opened()

    assert raw(person) == cell
    assert opened(person) == "Lò Thị BÍ-MẬT"
    assert AuditEvent.objects.filter(act="keys.rewrapped").count() == 1
    assert rotate("master") == "0 keys wrapped anew, 0 left\n"


def test_a_key_changed_meanwhile_is_not_written_over(person: Person, tmp_path: Path) -> None:
    """A case erased while keys are wrapped anew stays erased."""
    row = KeyringKey.objects.get(scope_id=person.scope_uid)
    keys.destroy_scope(keys.KIND_CASE, person.scope_uid)
    same = KeyringKey.objects.filter(pk=row.pk, kek_id=row.kek_id, wrapped=row.wrapped)
    assert same.update(wrapped=b"x") == 0


# -- Data keys ---------------------------------------------------------------------------------


def test_a_case_is_sealed_anew_and_the_old_key_destroyed_later(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_cell = raw(person)
    uid = str(person.scope_uid)
    assert "1 cases would begin" in rotate("data", "--case", uid, "--dry-run")

    assert rotate("data", "--case", uid) == "1 rows sealed anew, 0 keys destroyed, 1 cases left\n"
    assert raw(person)[1:5] == b"\0\0\0\2"
    assert opened(person) == "Lò Thị BÍ-MẬT"
    later(monkeypatch)
    assert rotate("data") == "0 rows sealed anew, 1 keys destroyed, 0 cases left\n"
    assert rotate("data") == "0 rows sealed anew, 0 keys destroyed, 0 cases left\n"

    write(person, "full_name", old_cell)
    with pytest.raises(SealError):
        opened(person)
    write(person, "full_name", raw(Person.objects.get(pk=person.pk), "phone"))
    acts = AuditEvent.objects.filter(case_uid=person.scope_uid).values_list("act", flat=True)
    assert {"key.replaced", "key.resealed", "key.retired"} <= set(acts)


def test_after_a_rotation_rows_keys_and_log_agree(
    person: Person, other: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    rotate("data", "--all")
    rotate("data")
    assert row_findings() == []
    assert opened(other).startswith("Lò Thị Mẫu")
    assert rotate("data", "--older-than", "1").startswith("0 rows")


def test_a_damaged_row_is_named_left_alone_and_keeps_its_key(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    write(person, "id_kind", "passport")
    before = raw(person)
    with pytest.raises(CommandError):
        rotate("data", "--case", str(person.scope_uid))
    assert raw(person) == before
    assert KeyringKey.objects.get(scope_id=person.scope_uid, ver=1).wrapped


def test_a_row_without_any_cell_is_tagged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch)
    person = Person.objects.get(case=factories.case())
    for name in ("full_name", "birth_date", "id_number", "phone", "address"):
        setattr(person, name, None)
    person.save()
    rotate("data", "--case", str(person.scope_uid))
    rotate("data")
    row = Person.objects.get(pk=person.pk)
    row.check_row()
    assert not KeyringKey.objects.filter(scope_id=row.scope_uid, state="decrypt").exists()


def test_an_erased_case_is_passed_over(person: Person) -> None:
    keys.destroy_scope(keys.KIND_CASE, person.scope_uid)
    assert "0 rows" in rotate("data", "--case", str(person.scope_uid))


# -- Beside writers, and killed ----------------------------------------------------------------


@pytest.mark.ticking
@pytest.mark.django_db(**BOTH)
def test_a_writer_and_a_rotation_never_lose_each_others_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later(monkeypatch)
    person = Person.objects.get(case=factories.case())
    written: list[str] = []
    stop = threading.Event()

    def writes() -> None:
        try:
            while not stop.is_set():
                row = Person.objects.get(pk=person.pk)
                row.full_name = name = f"Tên {uuid4().hex[:6]}"
                try:
                    with transaction.atomic():
                        row.save()
                except (Outdated, SealError):
                    continue
                written.append(name)
        finally:
            connections.close_all()

    writer = threading.Thread(target=writes)
    writer.start()
    for _round in range(4):
        rotate("data", "--case", str(person.scope_uid))
    stop.set()
    writer.join()
    keys.forget_opened()

    assert written
    assert opened(person) == written[-1]
    assert row_findings() == []


def killed_after(seconds: float, *words: str) -> None:
    """The command in a process of its own, killed without warning."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            sys.stdout = sys.stderr = StringIO()
            rotation.RETIRE_AFTER = timedelta()
            call_command("rotate_keys", *words)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.ticking
@pytest.mark.django_db(**BOTH)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_at_any_point_and_run_again_every_row_opens(
    kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    people = [Person.objects.get(case=factories.case()) for _number in range(6)]
    names = {person.pk: opened(person) for person in people}
    chance = random.Random(20261125)  # noqa: S311 - when to kill, not a secret
    for number in range(kills):
        killed_after(chance.uniform(0.0, 0.25), "data", *(["--all"] if number % 3 == 0 else []))
        keys.forget_opened()
        assert {person.pk: opened(person) for person in people} == names, number

    rotate("data")
    rotate("data")
    keys.forget_opened()
    assert {person.pk: opened(person) for person in people} == names
    assert rotation.under_way(keys.KIND_CASE) == []
    assert row_findings() == []
    scopes = {person.scope_uid for person in people}
    assert scopes == set(Case.objects.values_list("uid", flat=True))
    assert UUID(int=0) not in scopes
    assert timezone.now() > KeyringKey.objects.latest("created").created


@pytest.mark.django_db(**BOTH)
def test_second_factors_are_sealed_anew_and_still_let_people_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [factories.user() for _number in range(3)]
    for person in people:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(person)
    before = dict(Authenticator.objects.values_list("pk", "data"))
    codes = [Authenticator.objects.get(user=each, type="recovery_codes") for each in people]
    words = [code.wrap().get_unused_codes() for code in codes]

    assert rotate("staff", "--dry-run") == "a change would begin\n"
    assert rotate("staff") == "6 secrets sealed anew, 0 keys destroyed\n"
    assert rotate("staff", "--dry-run") == "a change would go on\n"
    assert rotate("staff") == "0 secrets sealed anew, 0 keys destroyed\n"
    later(monkeypatch)
    assert rotate("staff") == "0 secrets sealed anew, 1 keys destroyed\n"
    keys.forget_opened()

    after = dict(Authenticator.objects.values_list("pk", "data"))
    assert not any(after[pk] == data for pk, data in before.items())
    for person, code, known in zip(people, codes, words, strict=True):
        factor = Authenticator.objects.get(user=person, type="totp")
        assert open_staff(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
        code.refresh_from_db()
        assert code.wrap().get_unused_codes() == known
    states = KeyringKey.objects.filter(scope_kind=keys.KIND_STAFF).order_by("ver")
    assert [row.state for row in states] == [KeyringKey.State.RETIRED, KeyringKey.State.ACTIVE]
    assert row_findings() == []
