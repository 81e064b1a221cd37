"""Rows with sealed columns: sealed and tagged whichever way they are written, told to the log."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, NoReturn, Self, TypeVar
from uuid import uuid4

from django.core.exceptions import FieldError
from django.db import models, transaction

from audit.told import ToldQuerySet, ToldRow
from audit.trail import Change, tie
from caseflow.sealing import cells, keys, reading, tags
from caseflow.sealing.errors import Outdated, SealError
from caseflow.sealing.fields import Pending, Sealed, SealedField
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.tags import TAG, sealed_fields

__all__ = ["KeyringKey", "SealedModel", "SealedQuerySet", "sealed_fields"]

Row = TypeVar("Row", bound="SealedModel")


class SealedQuerySet(ToldQuerySet[Row]):
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
        """As Django's; every row is sealed and tagged first. Never writes over a stored row."""
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise TypeError("Sealed rows are created or saved, not merged.")
        rows = list(objs)
        with transaction.atomic(savepoint=False):
            for row in rows:
                row.seal_row()
            created = super().bulk_create(rows, *args, **kwargs)
            for row in created:
                row.stored()
        return created

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

    def delete(self) -> NoReturn:
        """Refused: a file is erased by destroying its key, and its rows stay."""
        raise TypeError("Sealed rows are not deleted; erase the key of their case.")

    def _raw_delete(self, using: str | None) -> NoReturn:
        raise TypeError("Sealed rows are not deleted; erase the key of their case.")

    def order_by(self, *field_names: Any) -> Self:
        """As Django's; FieldError for sealed columns, whose bytes have no order."""
        sealed = {field.name for field in sealed_fields(self.model)}
        for name in field_names:
            if isinstance(name, str) and name.lstrip("-") in sealed:
                raise FieldError(f"{name.lstrip('-')} is sealed and has no order.")
        return super().order_by(*field_names)


class SealedModel(ToldRow):
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
    WRITTEN_ONCE: ClassVar[bool] = False
    """Whether a stored row is never saved again; only a newer key may seal it anew."""

    class Meta:
        abstract = True

    class Seal:
        tagged: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def untold(cls) -> frozenset[str]:
        """What the row tag covers is told by the tag."""
        return super().untold() | tags.covered(cls)

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
        held = self.__dict__
        held.pop("_stored", None)
        held.update(_stored=held.copy(), _checked=False, _changes=[])

    def __getstate__(self) -> dict[str, Any]:
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
        stored = self.all_stored()
        tag = stored["row_tag"]
        if not isinstance(tag, bytes | memoryview) or not tags.fits(type(self), stored, bytes(tag)):
            raise SealError("A row is not what was stored last.")
        self.__dict__["_checked"] = True

    def all_stored(self) -> dict[str, Any]:
        """Everything the tag covers, and the tag, as stored; read again where it was deferred.

        Raises Outdated when the row was saved in between.
        """
        stored: dict[str, Any] = self.__dict__.get("_stored", {})
        needed = tags.covered(type(self))
        if needed <= stored.keys():
            return stored
        whole = type(self)._base_manager.get(pk=self.pk).__dict__["_stored"]
        if any(whole[name] != stored[name] for name in needed & stored.keys()):
            raise Outdated("The row was saved by somebody else.")
        self.__dict__["_stored"] = whole
        return dict(whole)

    def seal_pending(self) -> None:
        """Seal plain values given since the last save, and remember each change for the log."""
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

    def seal_row(self) -> None:
        """Seal what is pending and tag the row at its next version; a stored row is checked first."""
        before = 0
        if not self._state.adding:
            self.check_row()
            before = self.all_stored()["row_ver"]
        self.seal_pending()
        missing = [
            field.attname
            for field in sealed_fields(type(self))
            if field.attname not in self.__dict__
        ]
        if missing:
            self.refresh_from_db(fields=missing)
        self.row_ver = before + 1
        names = tags.covered(type(self))
        self.row_tag = tags.make(type(self), {name: _held(self, name) for name in names})

    def stored(self) -> None:
        """The row is in the database now: tell the log how, and forget the plain values."""
        changes = self.__dict__.get("_changes", ())
        self.remember()
        self.tell(self.__dict__["_stored"], changes)
        self.__dict__["_checked"] = True

    def tell(self, stored: dict[str, Any], changes: Sequence[Change] = ()) -> None:
        """Tie the row as it is stored now to the log."""
        tie(self.uid, stored["row_ver"], bytes(stored["row_tag"]), changes)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, sealed, tagged and tied to the log.

        Raises Outdated when the stored row is no longer the one that was loaded, TypeError for a stored
        row of a table that is written once.
        """
        if self.WRITTEN_ONCE and not self._state.adding:
            raise TypeError("This row is written once: add the next version.")
        self.seal_row()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "row_ver", "row_tag"}
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            self.stored()

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; what a fixture holds is refused, for it would be sealed twice."""
        if kwargs.get("raw"):
            raise TypeError("Sealed rows come back from a backup, not from fixtures.")
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: a file is erased by destroying its key, and its rows stay."""
        raise TypeError("Sealed rows are not deleted; erase the key of their case.")

    def _do_update(self, base_qs: Any, *args: Any) -> Any:
        """Compare and swap: only over the version that was loaded."""
        if self._state.adding:
            return super()._do_update(base_qs, *args)
        loaded = self.all_stored()["row_ver"]
        if not super()._do_update(base_qs.filter(row_ver=loaded), *args):
            raise Outdated("The row was saved by somebody else.")
        return True


def _held(row: SealedModel, name: str) -> Any:
    return row.__dict__[name] if name in row.__dict__ else getattr(row, name)
