"""Rows whose plain columns the log knows: each way to write one tells the log how it stands then.

`verify_trail --rows` names a row that was changed, added or removed behind the application's back. Values
that are empty or a column's fixed default are left out of the digest, so that a new column with a default
leaves every row as it was told.
"""

import hmac
import json
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any, ClassVar, NamedTuple, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from audit import rows
from audit.readable import UNREADABLE, attempt, passed_off, types_of

M = TypeVar("M", bound=models.Model)
BATCH = 2000
TAG = 16
LEFT_OUT: tuple[Any, ...] = (None, "", [], {})


class ToldQuerySet(models.QuerySet[M]):
    """As Django's; what it writes is told to the log."""

    def update(self, **kwargs: Any) -> int:
        """As Django's; an update that finds no row writes nothing."""
        if not _tells(self.model, kwargs):
            return super().update(**kwargs)
        with transaction.atomic(savepoint=False):
            found = list(self.order_by().values_list("pk", flat=True))
            if not found:
                return 0
            only = self.filter(pk__in=found)
            updated = super(ToldQuerySet, only).update(**kwargs)
            for pk in found:
                rows.touched(self.model, pk, None)
        return updated

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's; TypeError where rows that are there already would be passed over."""
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise TypeError("Rows the log is told of are created or saved, not merged.")
        with transaction.atomic(savepoint=False):
            created = super().bulk_create(objs, *args, **kwargs)
            for row in created if _tells(self.model, None) else ():
                rows.touched(self.model, row.pk, digest_of(row))
        return created

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's."""
        with transaction.atomic(savepoint=False):
            found = list(self.order_by().values_list("pk", flat=True))
            deleted = super().delete()
            for pk in found:
                rows.touched(self.model, pk, rows.GONE)
        return deleted


class ToldRow(models.Model):
    """A row whose plain columns are told to the log, whichever way it is written."""

    UNTOLD: ClassVar[frozenset[str]] = frozenset()
    """Columns left out: what another check covers, and what may change without a deed."""

    every_row: ClassVar[Any] = ToldQuerySet.as_manager()
    """For what no other door may write: without the refusals of a model's own queryset, still told."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; the row is told with the events of the transaction."""
        names = kwargs.get("update_fields")
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if _tells(type(self), names):
                rows.touched(type(self), self.pk, digest_of(self))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; that the row is gone is told too."""
        with transaction.atomic(savepoint=False):
            model, pk = type(self), self.pk
            deleted = super().delete(*args, **kwargs)
            rows.touched(model, pk, rows.GONE)
        return deleted

    @classmethod
    def untold(cls) -> frozenset[str]:
        """Attribute names of the columns the digest leaves out."""
        return cls.UNTOLD


_of_others: dict[type[models.Model], frozenset[str]] = {}


def tell_of(model: type[models.Model], *, but: frozenset[str]) -> None:
    """Tell the log of a table of somebody else's app too, save for the columns `but`.

    Its rows are told when they are saved or deleted one by one; called once when the app starts.
    """
    _of_others[model] = but | {model._meta.pk.attname}
    post_save.connect(_saved, sender=model, dispatch_uid=f"told.{model._meta.label}")
    post_delete.connect(_deleted, sender=model, dispatch_uid=f"gone.{model._meta.label}")


def _saved(sender: type[models.Model], instance: models.Model, **more: Any) -> None:
    if _tells(sender, more.get("update_fields")):
        rows.touched(sender, instance.pk, digest_of(instance))


def _deleted(sender: type[models.Model], instance: models.Model, **more: Any) -> None:
    rows.touched(sender, instance.pk, rows.GONE)


@cache
def columns(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    """The columns whose values are told, by name; none for a table that is not told."""
    if issubclass(model, ToldRow):
        left_out = model.untold() | {model._meta.pk.attname}
    elif model in _of_others:
        left_out = _of_others[model]
    else:
        return ()
    found = [field for field in model._meta.concrete_fields if field.attname not in left_out]
    return tuple(sorted(found, key=lambda field: field.attname))


def _tells(model: type[models.Model], names: Iterable[str] | None) -> bool:
    """Whether a write to these columns, or to all of them, is one to tell of."""
    if names is None:
        return bool(columns(model))
    written = set(names)
    return any(field.name in written or field.attname in written for field in columns(model))


def digest_of(row: models.Model) -> bytes | None:
    """The digest of a row just saved; None where the database has to be asked how it stands."""
    held = row.__dict__
    try:
        values = [held[field.attname] for field in columns(type(row))]
        return _digest(type(row), row.pk, values, stored=False)
    except (KeyError, *UNREADABLE):
        return None


def read(
    model: type[models.Model], pks: Iterable[Any], *, locked: bool = False
) -> dict[Any, bytes]:
    """Digests of rows as they stand; `locked` keeps others from writing them before they are told."""
    found = model._base_manager.filter(pk__in=list(pks)).order_by("pk")
    return _digests(model, found.select_for_update() if locked else found)


def words(notes: Iterable[rows.PlainNote], key: bytes) -> list[str]:
    """What an entry says of rows of plain columns, as they stand now: table, number, tag."""
    latest = {(note.model, note.pk): note.digest for note in notes}
    asked: dict[type[models.Model], list[Any]] = {}
    for (model, pk), digest in latest.items():
        if digest is None:
            asked.setdefault(model, []).append(pk)
    for model, pks in asked.items():
        found = read(model, pks, locked=True)
        latest |= {(model, pk): found.get(pk, rows.GONE) for pk in pks}
    return sorted(
        f"{rows.plain_key(model._meta.label_lower, pk)}:{_word(key, digest or rows.GONE)}"
        for (model, pk), digest in latest.items()
    )


def _word(key: bytes, digest: bytes) -> str:
    return "" if digest == rows.GONE else tag(key, digest).hex()


def live_rows() -> Iterator[rows.LiveRow]:
    """Every told row as it stands; for `verify_trail --rows`."""
    for model in apps.get_models():
        if not columns(model) or not model._meta.managed:
            continue
        name = model._meta.label_lower
        for pk, digest in _every_digest(model):
            yield rows.LiveRow(name, rows.plain_key(name, pk), 0, digest, whole=True, plain=True)


def _every_digest(model: type[models.Model]) -> Iterator[tuple[Any, bytes]]:
    """Digest by number; a row whose values cannot be read as what they should be has none."""
    names = {field.attname for field in columns(model)}
    pks = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    odd = {pk for pk, found in passed_off(model).items() if found & names}
    for start in range(0, len(pks), BATCH):
        batch = model._base_manager.filter(pk__in=pks[start : start + BATCH]).order_by("pk")
        together = attempt(_digests, model, batch)
        if together is not None:
            yield from ((pk, b"unreadable" if pk in odd else told) for pk, told in together.items())
            continue
        for pk in pks[start : start + BATCH]:
            alone = attempt(read, model, [pk])
            yield pk, b"unreadable" if alone is None or pk in odd else alone[pk]


def _digests(model: type[models.Model], found: "models.QuerySet[Any]") -> dict[Any, bytes]:
    names = [field.attname for field in columns(model)]
    return {pk: _digest(model, pk, values) for pk, *values in found.values_list("pk", *names)}


class _Column(NamedTuple):
    name: bytes
    exact: type | None
    """Values of this very type are told as they are, others as the field understands them."""
    understood: Callable[[Any], Any]
    kept: Container[type]
    """What the database gives for it; anything else was written there by hand."""
    default: object


_EXACT: dict[type["models.Field[Any, Any]"], type] = {
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.BooleanField: bool,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.UUIDField: UUID,
}


@cache
def _plan(model: type[models.Model]) -> tuple[bytes, tuple[_Column, ...]]:
    """The table as a digest names it, and how its columns go in."""
    plan = []
    for field in columns(model):
        holder = getattr(field, "target_field", field)
        exact = next(
            (found for kind, found in _EXACT.items() if type(holder).to_python is kind.to_python),
            None,
        )
        default = object() if callable(field.default) else field.default
        name, kept = part(field.attname.encode()), types_of(holder)
        plan.append(_Column(name, exact, holder.to_python, kept, default))
    return part(model._meta.label_lower.encode()), tuple(plan)


def _digest(
    model: type[models.Model], pk: Any, values: Iterable[Any], *, stored: bool = True
) -> bytes:
    """TypeError for what was `stored` and is not of its column's type, though it might be understood."""
    table, plan = _plan(model)
    parts = [table, part(str(pk).encode())]
    for column, value in zip(plan, values, strict=True):
        plain = value
        if type(value) is not column.exact:
            if stored and value is not None and type(value) not in column.kept:
                raise TypeError(column.name)
            plain = column.understood(value)
        if plain not in LEFT_OUT and plain != column.default:
            parts += (column.name, part(encoded(plain)))
    return sha256(b"".join(parts)).digest()


def tag(key: bytes, digest: bytes) -> bytes:
    """What an entry holds of a plain row: keyed, so that a value cannot be guessed from the log."""
    return hmac.digest(key, b"tiepbuoc/v1/told\0" + digest, "sha256")[:TAG]


def part(value: bytes) -> bytes:
    """Bytes behind their length, so that two values never run into each other."""
    return len(value).to_bytes(4, "big") + value


_ENCODERS: dict[type, Callable[[Any], bytes]] = {
    str: lambda value: encode_basestring(value).encode(),
    int: lambda value: str(value).encode(),
    bool: lambda value: b"true" if value else b"false",
    datetime: lambda value: str(int(value.timestamp() * 1_000_000)).encode(),
    date: lambda value: value.isoformat().encode(),
    UUID: lambda value: value.bytes,
    bytes: bytes,
    memoryview: bytes,
    Decimal: lambda value: str(value.normalize()).encode(),
}


def encoded(value: Any) -> bytes:
    """The bytes that stand for a column's value in a digest or tag; TypeError for what is none."""
    for kind in type(value).__mro__:
        if encoder := _ENCODERS.get(kind):
            return encoder(value)
    if isinstance(value, dict | list | tuple):
        value = json.loads(json.dumps(value))
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
