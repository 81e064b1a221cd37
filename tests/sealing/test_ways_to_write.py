"""Every way Django can write, compare or load: it seals, or it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import Case as DbCase, F, Value, When
from django.forms.models import modelform_factory

from caseflow.models import Case, Person
from caseflow.sealing import reading
from caseflow.sealing.errors import NotRevealed, Outdated
from tests import factories
from tests.sealing.stored import NAME, opened

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def sealed_column() -> Any:
    """The column as an expression names it."""
    return Person._meta.get_field("full_name")


def compared(**lookup: Any) -> dict[str, Any]:
    """A lookup that the type checker does not resolve, for it would meet the refusal itself."""
    return lookup


def fixture_of(row: Person) -> None:
    """What loaddata does."""
    for thing in serializers.deserialize("json", serializers.serialize("json", [row])):
        thing.save()


REFUSALS = (TypeError, FieldError, DeserializationError, IntegrityError, ProgrammingError)
"""The last two are the database's: for expressions that go past the manager of the model."""

WRITES: dict[str, Callable[[Person], Any]] = {
    "save of an expression": lambda row: setattr(row, "full_name", F("phone")),
    "save of a value": lambda row: setattr(row, "full_name", Value("x")),
    "update_or_create by a sealed column": lambda row: Person.objects.update_or_create(
        **compared(full_name=NAME, defaults={"phone": "1"})
    ),
    "get_or_create by a sealed column": lambda row: Person.objects.get_or_create(
        **compared(full_name=NAME)
    ),
    "merging bulk_create": lambda row: Person.objects.bulk_create([row], ignore_conflicts=True),
    "overwriting bulk_create": lambda row: Person.objects.bulk_create(
        [row], update_conflicts=True, update_fields=["full_name"], unique_fields=["id"]
    ),
    "update past the manager": lambda row: Person._base_manager.filter(pk=row.pk).update(
        full_name="x"
    ),
    "case expression": lambda row: Person._base_manager.update(
        full_name=DbCase(When(pk=row.pk, then=Value("x")), output_field=sealed_column())
    ),
    "loaddata": fixture_of,
    "form made from the model": lambda row: modelform_factory(Person, fields="__all__"),
    "delete": lambda row: row.delete(),
    "delete by query": lambda row: Person.objects.filter(pk=row.pk).delete(),
    "order": lambda row: list(Person.objects.order_by("-full_name")),
    "update": lambda row: Person.objects.filter(pk=row.pk).update(full_name="x"),
    "update by expression": lambda row: Person.objects.filter(pk=row.pk).update(
        full_name=F("phone")
    ),
    "update of a tagged column": lambda row: Person.objects.filter(pk=row.pk).update(
        id_kind="none"
    ),
    "filter": lambda row: Person.objects.filter(**compared(full_name=NAME)).exists(),
    "exclude": lambda row: Person.objects.exclude(**compared(full_name__contains="x")).exists(),
    "wrong type": lambda row: setattr(row, "full_name", 7),
}


@pytest.mark.parametrize("way", WRITES)
def test_every_other_way_to_write_or_compare_is_refused(person: Person, way: str) -> None:
    with pytest.raises(REFUSALS), transaction.atomic():
        WRITES[way](person)
    assert opened(person) == NAME


def test_a_row_saved_by_somebody_else_meanwhile_is_not_overwritten(person: Person) -> None:
    mine, theirs = (Person.objects.get(pk=person.pk) for _copy in range(2))
    theirs.full_name = "Tên của người kia"
    theirs.save()
    mine.phone = "0900000000"
    with pytest.raises(Outdated), transaction.atomic():
        mine.save()
    assert opened(person) == "Tên của người kia"

    deferred = Person.objects.only("id", "full_name", "row_ver").get(pk=person.pk)
    theirs.full_name = "Tên khác nữa"
    theirs.save()
    deferred.full_name = "x"
    with pytest.raises(Outdated), transaction.atomic():
        deferred.save()


def test_xml_opens_nothing_on_its_own(person: Person) -> None:
    with pytest.raises(NotRevealed):
        serializers.serialize("xml", [person])
    with reading.opened("test"):
        assert NAME not in serializers.serialize("xml", [person])


def test_typed_ciphertext_stays_text(person: Person) -> None:
    """Somebody with a stolen dump types a cell of it into a form: it is a text like any other."""
    stolen = serializers.serialize("json", [person])
    cell = json.loads(stolen)[0]["fields"]["full_name"]
    row = Person.objects.get(pk=person.pk)
    row.other_names = cell
    row.save()
    assert opened(person, "other_names") == cell


def test_bulk_ways_seal(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    row.full_name = "Bằng bulk"
    assert Person.objects.bulk_update([row], ["full_name"]) == 1
    assert opened(person) == "Bằng bulk"

    case = Case.objects.get(pk=person.case_id)
    note = case.health_notes.model(
        case=case,
        scope_uid=case.uid,
        happened_on=date(2026, 1, 1),
        recorded_at=case.recorded_at,
        recorded_by=factories.user(),
        agency=case.responsible_agency,
        text="Sức khoẻ",
    )
    case.health_notes.model.objects.bulk_create([note])
    with reading.opened("test"):
        assert case.health_notes.get().text == "Sức khoẻ"
