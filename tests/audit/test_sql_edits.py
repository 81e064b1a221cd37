"""Each of the twenty edits of tests/audit/edits.py is tried; none changes the log unseen."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audit import guard
from audit.models import AuditEvent
from audit.verify import verify
from tests.audit.bending import ON_POSTGRES, events
from tests.audit.edits import (
    AUTHORIZER,
    EVERY,
    NAMED,
    NO_RIGHT,
    POSTGRES,
    SQLITE,
    STOPPED,
    TRIGGER,
    Edit,
)
from tests.audit.test_attacks import ATTACKS, said
from tests.audit.test_tampering import TAMPERINGS

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
HERE = POSTGRES if ON_POSTGRES else SQLITE
on_postgres = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"),
]


def title(edit: Edit) -> str:
    """Number, name and database of a row."""
    return f"{edit.number} {edit.name} {edit.on}"


def run(edit: Edit) -> None:
    """Every statement, as SQL."""
    with connection.cursor() as cursor:
        for statement in edit.statements:
            if not statement.startswith("COPY"):
                cursor.execute(statement)
                continue
            with cursor.copy(statement) as copy:
                copy.write("1\tabababab-abab-abab-abab-abababababab\t2020-01-01\tx\ty\tz\tx\tx\n")


def test_all_twenty_are_here_on_the_databases_they_concern() -> None:
    numbers = {on: {edit.number for edit in EVERY if edit.on == on} for on in (SQLITE, POSTGRES)}

    assert numbers[SQLITE] == set(range(1, 13))
    assert numbers[POSTGRES] == {1, 2, 3, 4, 8, 10, 11, *range(13, 21)}
    assert all(edit.stopped or (edit.command and edit.words) for edit in EVERY)
    assert len({title(edit) for edit in EVERY}) + len(ATTACKS) + len(TAMPERINGS) > 80


@pytest.mark.parametrize("edit", [each for each in STOPPED if each.on == HERE], ids=title)
def test_it_is_stopped_and_the_log_is_whole(edit: Edit) -> None:
    events(3)
    refused = pytest.raises(
        DatabaseError, match=None if ON_POSTGRES else r"append-only|authorized|prohibited"
    )

    with refused, transaction.atomic():
        run(edit)

    assert AuditEvent.objects.count() == 3
    assert verify().findings == []


@pytest.mark.parametrize(
    "edit", [each for each in STOPPED if each.on == HERE and each.stopped == TRIGGER], ids=title
)
def test_the_trigger_alone_stops_it(edit: Edit) -> None:
    events(3)

    with guard.relaxed(), pytest.raises(DatabaseError, match=TRIGGER), transaction.atomic():
        run(edit)

    assert verify().findings == []


@pytest.mark.skipif(ON_POSTGRES, reason="about SQLite statements")
@pytest.mark.parametrize(
    "edit", [each for each in STOPPED if each.stopped == AUTHORIZER], ids=title
)
def test_the_connection_alone_stops_it(edit: Edit) -> None:
    with pytest.raises(DatabaseError, match=edit.stopped), transaction.atomic():
        run(edit)


@pytest.mark.parametrize(
    "edit", [pytest.param(each, marks=on_postgres) for each in NAMED], ids=title
)
def test_what_an_owner_can_do_is_named(edit: Edit) -> None:
    events(3)
    run(edit)

    code, out = said(edit.command)

    assert (code, edit.words in out) == (1, True), out


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.parametrize(
    "edit", [pytest.param(each, marks=on_postgres) for each in NO_RIGHT], ids=title
)
def test_the_role_of_the_application_may_not(as_application: None, edit: Edit) -> None:
    events(3)

    with pytest.raises(DatabaseError, match=edit.stopped), transaction.atomic():
        run(edit)

    assert verify().findings == []


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
@pytest.mark.parametrize("number", [13, 15])
def test_a_chosen_number_is_not_taken(number: int) -> None:
    events(3)
    (edit,) = [each for each in NAMED if each.number == number]
    newest = AuditEvent.objects.latest("pk").pk

    run(edit)

    assert list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))[-1] == newest + 1
    assert not AuditEvent.objects.filter(pk__in=[-5, 1]).exclude(pk__lte=newest).exists()
