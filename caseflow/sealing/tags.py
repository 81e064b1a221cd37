"""The tag of a row: an HMAC over everything sealed in it, so that no cell can be put back alone.

It covers the row's uid and version, every label with its cell, and the plain columns named in
`Seal.tagged`, each with its length. A whole old row put back carries its old tag; the log knows the
newest one (`verify_trail --rows`).
"""

import hmac
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models

from audit.told import encoded, part
from caseflow.sealing import keys
from caseflow.sealing.cache import DataKey
from caseflow.sealing.cells import HEADER
from caseflow.sealing.fields import SealedField

if TYPE_CHECKING:
    from caseflow.sealing.models import SealedModel

TAG = 16
PREFIX = b"tiepbuoc/v1/row\0"
Values = dict[str, Any]


@cache
def sealed_fields(model: type[models.Model]) -> tuple[SealedField, ...]:
    """The sealed columns of a model, by label."""
    found = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    return tuple(sorted(found, key=lambda field: field.label))


@cache
def covered(model: "type[SealedModel]") -> frozenset[str]:
    """Attribute names of every column that the tag covers, its scope and the tag included."""
    sealed = [field.attname for field in sealed_fields(model)]
    return frozenset({*sealed, *model.Seal.tagged, "row_tag", "row_ver", "scope_uid", "uid"})


def make(model: "type[SealedModel]", values: Values) -> bytes:
    """The tag of a row about to be stored: under the newest key its cells use.

    A row without any cell is tagged under the key that seals now.
    """
    number = max(_versions_used(model, values), default=0)
    scope = values["scope_uid"]
    kind = model.SCOPE_KIND
    key = keys.version(kind, scope, number) if number else keys.active(kind, scope)
    return _tag(model, values, key.row_key)


def fits(model: "type[SealedModel]", values: Values, tag: bytes) -> bool:
    """Whether a stored row carries the tag of what it holds. Raises Erased, SealError."""
    return key_version(model, values, tag) is not None


def key_version(model: "type[SealedModel]", values: Values, tag: bytes) -> int | None:
    """The version of the key a row is tagged under, where the tag fits."""
    for key in _candidates(model, values):
        if hmac.compare_digest(_tag(model, values, key.row_key), tag):
            return key.version
    return None


def _candidates(model: "type[SealedModel]", values: Values) -> Iterable[DataKey]:
    number = max(_versions_used(model, values), default=0)
    if number:
        return [keys.version(model.SCOPE_KIND, values["scope_uid"], number)]
    newest = keys.active(model.SCOPE_KIND, values["scope_uid"])
    older = keys.versions(model.SCOPE_KIND, values["scope_uid"]) if newest.version > 1 else []
    return [newest, *reversed(older)]


def _versions_used(model: type[models.Model], values: Values) -> set[int]:
    return {
        int.from_bytes(held.cell[1:HEADER], "big")
        for name, _label in _cells(model)
        if (held := values[name]) is not None
    }


@cache
def _cells(model: type[models.Model]) -> tuple[tuple[str, bytes], ...]:
    """Attribute name and label, its length before it, of every sealed column."""
    return tuple((field.attname, part(field.label.encode())) for field in sealed_fields(model))


@cache
def _plain_columns(model: "type[SealedModel]") -> tuple[tuple[str, bytes, Any], ...]:
    """Attribute name, name with its length before it, and field of every plain column covered."""
    return tuple(
        (name, part(name.encode()), _target(model._meta.get_field(name.removesuffix("_id"))))
        for name in sorted(model.Seal.tagged)
    )


def _target(field: Any) -> Any:
    return getattr(field, "target_field", field)


def _tag(model: "type[SealedModel]", values: Values, key: bytes) -> bytes:
    parts = [PREFIX, part(values["uid"].bytes), part(values["row_ver"].to_bytes(8, "big"))]
    for name, label in _cells(model):
        held = values[name]
        parts += (label, part(held.cell if held is not None else b"\0none"))
    for name, label, field in _plain_columns(model):
        parts += (label, part(encoded(field.to_python(values[name]))))
    return hmac.digest(key, b"".join(parts), "sha256")[:TAG]
