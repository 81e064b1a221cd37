"""Master keys: where they come from, how one follows another, and that nothing ever shows them."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.views.debug import ExceptionReporter
from pytest_django.fixtures import Settings

from caseflow.sealing import cache, cells, keys, masters, provider
from caseflow.sealing.errors import SealError
from caseflow.sealing.keyring import KeyringKey
from settings.env import Hidden
from tests import factories

SECRET = b"0123456789abcdef0123456789abcdef"
PLACE = b"a place"


@pytest.fixture
def key_file(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A key file of this test's own."""
    path = tmp_path / "master.json"
    masters.create_file(path)
    settings.KEY_FILE = path
    yield path
    provider._loaded.clear()


def text(active: int, *numbers: int) -> str:
    """Master keys as they stand in a file or a secret."""
    return json.dumps(
        {"active": active, "keys": {str(number): f"{number:064x}" for number in numbers}}
    )


# -- Places ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o644])
def test_a_key_file_that_others_may_read_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="owner only"):
        provider.load()


def test_a_key_file_is_written_for_its_owner_only(key_file: Path) -> None:
    masters.add_to_file(key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in key_file.parent.iterdir()] == ["master.json"]


@pytest.mark.parametrize(
    "wrong",
    [
        "", "{}", "[]", "7", '{"active": 1, "keys": {}}', '{"active": 2, "keys": {"1": "00"}}',
        text(2, 1), text(1, 1).replace("00", "zz", 1), text(0, 0), text(10**9, 10**9),
        '{"active": 1, "keys": {"1": "' + "ab" * 16 + '"}}',
    ],
)  # fmt: skip
def test_what_holds_no_keys_is_refused_by_name_and_not_shown(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        masters.parse(wrong, origin="MASTER_KEYS")
    assert str(refusal.value).startswith("MASTER_KEYS")
    assert "zz" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_a_secret_of_the_environment_works_like_the_file(settings: Settings) -> None:
    settings.KEY_PROVIDERS = ["environment"]
    settings.MASTER_KEYS = Hidden(text(2, 1, 2))
    ring = provider.load()
    ((number, wrapped),) = ring.wrap([(PLACE, SECRET)])
    assert number == ring.active == 2
    assert ring.unwrap([(number, PLACE, wrapped)]) == [SECRET]


def test_the_first_place_seals_and_all_open(key_file: Path, settings: Settings) -> None:
    ((old, wrapped_before),) = provider.current().wrap([(PLACE, SECRET)])
    settings.MASTER_KEYS = Hidden(text(7, 7))
    settings.KEY_PROVIDERS = ["environment", "file"]

    ring = provider.current()
    ((new, wrapped),) = ring.wrap([(PLACE, SECRET)])

    assert (old, new) == (1, 7)
    assert ring.unwrap([(old, PLACE, wrapped_before), (new, PLACE, wrapped)]) == [SECRET] * 2
    settings.KEY_PROVIDERS = ["environment"]
    with pytest.raises(SealError):
        provider.current().unwrap([(old, PLACE, wrapped_before)])


@pytest.mark.parametrize("names", [[], ["paper"], ["file", "file"]])
def test_unknown_or_doubled_places_are_refused(settings: Settings, names: list[str]) -> None:
    settings.KEY_PROVIDERS = names
    with pytest.raises(ImproperlyConfigured):
        provider.load()


def test_two_keys_of_one_number_are_refused(key_file: Path, settings: Settings) -> None:
    settings.MASTER_KEYS = Hidden(text(1, 1))
    settings.KEY_PROVIDERS = ["environment", "file"]
    with pytest.raises(ImproperlyConfigured):
        provider.load()


@pytest.mark.parametrize(
    ("kek", "place", "change"),
    [(2, PLACE, None), (1, b"another place", None), (1, PLACE, 0), (1, PLACE, 20), (1, PLACE, -1)],
)
def test_a_wrapped_key_opens_only_as_it_was_wrapped(
    kek: int, place: bytes, change: int | None
) -> None:
    local = masters.parse(text(1, 1, 2), origin="MASTER_KEYS")
    ((_number, wrapped),) = local.wrap([(PLACE, SECRET)])
    changed = bytearray(wrapped)
    if change is not None:
        changed[change] ^= 1
    with pytest.raises(SealError):
        local.unwrap([(kek, place, bytes(changed))])


# -- One follows another -----------------------------------------------------------------------


def test_a_new_master_key_is_added_used_and_the_old_one_dropped(key_file: Path) -> None:
    ((first, wrapped),) = provider.current().wrap([(PLACE, SECRET)])

    second = masters.add_to_file(key_file)
    assert (first, second) == (1, 2)
    assert masters.read_file(key_file).active == 1, "added keys only open, until they are used"
    masters.use_in_file(key_file, second)
    changed = masters.read_file(key_file)
    assert changed.active == 2
    assert changed.unwrap([(1, PLACE, wrapped)]) == [SECRET]
    masters.drop_from_file(key_file, 1)
    assert not masters.read_file(key_file).has(1)


@pytest.mark.parametrize("number", [1, 9])
def test_the_active_key_and_unknown_ones_are_not_dropped(key_file: Path, number: int) -> None:
    with pytest.raises(LookupError):
        masters.drop_from_file(key_file, number)
    with pytest.raises(LookupError):
        masters.use_in_file(key_file, 9)


# -- Nothing shows a key -----------------------------------------------------------------------


def secrets_in_force() -> list[str]:
    """Every spelling of the keys in force."""
    raw = json.loads(Path(settings.KEY_FILE).read_text())["keys"].values()
    opened = [key.secret for _until, key in keys._cache.kept.values()]
    assert opened
    spelled = [bytes.fromhex(one) for one in raw] + opened
    return [form for one in spelled for form in (one.hex(), repr(one)[2:-1], str(list(one)))]


@pytest.mark.django_db(databases=["default", "keyring"])
def test_keys_are_in_no_repr_pickle_copy_log_or_error_page(
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = factories.case()
    key = keys.active(keys.KIND_CASE, case.uid)
    holders: list[Any] = [key, keys._cache, provider.current(), *provider.current().places]

    shown = [repr(holder) for holder in holders] + [str(holder) for holder in holders]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("%s %r", key, holders)
    try:
        cells.unseal(b"\x01" * 60, cells.Place(keys.KIND_CASE, case.uid, uuid4(), "a.b"))
    except SealError as error:
        shown += traceback.format_exception(error, chain=True)
        page = ExceptionReporter(None, type(error), error, error.__traceback__)
        shown += [page.get_traceback_text(), page.get_traceback_html()]
    shown.append(caplog.text)

    for form in secrets_in_force():
        assert not any(form in text for text in shown)
    for holder in holders:
        for way in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                way(holder)


def test_hidden_settings_are_not_shown_or_pickled() -> None:
    hidden = Hidden("khoá chủ")
    assert "khoá" not in f"{hidden} {hidden!r}"
    assert hidden.reveal() == "khoá chủ"
    with pytest.raises(TypeError):
        pickle.dumps(hidden)


def test_the_key_of_django_is_no_master_key() -> None:
    assert settings.SECRET_KEY not in Path(settings.KEY_FILE).read_text()
    code = "".join(path.read_text() for path in Path(keys.__file__).parent.glob("*.py"))
    assert "SECRET_KEY" not in code


def test_keys_do_not_travel_in_messages() -> None:
    from celery.exceptions import CeleryError
    from kombu.exceptions import EncodeError
    from kombu.serialization import dumps

    key = cache.DataKey(version=1, cipher=None, row_key=SECRET, secret=SECRET)  # type: ignore[arg-type]
    for thing in (key, provider.current()):
        with pytest.raises((EncodeError, CeleryError, TypeError)):
            dumps({"args": [thing]}, serializer=settings.CELERY_TASK_SERIALIZER)


# -- The command -------------------------------------------------------------------------------


@pytest.mark.django_db(databases=["default", "keyring"])
def test_the_command_adds_uses_and_drops_master_keys(key_file: Path) -> None:
    def told(*words: str) -> str:
        out = StringIO()
        call_command("keyring", *words, stdout=out)
        return out.getvalue()

    scope = uuid4()
    keys.create_scope(keys.KIND_CASE, scope)
    assert "2" in told("add-master")
    assert "2" in told("use-master", "2")
    with pytest.raises(CommandError, match="still"):
        told("drop-master", "1")
    KeyringKey.objects.all().delete()
    assert "1" in told("drop-master", "1")
    with pytest.raises(CommandError):
        told("use-master", "9")
    with pytest.raises(CommandError):
        told("use-master")
    assert "master key 2" in told("status")
