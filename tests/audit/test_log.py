"""The log: a closed vocabulary, append-only tables, and a verifier that misses no byte."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import guard, trail, triggers
from audit.models import AuditEvent
from audit.verify import verify

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
on_sqlite = pytest.mark.skipif(settings.ON_POSTGRES, reason="about SQLite statements")
on_postgres = pytest.mark.skipif(
    not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"
)
CASE = UUID("11111111-2222-4333-8444-555555555555")


def an_event(number: int = 1, **more: object) -> UUID:
    """One ordinary event."""
    return trail.record(
        "contact.noted",
        actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
        at=datetime(2026, 11, 23, 1, 2, 3, number, tzinfo=UTC),
        case=CASE,
        obj=("contact", uuid4()),
        data={"kind": "call", **more},
    )


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"name": "x"}, "name"),
        ({"kind": "Lò Thị Mẫu"}, "kind"),
        ({"kind": "call", "happened_at": date(2026, 1, 1)}, "happened_at"),
        ({"kind": 7}, "kind"),
    ],
)
def test_what_the_vocabulary_does_not_know_is_refused_without_showing_it(
    data: dict[str, object], named: str
) -> None:
    with pytest.raises(ValueError, match=named) as refusal:
        trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(), data=data)

    assert "Lò" not in str(refusal.value)
    assert not AuditEvent.objects.exists()


@on_sqlite
def test_triggers_hold_whatever_the_connection_thinks_of_recursion() -> None:
    an_event()
    replace = f"INSERT OR REPLACE INTO audit_event (id, {NEW[1:]} VALUES (1, {VALUES[1:]}"
    for answer in ("OFF", "ON"):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA recursive_triggers = {answer}")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(replace)

    assert verify().findings == []


@pytest.mark.parametrize("name", ["audit_event_no_change", "audit_event_number"])
@on_postgres
def test_a_trigger_that_was_hollowed_out_is_missed_on_postgresql(name: str) -> None:
    function = triggers.POSTGRES_TRIGGERS[name]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NEW; END'"
        )

    assert name in triggers.missing({})


@on_sqlite
@pytest.mark.parametrize("name", list(triggers.SQLITE_LOG))
def test_a_trigger_that_was_hollowed_out_is_missed_on_sqlite(name: str) -> None:
    with guard.relaxed(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON audit_event BEGIN SELECT 1; END")

    assert triggers.missing({}) == [name]


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_an_event_is_never_written_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        an_event()


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no\.such"):
        trail.record("no.such", actor=trail.SYSTEM, at=timezone.now())


NEW = "(uid, at, act, actor, agency, entry, mac)"
VALUES = "('ab', '2020-01-01', 'x', 'y', 'z', x'00', x'00')"
BEHIND_THE_BACK = [
    f"INSERT INTO audit_event (id, {NEW[1:]} VALUES (-1, {VALUES[1:]}",
    f"INSERT INTO audit_event (id, {NEW[1:]} VALUES (0, {VALUES[1:]}",
    f"INSERT INTO audit_event (id, {NEW[1:]} VALUES (9223372036854775807, {VALUES[1:]}",
    f"INSERT OR IGNORE INTO audit_event (id, {NEW[1:]} VALUES (1, {VALUES[1:]}",
    (
        f"INSERT INTO audit_event (id, {NEW[1:]} VALUES (1, {VALUES[1:]} "
        "ON CONFLICT (id) DO UPDATE SET act = 'x'"
    ),
    "UPDATE OR REPLACE audit_event SET id = 2 WHERE id = 1",
    "DROP TRIGGER audit_event_no_update",
    "DROP TRIGGER caseflow_case_state_guard",
    "DROP INDEX event_case",
    "DROP TABLE caseflow_responsibility",
    "ALTER TABLE caseflow_case ADD COLUMN note TEXT",
    "CREATE TRIGGER hush BEFORE INSERT ON audit_event BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TEMP TRIGGER hush BEFORE INSERT ON audit_event BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TEMP TABLE audit_event (id INTEGER)",
    "CREATE VIEW looking AS SELECT 1",
    "ATTACH ':memory:' AS aside",
    "PRAGMA writable_schema = ON",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA schema_version = 1",
    "UPDATE sqlite_sequence SET seq = 900 WHERE name = 'audit_event'",
    "DELETE FROM sqlite_sequence",
]
"""Ways round the triggers on SQLite; the connection or the table must stop each."""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET act = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id > 0",
        pytest.param("TRUNCATE audit_event", marks=on_postgres),
        pytest.param(
            "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (id) DO UPDATE SET act='x'",
            marks=on_postgres,
        ),
        pytest.param("REPLACE INTO audit_event SELECT * FROM audit_event", marks=on_sqlite),
        pytest.param(
            "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event", marks=on_sqlite
        ),
        pytest.param(
            "INSERT INTO audit_event (id, uid, at, act, actor, agency, entry, mac) "
            "VALUES (1, 'ab', '2020-01-01', 'x', 'y', 'z', x'00', x'00')",
            marks=on_sqlite,
        ),
        pytest.param("DROP TABLE audit_event", marks=on_sqlite),
        pytest.param("ALTER TABLE audit_event RENAME TO gone", marks=on_sqlite),
        *[pytest.param(sql, marks=on_sqlite) for sql in BEHIND_THE_BACK],
    ],
)
def test_the_database_refuses_to_change_the_log(sql: str) -> None:
    an_event(1)
    an_event(2)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert AuditEvent.objects.count() == 2
    assert verify().findings == []


@on_postgres
def test_a_chosen_number_is_not_taken_on_postgresql() -> None:
    an_event(1)
    first = AuditEvent.objects.get()

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (id, uid, at, act, actor, agency, entry, mac) "
            "VALUES (1, gen_random_uuid(), now(), 'x', 'y', 'z', '', '')"
        )
        cursor.execute("SELECT max(id) FROM audit_event")
        (last,) = cursor.fetchone()

    assert last > first.pk
    assert len(verify().findings) == 1


def test_every_orm_way_to_write_is_refused() -> None:
    an_event()
    event = AuditEvent.objects.get()

    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(act="x"),
        lambda: AuditEvent.objects.create(act="x"),
        lambda: AuditEvent.objects.bulk_create([AuditEvent(act="x")]),
    ):
        with pytest.raises(TypeError):
            attempt()


def test_a_rolled_back_event_is_told_of_and_the_log_verifies() -> None:
    an_event(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        an_event(1 // (an_event(2) is None))
    an_event(3)

    acts = list(AuditEvent.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["contact.noted", "trail.rolled_back", "contact.noted"]
    assert verify().findings == []


def test_a_deleted_event_is_named() -> None:
    for number in range(1, 5):
        an_event(number)
    victim = AuditEvent.objects.order_by("id")[1]

    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [victim.pk])

    problems = [finding.problem for finding in verify().findings]
    assert any("before it is missing" in problem for problem in problems)


COLUMNS = ["uid", "at", "act", "actor", "agency", "case_uid", "entry", "mac"]


@on_sqlite
@pytest.mark.parametrize("column", COLUMNS)
def test_any_one_changed_byte_of_an_event_is_named(column: str) -> None:
    for number in range(1, 4):
        an_event(number)
    victim = AuditEvent.objects.order_by("id")[1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT CAST({column} AS BLOB) FROM audit_event WHERE id=%s", [victim.pk])
        (stored,) = cursor.fetchone()

    missed = []
    cast = "" if column in ("entry", "mac") else "CAST"
    for position in range(len(stored)):
        changed = bytearray(stored)
        changed[position] ^= 0x01
        with triggers.lifted(), connection.cursor() as cursor:
            value = "CAST(%s AS TEXT)" if cast else "%s"
            cursor.execute(
                f"UPDATE audit_event SET {column} = {value} WHERE id = %s",
                [bytes(changed), victim.pk],
            )
        named = [finding.event_id for finding in verify().findings]
        if named[:1] != [victim.pk]:
            missed.append((position, named))
        with triggers.lifted(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE audit_event SET {column} = {value} WHERE id = %s",
                [bytes(stored), victim.pk],
            )

    assert missed == []


def test_a_swapped_pair_is_named() -> None:
    an_event(1)
    an_event(2)
    one, two = AuditEvent.objects.order_by("id")

    with triggers.lifted(), connection.cursor() as cursor:
        for column in ("entry", "mac"):
            for target, source in ((one, two), (two, one)):
                cursor.execute(
                    f"UPDATE audit_event SET {column} = %s WHERE id = %s",
                    [getattr(source, column), target.pk],
                )

    assert {finding.event_id for finding in verify().findings} == {one.pk, two.pk}
