"""Sealed rows: what was moved, cut or put back does not open, and nothing plain leaves the row."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.signing import JSONSerializer
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.forms.models import model_to_dict

from caseflow.models import Case, Person
from caseflow.sealing import cells, keys, reading
from caseflow.sealing.errors import Erased, NotRevealed, SealError
from caseflow.sealing.keyring import KeyringKey
from tests.sealing.stored import NAME, opened, raw, write

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_a_saved_value_opens_inside_a_reveal_only(person: Person) -> None:
    assert opened(person) == NAME
    with pytest.raises(NotRevealed):
        _ = Person.objects.get(pk=person.pk).full_name


def test_the_stored_bytes_hold_nothing_plain(person: Person) -> None:
    cell = raw(person)
    assert cell[0] == cells.SUITE
    assert NAME.encode() not in cell
    assert (len(cell) - 17 - 16) % 32 == 0


EDITS: dict[str, Callable[[Person, Person], None]] = {
    "foreign case": lambda row, other: write(row, "full_name", raw(other)),
    "other column": lambda row, _other: write(row, "full_name", raw(row, "phone")),
    "cut": lambda row, _other: write(row, "full_name", raw(row)[:-1]),
    "unknown suite": lambda row, _other: write(row, "full_name", b"\x02" + raw(row)[1:]),
    "unknown key version": lambda row, _other: write(
        row, "full_name", raw(row)[:4] + b"\x09" + raw(row)[5:]
    ),
    "one bit": lambda row, _other: write(
        row, "full_name", raw(row)[:-1] + bytes([raw(row)[-1] ^ 1])
    ),
    "emptied": lambda row, _other: write(row, "full_name", None),
    "nothing but a header": lambda row, _other: write(row, "full_name", raw(row)[:5]),
    "no bytes": lambda row, _other: write(row, "full_name", b""),
    "lengthened": lambda row, _other: write(row, "full_name", raw(row) + b"\0"),
    "version of the row": lambda row, _other: write(row, "row_ver", row.row_ver + 1),
    "tag of another row": lambda row, other: write(row, "row_tag", raw(other, "row_tag")),
    "uid of the row": lambda row, _other: write(
        row, "uid", uuid4() if connection.features.has_native_uuid_field else uuid4().hex
    ),
    "plain column covered by the tag": lambda row, _other: write(row, "id_kind", "passport"),
    "scope": lambda row, other: write(
        row,
        "scope_uid",
        other.scope_uid if connection.features.has_native_uuid_field else other.scope_uid.hex,
    ),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_behind_our_back_is_refused_at_reading(
    person: Person, other: Person, edit: str
) -> None:
    EDITS[edit](person, other)
    with pytest.raises(SealError):
        opened(person)


def test_one_cell_rolled_back_is_refused(person: Person) -> None:
    before = raw(person)
    row = Person.objects.get(pk=person.pk)
    row.full_name = "Tên mới"
    row.save()
    write(person, "full_name", before)

    with pytest.raises(SealError):
        opened(person)


def test_plain_text_written_by_hand_does_not_enter_or_does_not_open(person: Person) -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(DatabaseError), transaction.atomic():
            write(person, "full_name", "Nguyễn Văn A")
    else:
        write(person, "full_name", "Nguyễn Văn A".encode())
        with pytest.raises(SealError):
            opened(person)


def test_saving_an_edited_row_does_not_bless_it(person: Person, other: Person) -> None:
    write(person, "full_name", raw(other))
    row = Person.objects.get(pk=person.pk)
    row.phone = "0900000000"
    with pytest.raises(SealError):
        row.save()


LEAKS: dict[str, Callable[[Person], Any]] = {
    "pickle": pickle.dumps,
    "copy": lambda row: pickle.dumps(copy.copy(row)),
    "deepcopy": lambda row: pickle.dumps(copy.deepcopy(row)),
    "repr": repr,
    "str": str,
    "dict": lambda row: repr(row.__dict__),
    "model_to_dict": lambda row: repr(model_to_dict(row)),
    "values_list": lambda row: repr(list(Person.objects.filter(pk=row.pk).values_list())),
    "annotation": lambda row: repr(
        [found.told for found in Person.objects.filter(pk=row.pk).annotate(told=F("full_name"))]
    ),
    "python": lambda row: repr(serializers.serialize("python", [row])),
    "session": lambda row: JSONSerializer().dumps({"row": row.pk, "dict": repr(vars(row))}),
    "values": lambda row: repr(list(Person.objects.filter(pk=row.pk).values())),
    "dumpdata": lambda row: serializers.serialize("json", [row]),
}


@pytest.mark.parametrize("way", LEAKS)
def test_nothing_plain_leaves_a_row_even_after_it_was_opened(person: Person, way: str) -> None:
    row = Person.objects.get(pk=person.pk)
    with reading.opened("test"):
        assert row.full_name == NAME

    out = LEAKS[way](row)

    text = out if isinstance(out, bytes) else str(out).encode()
    for form in (NAME, NAME.encode("unicode_escape").decode(), "0912345678"):
        assert form.encode() not in text


def test_a_row_with_unsaved_plain_values_is_not_pickled_or_copied(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    row.full_name = "chưa lưu"
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            way(row)


def test_a_text_too_long_is_refused_before_it_is_sealed(person: Person) -> None:
    with pytest.raises(ValidationError):
        person.full_name = "x" * 121


def test_every_opening_is_in_the_read_set(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    with reading.opened("test") as reads:
        _ = row.full_name, row.phone
    assert reads.labels == ["person.full_name", "person.phone"]
    assert reads.row_uids == [row.uid, row.uid]


def test_a_destroyed_key_erases_and_a_missing_one_refuses(person: Person) -> None:
    keys.destroy_scope(keys.KIND_CASE, person.scope_uid)
    with pytest.raises(Erased):
        opened(person)
    with pytest.raises(SealError):
        cells.seal("x", cells.Place(keys.KIND_CASE, uuid4(), uuid4(), "a.b"), step=32)


def test_another_key_under_the_same_name_is_refused(person: Person, other: Person) -> None:
    mine = KeyringKey.objects.get(scope_id=person.scope_uid)
    foreign = KeyringKey.objects.get(scope_id=other.scope_uid)
    KeyringKey.objects.filter(pk=mine.pk).update(wrapped=foreign.wrapped)
    keys.forget_opened()
    with pytest.raises(SealError):
        opened(person)


def test_keys_show_nothing_and_are_not_pickled(person: Person) -> None:
    key = keys.active(keys.KIND_CASE, person.scope_uid)
    assert key.secret.hex() not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_keys_without_a_case_are_swept_after_a_day(person: Person) -> None:
    orphan = uuid4()
    keys.create_scope(keys.KIND_CASE, orphan)
    from django.utils import timezone

    removed = keys.sweep(
        lambda uid: Case.objects.filter(uid=uid).exists(),
        older_than=timezone.now().replace(year=2100),
    )
    assert removed == 1
    assert keys.has_scope(keys.KIND_CASE, person.scope_uid)
