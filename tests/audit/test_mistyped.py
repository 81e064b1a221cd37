"""A value of another type than its column's, in any table the verification reads, is named and hides nothing.

SQLite keeps whatever whoever has the file writes into it; PostgreSQL still takes bytes of any length,
numbers of any size, and days that Python does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models, transaction
from django.utils import timezone

from audit import guard, told, triggers
from audit.findings import Finding
from audit.models import AuditEvent, Checkpoint, Cosignature, Leaf, SequencerState, Stamp, Tile
from audit.verify import verify
from caseflow.models.machine import GUARDED, StateRow
from caseflow.sealing import keys, tags
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.models import SealedModel
from tests.audit.bending import ON_POSTGRES
from tests.audit.test_told import full as full  # noqa: PLC0414 - a fixture
from tests.sealing.test_cells_told import world as world  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
untyped = pytest.mark.skipif(ON_POSTGRES, reason="about SQLite")
VALUES = ("'one'", "x'ff00'", "CAST(x'ff' AS TEXT)", "1.5", "NULL", "9223372036854775807")
OF_THE_LOG = (AuditEvent, Leaf, Tile, Checkpoint, Cosignature, Stamp, SequencerState)
NOBODY_VOUCHES = {
    (SequencerState, "mark"), (SequencerState, "mark_xid"), (SequencerState, "ran_at"),
    (SequencerState, "asked_at"), (Stamp, "received_at"), (Cosignature, "received_at"),
    (Cosignature, "at"), (Cosignature, "witness"), (Checkpoint, "signed_at"), (Stamp, "answer"),
}  # fmt: skip
"""Of these only the type is known: what a column of their type can hold says nothing wrong; this stamp is none."""


@pytest.fixture
def stamped(log: None) -> None:
    """The log, and a time-stamp over its newest checkpoint."""
    newest, now = Checkpoint.objects.latest("size"), timezone.now()
    Stamp.objects.create(
        origin=newest.origin, size=newest.size, answer=b"x", at=now, received_at=now
    )


@contextmanager
def undone(using: str = "default") -> Iterator[None]:
    """What is bent here is whole again afterwards; on SQLite every trigger is gone meanwhile."""
    keys.forget_opened()
    with guard.relaxed(), transaction.atomic(using=using):
        mark = transaction.savepoint(using=using)
        if not ON_POSTGRES:
            drop_triggers(using)
        yield
        transaction.savepoint_rollback(mark, using=using)
    keys.forget_opened()


def drop_triggers(using: str) -> None:
    """All of them, as whoever has the file does."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def bent(row: models.Model, column: str | None, value: str, using: str = "default") -> bool:
    """Whether the database took this value, written as SQL, and holds another than before."""
    key = row._meta.pk.column
    where = f'{key} = %s AND "{column}" IS NOT {value}'
    with suppress(DatabaseError), transaction.atomic(using=using):  # noqa: SIM117 - the error passes the savepoint
        with connections[using].cursor() as cursor:
            cursor.execute(
                f'UPDATE {row._meta.db_table} SET "{column}" = {value} WHERE {where}', [row.pk]
            )
            return bool(cursor.rowcount == 1)
    return False


def is_right(field: models.Field[Any, Any], value: str) -> bool:
    """Whether a value is one that a column of this kind may hold."""
    if value == "NULL":
        return field.null
    if value.startswith("9"):
        return isinstance(field, models.IntegerField | models.CharField | models.TextField)
    if value in ("'one'", "1.5"):
        return isinstance(field, models.CharField | models.TextField)
    return value == "x'ff00'" and isinstance(field, models.BinaryField)


@untyped
@pytest.mark.parametrize(
    ("model", "last"),
    [*((model, False) for model in OF_THE_LOG[1:]), (AuditEvent, True), (Leaf, True)],
)
def test_any_value_in_any_column_of_the_log_is_named(
    stamped: None, model: type[models.Model], last: bool
) -> None:
    known = {str(finding) for finding in verify().findings}
    rows: list[Any] = list(model._default_manager.order_by("pk"))
    row, tried, silent = rows[-1] if last else rows[min(4, len(rows) - 1)], 0, []
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) and model is not AuditEvent:
            continue  # only the database asks for it
        for value in VALUES:
            with undone():
                if not bent(row, field.column, value):
                    continue
                tried += 1
                found = [each for each in verify().findings if str(each) not in known]
            vouched = (model, field.attname) not in NOBODY_VOUCHES
            if not found and (vouched or not is_right(field, value)):
                silent.append(f"{field.attname} = {value}")
            mine = [each for each in found if each.row == model._meta.label_lower]
            if len(mine) > 1:
                silent.append(f"{field.attname} = {value}: {mine}")

    assert not silent, " | ".join(silent)
    assert tried >= 3 * len(model._meta.concrete_fields) - 6


def compared(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that a verification compares with the log."""
    names = {field.attname for field in told.columns(model)}
    if issubclass(model, SealedModel):
        names |= tags.covered(model)
    if issubclass(model, StateRow):
        names |= {"uid", *GUARDED}
    return [field for field in model._meta.concrete_fields if field.attname in names]


def names_of(row: Any) -> set[str]:
    """How a finding may call a row."""
    return {str(row.pk), row.uid.hex} if hasattr(row, "uid") else {str(row.pk)}


@untyped
@pytest.mark.parametrize("value", VALUES)
def test_any_value_in_any_compared_column_of_a_row_is_named(full: None, value: str) -> None:
    """One column of every table at once, so that it shows when one finding hides another."""
    rows: list[Any] = [
        model._base_manager.earliest("pk")
        for model in apps.get_models()
        if compared(model) and model._base_manager.exists()
    ]
    silent, tried = [], 0
    for number in range(max(len(compared(type(row))) for row in rows)):
        with undone():
            mine = []
            for row in rows:
                columns = compared(type(row))[number : number + 1]
                mine += [(row, each) for each in columns if bent(row, each.column, value)]
            found = verify(with_rows=True).findings
        named = {(each.row, each.uid) for each in found}
        tried += len(mine)
        silent += [
            str(field) for row, field in mine
            if not named & {(row._meta.label_lower, name) for name in names_of(row)}
        ]  # fmt: skip

    assert not silent, " ".join(silent)
    assert tried > (20 if value == "NULL" else 100)


@untyped
@pytest.mark.parametrize("value", VALUES)
def test_any_value_in_any_column_of_a_key_is_named(full: None, value: str) -> None:
    row = KeyringKey.objects.filter(scope_kind=keys.KIND_CASE).earliest("pk")
    silent, tried = [], 0
    for field in KeyringKey._meta.concrete_fields[1:]:
        with undone("keyring"):
            if bent(row, field.column, value, "keyring"):
                tried += 1
                if not verify(with_rows=True).findings and field.attname != "created":
                    silent.append(field.attname)

    assert not silent
    assert tried or value == "NULL"


@untyped
def test_what_a_newcomer_tried_is_said_in_full_and_in_order(stamped: None) -> None:
    event = AuditEvent.objects.order_by("pk")[2]
    with undone(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_event SET entry = replace(entry, '2', '3') WHERE id = %s", [event.pk]
        )
        cursor.execute("UPDATE audit_checkpoint SET note = x'ff00' WHERE size = 6")
        cursor.execute("UPDATE audit_leaf SET number = CAST(x'ff' AS TEXT) WHERE number = 9")
        out = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("verify_trail", rows=True, most=50, stdout=out)

    said = out.getvalue()
    assert ended.value.code == 1
    assert f"event {event.pk} ({event.uid.hex}): its entry is not canonical" in said
    assert (
        "row audit.leaf without number, rowid 10: it cannot be read: of another type is number"
        in said
    )
    assert "place 9 of the tree is missing before it" in said
    checkpoint = Checkpoint.objects.earliest("size")
    assert f"row audit.checkpoint {checkpoint.pk}: it cannot be read\n" in said
    assert said.splitlines()[-1].startswith("270 events, ")


def edit(table: str, column: str, value: Any, where: str = "") -> None:
    """One value set by the owner of the table."""
    name = "keyring" if table == "keyring_key" else "default"
    with connections[name].cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s {where}', [value])


MOST = 2**63 - 1
ODD_LEAF = b"\x01" + b"\xff" * 72
ODD = [
    ("audit_event", "mac", b"", "WHERE id = {0}"),
    ("audit_event", "entry", b"\xff", "WHERE id = {0}"),
    ("audit_event", "entry", "kid", "WHERE id = {0}"),
    ("audit_leaf", "input", b"", "WHERE number = 1"),
    ("audit_leaf", "input", ODD_LEAF, "WHERE number = 1"),
    ("audit_leaf", "input", b"\x01" + b"\xff" * 200, "WHERE number = 1"),
    ("audit_leaf", "number", MOST, "WHERE number = 1"),
    ("audit_leaf", "number", -MOST, "WHERE number = 1"),
    ("audit_leaf", "event_id", -MOST, "WHERE number = 1"),
    ("audit_tile", "number", MOST, ""),
    ("audit_tile", "number", -MOST, ""),
    ("audit_tile", "level", 32767, ""),
    ("audit_tile", "hashes", b"", ""),
    ("audit_tile", "root", b"\xff" * 500, ""),
    ("audit_checkpoint", "size", MOST, "WHERE size = 6"),
    ("audit_checkpoint", "size", -MOST, "WHERE size = 6"),
    ("audit_checkpoint", "root", b"", "WHERE size = 6"),
    ("audit_checkpoint", "origin", "\n\n", "WHERE size = 6"),
    ("audit_checkpoint", "note", "", "WHERE size = 6"),
    ("audit_cosignature", "size", MOST, "WHERE size = 6"),
    ("audit_cosignature", "size", -MOST, "WHERE size = 6"),
    ("audit_cosignature", "line", "", "WHERE size = 6"),
    ("audit_cosignature", "origin", "", "WHERE size = 6"),
    ("audit_stamp", "size", -MOST, ""),
    ("audit_sequencer", "low", MOST, ""),
]


@pytest.mark.parametrize("number", range(len(ODD)))
def test_bytes_and_numbers_of_any_size_are_named(stamped: None, number: int) -> None:
    table, column, value, where = ODD[number]
    event = AuditEvent.objects.order_by("pk")[1]
    if value == "kid":
        value = bytes(event.entry).replace(b'"kid":"', b'"kid":"\xff')
    known = set(map(str, verify().findings))
    with triggers.lifted(), transaction.atomic():
        edit(table, column, value, where.format(event.pk))

    assert set(map(str, verify(with_rows=True).findings)) - known


@pytest.mark.skipif(not ON_POSTGRES, reason="needs PostgreSQL")
@pytest.mark.parametrize(
    "day", ["infinity", "-infinity", "20000-01-01", "0001-01-01", "0044-03-15 BC"]
)
def test_days_that_python_does_not_know_are_named(full: None, stamped: None, day: str) -> None:
    columns = [
        ("audit_event", "at"), ("audit_leaf", "at"), ("caseflow_consent", "expires_on"),
        ("caseflow_clock", "due_at"), ("caseflow_statement", "recorded_at"),
    ]  # fmt: skip
    if (
        day != "0001-01-01"
    ):  # Python knows it; without a time-stamp that fits nobody vouches for these
        columns += [("audit_checkpoint", "signed_at"), ("audit_stamp", "at")]
    known = set(map(str, verify().findings))
    with triggers.lifted():
        for table, column in columns:
            mark = transaction.savepoint()
            edit(table, column, day)
            found: list[Finding] = verify(with_rows=True).findings
            transaction.savepoint_rollback(mark)
            assert set(map(str, found)) - known, (table, column)


@pytest.mark.parametrize(
    ("column", "value"),
    [("scope_kind", 300), ("scope_kind", 32767), ("ver", 2**31 - 1), ("kek_id", 2**31 - 1),
     ("wrapped", b""), ("wrapped", b"\xff"), ("commit", b""), ("commit", b"\xff" * 500), ("state", "")],
)  # fmt: skip
def test_a_bent_key_is_named_and_hides_no_other(full: None, column: str, value: Any) -> None:
    row = KeyringKey.objects.filter(scope_kind=keys.KIND_CASE).earliest("pk")
    with undone("keyring"):
        edit("keyring_key", column, value, f"WHERE id = {row.pk}")
        found = verify(with_rows=True).findings

    assert found
    assert any(each.row in ("key", "unknown") for each in found)
