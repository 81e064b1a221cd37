"""The log knows every sealed row: `verify_trail --rows` names what was put back, changed or removed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from audit import guard, rows as told_rows, trail, triggers
from audit.findings import Finding
from audit.models import AuditEvent
from audit.verify import verify
from audit.writing import ROWS_TOLD
from caseflow.choices import CaseState
from caseflow.models import Case, Person
from caseflow.sealing import keys
from caseflow.sealing.errors import Erased
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.models import SealedModel
from tests import factories
from tests.sealing.stored import opened, write

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def findings() -> list[Finding]:
    """What the verifier says of the rows."""
    return [finding for finding in verify(with_rows=True).findings if finding.row]


SET_UP = {"caseflow.agency", "caseflow.membership", "caseflow.user"}
"""Tables that the tests fill without a deed."""


def told_late() -> set[str]:
    """Tables, or uids of sealed rows, of which only an event after their commit tells."""
    events = AuditEvent.objects.filter(act=ROWS_TOLD)
    entries = [json.loads(bytes(event.entry)) for event in events]
    late = [row for entry in entries if entry["data"]["late"] for row in entry["rows"]]
    return {row.partition(":")[0] for row in late}


def whole_row(row: SealedModel) -> dict[str, Any]:
    """Every stored column."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return dict(
            zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True)
        )


def put_back(row: SealedModel, old: dict[str, Any]) -> None:
    """The whole old row, over the present one."""
    names = [name for name in old if name != "id"]
    sets = ", ".join(f"{name} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {sets} WHERE id = %s",
            [*(old[name] for name in names), row.pk],
        )


def renamed(person: Person, name: str) -> None:
    """A recorded change of the name."""
    row = Person.objects.get(pk=person.pk)
    row.full_name = name
    with transaction.atomic():
        row.save()
        trail.record("person.amended", actor=trail.SYSTEM, at=row.case.recorded_at)


def test_a_case_walked_to_its_end_agrees_with_the_log_row_by_row() -> None:
    factories.case_in(CaseState.REINTEGRATED)
    report = verify(with_rows=True)
    assert report.findings == []
    assert report.rows > 8


def test_a_whole_old_row_put_back_opens_but_is_named(person: Person, other: Person) -> None:
    old = whole_row(person)
    renamed(person, "Tên mới")
    put_back(person, old)

    assert opened(person) != "Tên mới", "nothing in the row itself tells"
    (finding,) = findings()
    assert finding.uid == person.uid.hex
    assert finding.row == "caseflow.person"
    assert finding.problem == "an older version was put back"
    assert AuditEvent.objects.get(pk=finding.event_id).act == "person.amended"


def removed(row: Person) -> None:
    """DELETE by somebody with the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def copied(row: Person) -> None:
    """A second row, a copy but for its keys."""
    case = factories.case()
    columns = whole_row(row)
    removed(Person.objects.get(case=case))
    fresh = uuid4()
    columns |= {
        "uid": fresh if connection.features.has_native_uuid_field else fresh.hex,
        "case_id": case.pk,
    }
    del columns["id"]
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({marks})",
            list(columns.values()),
        )


def other_key(row: Person) -> None:
    """Another data key under the same name, wrapped and committed to as it should be."""
    with transaction.atomic(using="keyring"):
        KeyringKey.objects.filter(scope_id=row.scope_uid).delete()
        keys.create_scope(keys.KIND_CASE, row.scope_uid)
    keys.forget_opened()


def state_moved(row: Person) -> None:
    """The state set by hand, with the trigger off."""
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute("UPDATE caseflow_case SET state = 'verified' WHERE id = %s", [row.case_id])


def key_removed(row: Person) -> None:
    """The key's row deleted instead of overwritten."""
    KeyringKey.objects.filter(scope_id=row.scope_uid).delete()
    keys.forget_opened()


@contextmanager
def triggers_off() -> Iterator[None]:
    """The guard of the table of cases, away for a moment."""
    on = " ON caseflow_case" if connection.vendor == "postgresql" else ""
    with guard.relaxed(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER caseflow_case_state_guard{on}")
        yield
        cursor.execute(triggers.state_trigger_sql("caseflow_case", "case", connection.vendor))


DEEDS: dict[str, tuple[Callable[[Person], None], str]] = {
    "row deleted": (removed, "it is missing"),
    "row copied": (copied, "a cell or a column was changed"),
    "cell emptied": (lambda row: write(row, "full_name", None), "a cell or a column was changed"),
    "plain column": (lambda row: write(row, "id_kind", "passport"), "a cell or a column was"),
    "version raised": (lambda row: write(row, "row_ver", 9), "a cell or a column was changed"),
    "tag emptied": (lambda row: write(row, "row_tag", b""), "a cell or a column was changed"),
    "other key": (other_key, "it was changed behind the log"),
    "key deleted": (key_removed, "it is missing"),
    "state moved": (state_moved, "it was changed behind the log"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_done_behind_the_log_is_named(person: Person, deed: str) -> None:
    act, words = DEEDS[deed]
    act(person)
    found = findings()
    assert found
    assert any(words in finding.problem for finding in found), found


def test_the_command_prints_the_row_and_fails(person: Person) -> None:
    old = whole_row(person)
    renamed(person, "Tên mới")
    put_back(person, old)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_trail", "--rows", stdout=out)
    assert f"row caseflow.person {person.uid.hex}" in out.getvalue()
    assert "an older version was put back" in out.getvalue()


def test_an_erased_case_still_agrees_and_a_deleted_row_of_it_is_named(person: Person) -> None:
    keys.destroy_scope(keys.KIND_CASE, person.scope_uid)
    assert findings() == []
    with pytest.raises(Erased):
        opened(person)
    removed(person)
    assert [finding.problem for finding in findings()] == ["it is missing"]


def test_a_change_rolled_back_is_not_told(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    row.full_name = "Tên sẽ bị bỏ"
    with transaction.atomic():
        row.save()
        transaction.set_rollback(True)
    trail.record("person.amended", actor=trail.SYSTEM, at=row.case.recorded_at)
    assert findings() == []


@pytest.mark.ticking
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_row_saved_while_the_rows_are_read_is_no_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = Person.objects.get(case=factories.case())
    read = told_rows.live

    def somebody_else() -> None:
        renamed(person, "Tên mới")
        connections.close_all()

    def while_somebody_writes() -> Any:
        writer = threading.Thread(target=somebody_else)
        writer.start()
        writer.join()
        return read()

    monkeypatch.setattr(told_rows, "live", while_somebody_writes)
    assert findings() == []
    assert opened(person) == "Tên mới"


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_row_saved_without_an_event_gets_one_after_the_commit() -> None:
    person = Person.objects.get(case=factories.case())
    assert told_late() <= SET_UP, "actions tell themselves"
    row = Person.objects.get(pk=person.pk)
    row.full_name = "Từ một lệnh bảo trì"
    row.save()
    assert told_late() - SET_UP == {person.uid.hex}
    assert findings() == []


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_every_action_tells_of_the_rows_it_saves() -> None:
    factories.case_in(CaseState.REINTEGRATED)
    factories.case_in(CaseState.NOT_CONFIRMED)
    assert told_late() <= SET_UP
    assert Case.objects.count() == 2
    assert findings() == []
