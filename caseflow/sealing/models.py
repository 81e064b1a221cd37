"""Rows with sealed columns, and the table of keys."""

import hmac
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction

from audit.trail import Change
from caseflow.sealing import cells, keys, reading
from caseflow.sealing.errors import SealError
from caseflow.sealing.fields import Pending, Sealed, SealedField

Row = TypeVar("Row", bound="SealedModel")
TAG = 16


class KeyringKey(models.Model):
    """One wrapped data key; lives in the `keyring` database only."""

    class State(models.TextChoices):
        """Whether the key seals, only opens, or is gone."""

        ACTIVE = "active"
        DECRYPT = "decrypt"
        DESTROYED = "destroyed"

    scope_kind = models.PositiveSmallIntegerField()
    scope_id = models.UUIDField()
    ver = models.PositiveIntegerField()
    kek_id = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    commit = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=State)
    created = models.DateTimeField()

    class Meta:
        db_table = "keyring_key"
        constraints = [
            models.UniqueConstraint(
                fields=["scope_kind", "scope_id", "ver"], name="keyring_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope_kind}:{self.scope_id}:{self.ver}"


class SealedQuerySet(models.QuerySet[Row]):
    """Seals or refuses, whichever way a row is written."""

    def update(self, **kwargs: Any) -> int:
        """As Django's, without sealed columns and without columns the row tag covers."""
        guarded = {field.name for field in sealed_fields(self.model)} | {
            name.removesuffix("_id") for name in self.model.Seal.tagged
        }
        if touched := guarded & {name.removesuffix("_id") for name in kwargs}:
            raise TypeError(f"Save the row to change {sorted(touched)}.")
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        """As Django's; every row is sealed and tagged first."""
        rows = list(objs)
        for row in rows:
            row.seal_row()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """As Django's in effect; each row is sealed, tagged and written by itself."""
        names = list(fields)
        rows = list(objs)
        with transaction.atomic():
            for row in rows:
                row.save(update_fields=names)
        return len(rows)


class SealedModel(models.Model):
    """A row with sealed columns: its own uid, its scope (the case), a version and a tag over all.

    `class Seal: tagged = (…)` names plain columns the tag covers too. The tag makes a rolled-back or
    emptied cell show when the row is first opened.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    scope_uid = models.UUIDField(editable=False)
    row_ver = models.PositiveIntegerField(default=0, editable=False)
    row_tag = models.BinaryField(max_length=TAG, editable=False)

    objects: ClassVar[Any] = SealedQuerySet.as_manager()

    SCOPE_KIND: ClassVar[int] = keys.KIND_CASE

    class Meta:
        abstract = True

    class Seal:
        tagged: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def from_db(  # type: ignore[override]  # Django 5.2 has no fetch modes
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """As Django's, remembering the row as it was stored."""
        row = super().from_db(db, field_names, values)
        row.remember()
        return row

    def remember(self) -> None:
        """Keep the stored values the tag covers, apart from later changes of this object."""
        names = [field.attname for field in sealed_fields(type(self))]
        names += [*self.Seal.tagged, "row_ver", "row_tag", "scope_uid", "uid"]
        self.__dict__["_stored"] = {
            name: self.__dict__[name] for name in names if name in self.__dict__
        }
        self.__dict__["_checked"] = False
        self.__dict__["_changes"] = []

    def __getstate__(self) -> dict[str, Any]:  # noqa: DJ012 - stands beside what it guards
        """For pickle and copy: sealed bytes only; refuses a row with unsaved plain values."""
        if any(isinstance(value, Pending) for value in self.__dict__.values()):
            raise TypeError("Plain values are not pickled or copied; save the row first.")
        return super().__getstate__()

    def place(self, label: str) -> cells.Place:
        """Where a cell of this row belongs."""
        return cells.Place(self.SCOPE_KIND, self.scope_uid, self.uid, label)

    def open_cell(self, field: SealedField, held: Sealed) -> Any:
        """The plain value, noted in the read set; the row's tag is checked first."""
        self.check_row()
        reading.note(field.label, self.uid)
        return cells.unseal(held.cell, self.place(field.label))

    def check_row(self) -> None:
        """SealError when a cell or tagged column is not what was stored last; asked once a load."""
        if self._state.adding or self.__dict__.get("_checked"):
            return
        stored = self._all_stored()
        expected = _tag(type(self), stored)
        if not hmac.compare_digest(expected, bytes(stored["row_tag"])):
            raise SealError("A row is not what was stored last.")
        self.__dict__["_checked"] = True

    def _all_stored(self) -> dict[str, Any]:
        stored: dict[str, Any] = self.__dict__.get("_stored", {})
        wanted = [field.attname for field in sealed_fields(type(self))]
        wanted += [*self.Seal.tagged, "row_ver", "row_tag", "scope_uid", "uid"]
        if any(name not in stored for name in wanted):
            whole = type(self)._base_manager.get(pk=self.pk)
            stored = whole.__dict__["_stored"]
        return stored

    def seal_pending(self) -> Sequence[Change]:
        """Seal plain values given since the last save; returns every change so far."""
        stored = self.__dict__.get("_stored", {})
        changes: list[Change] = self.__dict__.setdefault("_changes", [])
        for field in sealed_fields(type(self)):
            held = self.__dict__.get(field.attname)
            before = stored.get(field.attname)
            if isinstance(held, Pending):
                cell = cells.seal(held.value, self.place(field.label), step=field.pad)
                self.__dict__[field.attname] = Sealed(cell)
                changes.append(Change(field.label, before.cell if before else None, cell))
            elif held is None and before is not None and field.attname in self.__dict__:
                gone = Change(field.label, before.cell, None)
                if gone not in changes:
                    changes.append(gone)
        return changes

    def seal_row(self) -> None:
        """Seal what is pending and tag the row at its next version; a stored row is checked first."""
        if not self._state.adding:
            self.check_row()
        self.seal_pending()
        missing = [
            field.attname
            for field in sealed_fields(type(self))
            if field.attname not in self.__dict__
        ]
        if missing:
            self.refresh_from_db(fields=missing)
        self.row_ver += 1
        names = [field.attname for field in sealed_fields(type(self))]
        names += [*self.Seal.tagged, "row_ver", "scope_uid", "uid"]
        self.row_tag = _tag(type(self), {name: _held(self, name) for name in names})

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: DJ012 - the last step of sealing
        """As Django's, sealed and tagged; plain values are gone from memory afterwards."""
        self.seal_row()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "row_ver", "row_tag"}
        super().save(*args, **kwargs)
        self.remember()
        self.__dict__["_checked"] = True


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The sealed columns of a model, by label."""
    found = [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    return sorted(found, key=lambda field: field.label)


def _held(row: SealedModel, name: str) -> Any:
    return row.__dict__[name] if name in row.__dict__ else getattr(row, name)


def _tag(model: type[SealedModel], values: dict[str, Any]) -> bytes:
    """HMAC over labels, uid, version, every cell and every tagged column; each with its length."""
    parts = [values["uid"].bytes, values["row_ver"].to_bytes(8, "big")]
    for field in sealed_fields(model):
        held = values[field.attname]
        parts += [field.label.encode(), held.cell if held is not None else b"\0none"]
    for name in sorted(model.Seal.tagged):
        parts += [name.encode(), _plain(model, name, values[name])]
    message = b"tiepbuoc/v1/row\0" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    version = _key_version(model, values)
    key = keys.version(model.SCOPE_KIND, values["scope_uid"], version)
    return hmac.digest(key.row_key, message, "sha256")[:TAG]


def _key_version(model: type[SealedModel], values: dict[str, Any]) -> int:
    """Rows are tagged under the newest key any of their cells uses; rows without cells under 1."""
    found = [
        int.from_bytes(held.cell[1:5], "big")
        for field in sealed_fields(model)
        if (held := values[field.attname]) is not None
    ]
    return max(found, default=1)


def _plain(model: type[models.Model], name: str, value: Any) -> bytes:
    field: Any = model._meta.get_field(name.removesuffix("_id"))
    value = getattr(field, "target_field", field).to_python(value)
    if isinstance(value, datetime):
        return str(int(value.timestamp() * 1_000_000)).encode()
    if isinstance(value, date):
        return value.isoformat().encode()
    if isinstance(value, UUID):
        return value.bytes
    return json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
