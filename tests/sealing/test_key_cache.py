"""Opened keys: few, for minutes, many by one query; replaced ones do not open."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from caseflow.sealing import cache, cells, keys
from caseflow.sealing.errors import SealError
from caseflow.sealing.keyring import KeyringKey

SECRET = b"0123456789abcdef0123456789abcdef"


def a_key(number: int) -> cache.DataKey:
    """A key that opens nothing."""
    return cache.DataKey(version=number, cipher=None, row_key=SECRET, secret=SECRET)  # type: ignore[arg-type]


def test_opened_keys_are_few_and_kept_for_minutes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    settings.KEY_CACHE_MOST, settings.KEY_CACHE_SECONDS = 3, 300
    kept = cache.Cache()
    names = [(1, UUID(int=number), 1) for number in range(5)]
    for number, name in enumerate(names[:4]):
        kept.put(name, a_key(number))

    assert kept.get(names[0]) is None
    assert kept.get(names[1]) is not None
    now[0] += 299
    kept.put(names[4], a_key(4))
    assert kept.get(names[2]) is None, "the least used went"
    assert kept.get(names[1]) is not None
    now[0] += 2
    assert kept.get(names[1]) is None
    kept.put(names[0], a_key(0))
    assert set(kept.kept) == {names[0], names[4]}, "what is over does not stay in memory"


@pytest.mark.django_db(databases=["default", "keyring"])
def test_many_keys_are_opened_by_one_query(django_assert_num_queries: Any) -> None:
    scopes = [uuid4() for _number in range(20)]
    for scope in scopes:
        keys.create_scope(keys.KIND_CASE, scope)
    with django_assert_num_queries(1, using="keyring"):
        keys.warm(keys.KIND_CASE, scopes)
        for scope in scopes:
            assert keys.version(keys.KIND_CASE, scope, 1).version == 1


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_key_number_can_be_asked_only_while_it_opens() -> None:
    scope = uuid4()
    keys.create_scope(keys.KIND_CASE, scope)
    place = cells.Place(keys.KIND_CASE, scope, uuid4(), "a.b")
    cell = cells.seal("x", place, step=16)

    assert keys.add_version(keys.KIND_CASE, scope) == 2
    assert cells.seal("x", place, step=16)[:5] == b"\x01\0\0\0\x02"
    assert cells.unseal(cell, place) == "x"
    keys.retire_version(keys.KIND_CASE, scope, 1)
    with pytest.raises(SealError):
        cells.unseal(cell, place)
    row = KeyringKey.objects.get(scope_id=scope, ver=1)
    assert bytes(row.wrapped) == b""
    assert row.commit
