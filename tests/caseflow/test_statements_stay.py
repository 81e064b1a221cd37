"""A statement is written once: no application code and no database shell puts other words into it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import guard, keeping, triggers
from audit.verify import verify
from caseflow.actions import reading
from caseflow.choices import RevealReason
from caseflow.models import Statement, User
from caseflow.refusals import WrongInput
from caseflow.sealing import keys, rotation
from tests import factories
from tests.caseflow.test_concurrency import in_parallel
from tests.sealing.test_rows_told import put_back, whole_row
from tests.telling import statement, telling

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TABLE = "caseflow_statement"
OTHER: dict[str, Any] = {
    "number": 7,
    "happened_on": "2020-01-01",
    "recorded_at": "2020-01-01 00:00:00+00:00",
    "teller": "relative",
    "language": "thai",
    "with_interpreter": True,
    "topics": '{"family": "sure"}',
    "asked_again": "gaps",
    "text": None,
}


@pytest.fixture
def row() -> Statement:
    worker = factories.user()
    return statement(factories.case(worker), worker, text="Đi bằng xe khách")


def shell(sql: str, *values: Any) -> int:
    """What somebody with a database shell tries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


@pytest.mark.parametrize("column", OTHER)
def test_no_column_is_changed(row: Statement, column: str) -> None:
    with pytest.raises(DatabaseError, match="is written once"):
        shell(f"UPDATE {TABLE} SET {column} = %s WHERE id = %s", OTHER[column], row.pk)


def test_other_words_under_the_same_key_are_refused(row: Statement) -> None:
    other = statement(row.case, row.recorded_by, text="Đi bằng thuyền")
    copy = f"UPDATE {TABLE} SET text = (SELECT text FROM {TABLE} WHERE id = %s) WHERE id = %s"

    with pytest.raises(DatabaseError, match="is written once"):
        shell(copy, other.pk, row.pk)


def test_it_is_neither_deleted_nor_replaced(row: Statement) -> None:
    with pytest.raises(DatabaseError):
        shell(f"DELETE FROM {TABLE} WHERE id = %s", row.pk)
    if settings.ON_POSTGRES:
        with pytest.raises(DatabaseError):
            shell(f"TRUNCATE {TABLE} CASCADE")
    else:
        with pytest.raises(DatabaseError):
            shell(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = %s", row.pk)
    assert Statement.objects.count() == 1


def test_the_application_refuses_before_the_database(row: Statement) -> None:
    row.text = "Đi bằng thuyền"
    with pytest.raises(TypeError, match="next version"):
        row.save()
    with pytest.raises(TypeError):
        Statement.objects.bulk_update([row], ["topics"])
    with pytest.raises(TypeError):
        Statement.objects.filter(pk=row.pk).delete()


def test_a_newer_key_may_seal_the_same_words(row: Statement) -> None:
    now, old = timezone.now(), whole_row(row)
    rotation.begin(keys.KIND_CASE, row.case.uid, now=now)

    done = rotation.reseal(keys.KIND_CASE, row.case.uid, now=now)

    assert done.rows
    assert not done.missed
    again = Statement.objects.get(pk=row.pk)
    assert again.row_ver == 2
    values = reading.reveal(
        again.case,
        fields=[(again, "text")],
        reason=RevealReason.VERIFY,
        by=row.recorded_by,
        now=now,
    )
    assert values[(again.uid.hex, "text")] == "Đi bằng xe khách"
    assert verify(with_rows=True).findings == []
    with pytest.raises(DatabaseError, match="is written once"), transaction.atomic():
        put_back(again, old)


def test_every_plain_column_is_kept() -> None:
    kept = keeping.tables()[TABLE]
    columns = {str(field.column) for field in Statement._meta.concrete_fields}
    assert {*kept.columns, *kept.cells, *keeping.VERSION} == columns


@pytest.mark.parametrize("name", keeping.every_trigger(connection.vendor))
def test_a_trigger_that_is_gone_is_missed(name: str) -> None:
    assert name not in triggers.missing({})
    with guard.relaxed(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {TABLE}" if settings.ON_POSTGRES else ""))
    assert triggers.missing({}) == [name]


@pytest.mark.postgres
@pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_of_four_who_ask_at_once_three_are_told_that_it_was_asked() -> None:
    worker = factories.user()
    case, start = factories.case(worker), threading.Barrier(4)
    outcomes: Counter[str] = Counter()

    def ask(_number: int) -> None:
        by = User.objects.get(pk=worker.pk)
        start.wait()
        try:
            statement(case, by, told=telling(again=None))
            outcomes["kept"] += 1
        except WrongInput as refusal:
            outcomes["told"] += "Hãy đọc bản đã ghi" in refusal.sentence

    assert in_parallel(ask, 4) == []
    assert outcomes == {"kept": 1, "told": 3}
    assert case.statements.count() == 1
