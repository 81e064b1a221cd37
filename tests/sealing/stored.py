"""Sealed rows as they are stored, and what somebody with the database would do to them."""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from caseflow.models import Person
from caseflow.sealing import reading

NAME = "Lò Thị BÍ-MẬT"


def opened(row: Person, name: str = "full_name") -> Any:
    """The plain value, as a recorded reveal reads it."""
    with reading.opened("test"):
        return getattr(Person.objects.get(pk=row.pk), name)


def raw(row: models.Model, column: str = "full_name") -> bytes:
    """The stored bytes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def write(row: models.Model, column: str, value: Any) -> None:
    """What somebody with the database would do."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE id = %s", [value, row.pk]
        )
