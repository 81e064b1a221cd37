"""Start-up checks and the commands of the demonstration."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from caseflow import checks
from settings import base
from tests import factories


@pytest.mark.parametrize(
    ("installed", "fine"),
    [
        ({"django-fsm-2"}, True),
        ({"django-fsm", "django-fsm-2"}, False),
        ({"django-fsm"}, False),
        (set(), False),
    ],
)
def test_exactly_the_maintained_state_machine_is_installed(
    monkeypatch: pytest.MonkeyPatch, installed: set[str], fine: bool
) -> None:
    monkeypatch.setattr(checks, "_installed", lambda name: name in installed)

    assert (checks.one_state_machine(None) == []) is fine


def test_this_environment_has_one_state_machine() -> None:
    assert checks.one_state_machine(None) == []


def test_no_group_opens_every_case(db: None) -> None:
    right = Permission.objects.get(content_type__app_label="caseflow", codename="work_case")
    assert checks.no_rights_for_all(None, databases=["default"]) == []

    Group.objects.create(name="lỡ tay").permissions.add(right)

    assert [found.id for found in checks.no_rights_for_all(None, databases=["default"])] == [
        "caseflow.E002"
    ]
    assert checks.no_rights_for_all(None, databases=None) == []


def test_no_person_opens_every_case(db: None) -> None:
    right = Permission.objects.get(content_type__app_label="caseflow", codename="work_case")

    factories.user().user_permissions.add(right)

    assert checks.no_rights_for_all(None, databases=["default"]) != []


def test_codes_are_told_in_the_demonstration(settings: Settings) -> None:
    settings.DEMO = True
    said = io.StringIO()

    call_command("demo_code", stdout=said)
    call_command("demo_code", "congan", stdout=said)

    assert "congtacxahoi" in said.getvalue()
    assert len(said.getvalue().splitlines()[-1]) == 6
    with pytest.raises(CommandError):
        call_command("demo_code", "khong.co")


@pytest.mark.parametrize("command", ["demo_code", "seed_demo"])
def test_known_passwords_stay_in_the_demonstration(settings: Settings, command: str) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command(command)


@pytest.mark.parametrize(
    ("alias", "spoiled", "named"),
    [
        ("default", {"transaction_mode": "DEFERRED"}, "IMMEDIATE"),
        ("default", {"transaction_mode": None}, "IMMEDIATE"),
        ("default", {"init_command": "PRAGMA journal_mode=DELETE"}, "journal_mode=wal"),
        ("keyring", {"init_command": "PRAGMA journal_mode=WAL"}, "journal_mode=delete"),
        ("default", {"init_command": ""}, "secure_delete"),
    ],
)
def test_a_database_file_that_would_lose_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, alias: str, spoiled: dict[str, object], named: str
) -> None:
    good = {"default": base.embedded(Path("x")), "keyring": base.embedded(Path("y"), "DELETE")}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES=good))
    assert checks.embedded_databases(None) == []

    options = {**good[alias]["OPTIONS"], **spoiled}
    bad = {**good, alias: {**good[alias], "OPTIONS": options}}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES=bad))

    (found,) = checks.embedded_databases(None)
    assert found.id == "caseflow.E003"
    assert named in found.msg
