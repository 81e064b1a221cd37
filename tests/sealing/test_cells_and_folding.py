"""Cells, tokens and folds: formats, published vectors, and the spellings people use."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st

from caseflow.sealing import blind, cells, folding, keys, provider, staff
from caseflow.sealing.errors import SealError

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SCOPE = UUID("00000000-0000-4000-8000-000000000001")

VALUES = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300),
    st.integers(min_value=-(10**15), max_value=10**15),
    st.dates(),
    st.booleans(),
    st.binary(max_size=100),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=4),
)


@pytest.fixture
def place() -> cells.Place:
    if not keys.has_scope(keys.KIND_CASE, SCOPE):
        keys.create_scope(keys.KIND_CASE, SCOPE)
    return cells.Place(keys.KIND_CASE, SCOPE, uuid4(), "sample.field")


@given(value=VALUES, step=st.sampled_from([16, 32, 128]))
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_goes_in_comes_out(place: cells.Place, value: Any, step: int) -> None:
    sealed = cells.seal(value, place, step=step)
    expected = unicodedata.normalize("NFC", value) if isinstance(value, str) else value
    if isinstance(value, dict):
        expected = dict(value)
    assert cells.unseal(sealed, place) == expected
    assert (len(sealed) - 33) % step == 0


@given(position=st.integers(0, 200), bit=st.integers(0, 7))
@hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_changed_bit_opens(place: cells.Place, position: int, bit: int) -> None:
    sealed = bytearray(cells.seal("Lò Thị Mẫu", place, step=32))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(SealError):
        cells.unseal(bytes(sealed), place)


@pytest.mark.parametrize("empty", ["", 0, False, b""])
def test_empty_values_are_values(place: cells.Place, empty: Any) -> None:
    assert cells.unseal(cells.seal(empty, place, step=16), place) == empty


def test_other_types_are_not_sealed(place: cells.Place) -> None:
    with pytest.raises(TypeError):
        cells.seal(1.5, place, step=16)


def tokens(label: str, value: str) -> list[tuple[int, bytes]]:
    return blind.tokens(label, value, blind.index_keys(label), {})


SAME_NAME = [
    unicodedata.normalize("NFD", "Nguyễn Thị Hòa"),
    "NGUYỄN THỊ HÒA",
    "Nguyen Thi Hoa",
    "  Nguyễn   Thị\u200b Hòa ",
    "Hòa Nguyễn Thị",
    "Nguyễn Thị Hoà",
    "nguyên thi hoa",
]


@pytest.mark.parametrize("typed", SAME_NAME)
def test_one_name_in_many_spellings_gives_one_token(typed: str) -> None:
    assert tokens("name", typed) == tokens("name", "Nguyễn Thị Hòa")


@pytest.mark.parametrize("typed", ["Đặng Văn Đức", "Ðặng Văn Ðức", "Ɖặng Văn Ɖức", "dang van duc"])
def test_every_d_with_a_stroke_is_one_letter(typed: str) -> None:
    assert folding.name(typed) == "dang duc van"


@pytest.mark.parametrize(
    "typed", ["0912 345 678", "+84 912345678", "0084912345678", "84-912-345-678"]
)
def test_one_phone_in_many_spellings(typed: str) -> None:
    assert folding.phone(typed) == "84912345678"


def test_identifiers_keep_letters_and_digits() -> None:
    assert folding.identifier(" b 123-456 ") == "B123456"


def test_name_tokens_are_short_and_others_are_not() -> None:
    ((_version, name),) = tokens("name", "Nguyễn Thị Hòa")
    ((_version, phone),) = tokens("phone", "0912345678")
    assert len(name) == 2
    assert name[1] & 0x0F == 0
    assert len(phone) == 16
    assert tokens("phone", "") == []
    assert blind.bits_for(10_000) == 11


def test_staff_secrets_are_sealed_and_open() -> None:
    sealed = staff.seal_staff("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert staff.open_staff(sealed) == "JBSWY3DPEHPK3PXP"


def test_a_key_file_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.json"
    with pytest.raises(ImproperlyConfigured):
        provider.read_file(path)
    provider.create_file(path)
    assert provider.read_file(path).active == 1
    path.chmod(0o640)
    with pytest.raises(ImproperlyConfigured):
        provider.read_file(path)
    with pytest.raises(FileExistsError):
        provider.create_file(path)


def test_dates_are_dates() -> None:
    assert cells.DECODE[3](b"2001-05-17") == date(2001, 5, 17)
