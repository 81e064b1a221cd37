"""Rows read one by one where together they cannot be: one that holds what its columns do not allow hides no other.

SQLite lets any value into any column; both databases hold instants and dates that Python has no word for.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    DataError,
    connection,
    connections,
    models,
)
from django.db.backends.base.base import BaseDatabaseWrapper

from audit.findings import Finding
from audit.rows import LiveRow

T = TypeVar("T")
BATCH = 2000
UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    ValidationError,
)
"""What reading a value raises that is not what its column should hold."""
DAY = "-".join(["[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2])
SECOND = f"{DAY} {':'.join(['[0-9]' * 2] * 3)}"
WAYS = (DAY, SECOND, f"{SECOND}.{'[0-9]' * 6}")
"""How days and instants stand in SQLite, as its patterns."""
UNREAD = "it cannot be read"

_KINDS: tuple[tuple[type["models.Field[Any, Any]"], tuple[type, ...], str], ...] = (
    (models.BinaryField, (bytes, memoryview), "blob"),
    (models.BooleanField, (bool,), "integer"),
    (models.IntegerField, (int,), "integer"),
    (models.CharField, (str,), "text"),
    (models.TextField, (str,), "text"),
    (models.DateTimeField, (datetime,), "text"),
    (models.DateField, (date,), "text"),
    (models.UUIDField, (UUID,), "text"),
)
"""For a kind of column the types of its values, and how SQLite calls what it should keep there."""


def attempt(read: Callable[..., T], *asked: Any) -> T | None:
    """What is read of what is asked, or None where a value in the database is not what its column should hold.

    Other errors of the database are raised, for a lost connection says nothing about a row.
    """
    try:
        return read(*asked)
    except (DataError, *UNREADABLE):
        return None
    except DatabaseError:
        if connection.vendor != "sqlite":
            raise
        return None  # text that is not UTF-8


def each(found: "models.QuerySet[Any]", *names: str) -> Iterator[tuple[int, Any]]:
    """Number and row in the order of `found`, or these columns of it; None for one that cannot be read.

    Every column that is read must hold a value of its type. The numbers are kept in memory, the rows are not.
    """
    rows = found.order_by()
    fields = [found.model._meta.get_field(name) for name in names]

    def read(pks: Sequence[int]) -> dict[int, Any]:
        some = rows.filter(pk__in=pks)
        if names:
            return {pk: tuple(values) for pk, *values in some.values_list("pk", *names)}
        return {row.pk: row for row in some}

    pks = list(found.values_list("pk", flat=True))
    odd = passed_off(found.model, found.db)
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        together = attempt(read, batch)
        for pk in batch:
            here = attempt(read, [pk]) if together is None else together
            if here is None:
                yield pk, None
            elif pk in here:
                row = here[pk]
                whole = all(map(_fits, fields, row)) if names else _is_as_declared(row)
                if pk in odd and odd[pk] & set(names or row.__dict__):
                    whole = False
                yield pk, row if whole else None


def _is_as_declared(row: models.Model) -> bool:
    """Whether every loaded column holds a value of its type."""
    loaded = row.__dict__
    return all(
        _fits(field, loaded[field.attname])
        for field in row._meta.concrete_fields
        if field.attname in loaded
    )


def _fits(field: "models.Field[Any, Any]", value: Any) -> bool:
    if value is None:
        return field.null
    return type(value) in types_of(field)


class _Any:
    def __contains__(self, _kind: object) -> bool:
        return True


def types_of(field: "models.Field[Any, Any]") -> Container[type]:
    """The types of what the database gives for such a column, where it is of a usual kind."""
    kind = getattr(field, "target_field", field)
    return next((types for of, types, _kept in _KINDS if isinstance(kind, of)), _Any())


def unread(model: type[models.Model], pk: object, problem: str = UNREAD) -> Finding:
    """The finding about a row of the log's own tables that cannot be read."""
    return Finding(0, str(pk), problem, row=model._meta.label_lower)


def unreadable(name: str, pk: object, uid: UUID | None = None) -> LiveRow:
    """A row of a table that cannot be compared, known to the log by its uid where that can be read."""
    return LiveRow(name, uid.hex if uid else str(pk), 0, b"", whole=False, readable=False)


def uid_of(model: type[models.Model], pk: object) -> UUID | None:
    """The uid of a row of which other columns may hold anything; None where it cannot be read itself."""
    ((_pk, row),) = each(model._base_manager.filter(pk=pk), "uid")
    return row[0] if row else None


def mistyped(model: type[models.Model], names: Sequence[str]) -> Iterator[Finding]:
    """Rows of a large table that hold values of another type in these columns; only SQLite lets them in.

    The database looks through the table itself, so that no row without fault is read.
    """
    if connection.vendor != "sqlite":
        return
    tests = {
        field.attname: _is_wrong(field)
        for field in model._meta.concrete_fields
        if field.attname in names
    }
    for number, columns in _where(model, tests, connection):
        yield unread(model, number, f"{UNREAD}: of another type is {columns}")


def _is_wrong(field: "models.Field[Any, Any]") -> str:
    kept = next(kept for of, _types, kept in _KINDS if isinstance(field, of))
    allowed = f"'{kept}', 'null'" if field.null else f"'{kept}'"
    return f"typeof({_quoted(field)}) NOT IN ({allowed})"


def passed_off(model: type[models.Model], using: str = DEFAULT_DB_ALIAS) -> dict[Any, set[str]]:
    """By number the columns of SQLite whose value reads as nothing or as false although another stands there.

    Queries see what stands there: an end that is no day is an end, for them.
    """
    if connections[using].vendor != "sqlite":
        return {}
    tests = {}
    for field in model._meta.concrete_fields:
        column = _quoted(field)
        if isinstance(field, models.BooleanField):
            tests[field.attname] = f"{column} NOT IN (0, 1)"
        elif isinstance(field, models.DateField):
            ways = " OR ".join(f"{column} GLOB '{way}'" for way in WAYS)
            tests[field.attname] = f"{column} IS NOT NULL AND NOT ({ways})"
    found = _where(model, tests, connections[using]) if tests else ()
    return {number: set(columns.split(", ")) for number, columns in found}


def _where(
    model: type[models.Model], tests: dict[str, str], database: BaseDatabaseWrapper
) -> list[tuple[Any, str]]:
    """Number and columns of every row of which a test is true; none where a damaged file yields no rows."""
    said = " || ".join(
        f"CASE WHEN {test} THEN ', {name}' ELSE '' END" for name, test in tests.items()
    )
    key = _quoted(model._meta.pk)
    named = (
        f"CASE typeof({key}) WHEN 'integer' THEN {key} ELSE 'without number, rowid ' || rowid END"
    )

    def look() -> list[tuple[Any, str]]:
        with database.cursor() as cursor:
            cursor.execute(
                f"SELECT {named}, substr({said}, 3) FROM {model._meta.db_table} WHERE "  # noqa: S608 - constant names
                f"{' OR '.join(tests.values())} ORDER BY rowid"
            )
            return list(cursor.fetchall())

    return attempt(look) or []


def _quoted(field: "models.Field[Any, Any]") -> str:
    return f'"{field.column}"'
