"""Columns that hold sealed bytes only: plain values go in, and come out inside a recorded reveal."""

import base64
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from django.core import exceptions
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str] = {}
"""Every label and the model field that carries it; checked against the registry file."""


class Sealed:
    """Sealed bytes on their way between row and database; shows nothing."""

    __slots__ = ("cell",)

    def __init__(self, cell: bytes) -> None:
        self.cell = cell

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.cell == other.cell

    def __hash__(self) -> int:
        return hash(self.cell)


class Pending:
    """A plain value given to a row that was not saved yet; never pickled, never shown."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<pending>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("Plain values are not pickled or copied; save the row first.")


class SealedDescriptor:
    """Reading opens lazily inside a reveal; writing keeps the plain value until the row is saved."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        held = row.__dict__[self.field.attname]
        if isinstance(held, Pending):
            return held.value
        if held is None:
            row.check_row()
            return None
        return row.open_cell(self.field, held)

    def __set__(self, row: Any, value: Any) -> None:
        if value is None or isinstance(value, Sealed | Pending):
            row.__dict__[self.field.attname] = value
        else:
            row.__dict__[self.field.attname] = Pending(self.field.normal(value))


class SealedField(models.Field):  # type: ignore[type-arg]  # Django fields take no parameters at run time
    """Base of sealed columns. `label` is a logical name that never changes; `pad` hides length."""

    description = "Sealed value"
    python_type: type = str

    def __init__(self, verbose_name: Any = None, *, label: str = "", pad: int = 32, **kwargs: Any):
        self.label = label
        self.pad = pad
        self.longest: int | None = kwargs.pop("max_length", None)
        kwargs["null"] = True
        kwargs.setdefault("blank", True)
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """What a migration keeps."""
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"label": self.label, "pad": self.pad}
        if self.longest is not None:
            kwargs["max_length"] = self.longest
        return name, path, args, kwargs

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> None:
        """Hang the descriptor on the model."""
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, self.attname, SealedDescriptor(self))

    def get_internal_type(self) -> str:
        """Stored as bytes."""
        return "BinaryField"

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        """SQLite columns are untyped: text written by hand must not enter."""
        if connection.vendor == "sqlite":
            column = connection.ops.quote_name(str(self.column))
            return f"typeof({column}) IN ('blob', 'null')"
        return None

    def from_db_value(self, value: Any, *args: Any) -> Sealed | None:
        """Bytes as they stand; anything else was written behind our back and never opens."""
        if value is None:
            return None
        return Sealed(bytes(value) if isinstance(value, bytes | memoryview) else b"")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Only sealed bytes reach the database layer."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.label} accepts sealed values only; save the row instead.")
        return connection.Database.Binary(value.cell)

    def get_prep_value(self, value: Any) -> Any:
        """Unchanged."""
        return value

    def pre_save(self, model_instance: Any, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """The sealed bytes; a pending value is sealed now."""
        model_instance.seal_pending()
        return model_instance.__dict__[self.attname]

    def value_from_object(self, obj: Any) -> Any:
        """For forms and serialisers: never the plain value."""
        return obj.__dict__.get(self.attname)

    def value_to_string(self, obj: Any) -> str:
        """For dumpdata: sealed bytes in base64; refuses a row that was not saved."""
        held = obj.__dict__.get(self.attname)
        if isinstance(held, Pending):
            raise TypeError("Plain values are not written out; save the row first.")
        return base64.b64encode(held.cell).decode() if held else ""

    def to_python(self, value: Any) -> Any:
        """Typed input stays what was typed; nothing is ever decrypted here."""
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull` makes sense on sealed bytes."""
        if lookup_name != "isnull":
            raise exceptions.FieldError(
                f"{self.label} is sealed and cannot be compared; search by its index."
            )
        return super().get_lookup(lookup_name)

    def normal(self, value: Any) -> Any:
        """The value as it will be sealed; TypeError for another type, ValidationError if too long."""
        if not isinstance(value, self.python_type):
            raise TypeError(f"{self.label} takes {self.python_type.__name__}.")
        return value

    def formfield(self, **kwargs: Any) -> NoReturn:
        """Refused: a form made from the model would show sealed bytes and save them as text."""
        raise TypeError(f"{self.label} is sealed; declare its form field by hand.")


class SealedText(SealedField):
    """Text, stored in NFC."""

    python_type = str

    def normal(self, value: Any) -> str:
        """NFC text within the longest length in characters."""
        text = unicodedata.normalize("NFC", super().normal(value))
        if self.longest is not None and len(text) > self.longest:
            raise exceptions.ValidationError(
                _("Dài quá %(most)s ký tự."), params={"most": self.longest}
            )
        return text


class SealedDate(SealedField):
    """A calendar date."""

    python_type = date


class SealedInteger(SealedField):
    """A whole number."""

    python_type = int


class SealedJSON(SealedField):
    """A list or mapping of plain JSON values."""

    python_type = object
