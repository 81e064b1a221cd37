"""A row changed, added or removed behind the application's back is named, whatever table it lies in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from audit import told, trail, triggers
from audit.findings import Finding
from audit.models import AuditEvent
from audit.readable import UNREADABLE
from audit.told import ToldRow
from audit.verify import verify
from audit.writing import ROWS_TOLD
from caseflow.models import (
    Agency,
    AgencySuccession,
    Case,
    CaseLink,
    CaseMilestone,
    Clock,
    Consent,
    DayChange,
    Erasure,
    Incident,
    Membership,
    PersonMatch,
    Reminder,
    SuccessionChoice,
    SuccessionRun,
    User,
)
from support.models import OutcomeMeasure, Rate
from tests.machine.world import World
from tests.sealing.test_cells_told import world as world  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db
UNTOLD = {
    "Heartbeat": "says when a sweep ran last; a monitor looks at it",
    "Letter": "what still goes out by mail; a copy of notices",
    "Notice": "made again from what it tells of; deadlines are in the clock",
    "OutboxEntry": "work to do; what it does is told",
    "Regime": "never changes; its event and every limit hold its digest, invariants compare it",
    "SearchIndex": "which shape tokens have; made anew by a command",
    "SearchToken": "derived from sealed cells under keys",
    "SentForm": "keeps a form from being taken twice; a day old at most",
    "Serial": "the last number given; numbers in use are told and unique",
}
"""Tables of ours of which the log is not told, and why nothing is lost by it."""
OTHERS = ("2001-02-03", "2001-02-03 04:05:06", 7, "zz", '["zz"]', True, False, "received", None)


def told_models() -> list[type[ToldRow]]:
    """Every table whose plain columns are told."""
    return [
        model for model in apps.get_models() if issubclass(model, ToldRow) and told.columns(model)
    ]


def findings() -> list[Finding]:
    """What the verifier says of rows."""
    return [finding for finding in verify(with_rows=True).findings if finding.row]


@pytest.fixture
def full(world: World) -> None:
    """A row in every table."""
    one, two = Agency.objects.order_by("pk")[:2]
    cases, user = list(Case.objects.order_by("pk")), User.objects.earliest("pk")
    now, day = timezone.now(), date(2026, 11, 20)
    span = {"predecessor": one, "successor": two, "on": day}
    recorded = {"recorded_by": user, "recorded_at": now}
    with trail.deed():
        AgencySuccession.objects.create(**span, legal_basis="NQ 1", certainty="T")
        DayChange.objects.create(
            province="11",
            day=day,
            kind="off",
            name="Tết",
            legal_basis="QĐ 2",
            agency=one,
            **recorded,
        )
        Incident.objects.create(reference="11-2026-V1", agency=one, happened_on=day, created_at=now)
        Erasure.objects.create(
            case=cases[0], basis="request", decision="QĐ 3", asked_by=user, asked_at=now
        )
        CaseLink.objects.create(case=cases[0], other=cases[1], kind="earlier", created_at=now)
        PersonMatch.objects.create(first=cases[0], second=cases[1], basis="phone", found_at=now)
        CaseMilestone.objects.create(
            case=cases[0], kind="fed", agency=one, happened_at=now, **recorded
        )
        run = SuccessionRun.objects.create(
            **span, agreement="BB 4", prepared_by=user, prepared_at=now
        )
        SuccessionChoice.objects.create(run=run, case=cases[0], successor=two)
        OutcomeMeasure.objects.create(
            case=cases[0], moment="start", measured_on=day, scores={"health": 2}, recorded_by=user
        )
        Rate.objects.create(
            province="11", kind="meals", amount=60_000, valid_from=day, legal_basis="NQ 5",
            certainty="T", agency=one, **recorded,
        )  # fmt: skip
        trail.record("contact.noted", actor=trail.SYSTEM, at=now, data={"kind": "call"})


def test_every_table_of_ours_is_told_or_says_why_not() -> None:
    ours = {
        model.__name__: model
        for model in apps.get_models()
        if model._meta.app_label in ("caseflow", "referrals", "support")
    }
    silent = {name for name, model in ours.items() if not issubclass(model, ToldRow)}

    assert silent == UNTOLD.keys()
    for model in told_models():
        assert isinstance(model._default_manager.all(), told.ToldQuerySet), model


def test_whoever_writes_through_the_application_agrees_with_the_log(full: None) -> None:
    assert [model.__name__ for model in told_models() if not model._default_manager.exists()] == []
    assert verify(with_rows=True).findings == []


def edited(row: models.Model, field: models.Field[Any, Any]) -> bool:
    """Whether the database took another value for a column, whichever it took."""
    names = (row._meta.db_table, field.column or "", row._meta.pk.column or "")
    table, column, key = map(connection.ops.quote_name, names)
    cell = f"{column} FROM {table} WHERE {key} = %s"
    before = stored(cell, row.pk)
    for value in OTHERS:
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, row.pk])
        if stored(cell, row.pk) != before:
            return True
    return False


def stored(cell: str, pk: int) -> Any:
    """The value as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {cell}", [pk])
        return cursor.fetchone()[0]


def test_a_change_of_any_column_changes_what_would_be_told(full: None) -> None:
    unseen, tried = [], 0
    with triggers.lifted():
        for model in told_models():
            row: Any = model._default_manager.earliest("pk")
            (before,) = told.read(model, [row.pk]).values()
            for field in told.columns(model):
                mark = transaction.savepoint()
                if edited(row, field):
                    tried += 1
                    with suppress(*UNREADABLE):
                        if told.read(model, [row.pk])[row.pk] == before:
                            unseen.append(f"{model.__name__}.{field.attname}")
                transaction.savepoint_rollback(mark)

    assert not unseen, " ".join(unseen)
    assert tried > 150, "the database took hardly any of these values"


def by_sql(statement: str) -> Callable[[], None]:
    """What somebody with the database would do."""

    def attack() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return attack


def copied(model: type[models.Model], **other: Any) -> Callable[[], None]:
    """A row that nobody's deed wrote, like another but for its keys."""

    def attack() -> None:
        row: Any = model._default_manager.latest("pk")
        row.pk, row.uid = None, uuid4()
        for name, value in other.items():
            setattr(row, name, value)
        models.QuerySet(model).bulk_create([row])

    return attack


def an_hour_later() -> None:
    """A limit that ends later than the law says."""
    clock = Clock.objects.earliest("pk")
    models.QuerySet(Clock).filter(pk=clock.pk).update(due_at=clock.due_at + timedelta(hours=1))


LONG_AGO = "2020-01-01" if settings.ON_POSTGRES else "never"
CHANGED, NEW, GONE = "it was changed behind the log", "the log knows nothing of it", "it is missing"
ATTACKS: list[tuple[Callable[[], None], type[models.Model], str]] = [
    (by_sql("UPDATE caseflow_consent SET answer = 'no'"), Consent, CHANGED),
    (by_sql("UPDATE caseflow_consent SET withdrawn_at = NULL, expires_on = '2099-01-01'"), Consent, CHANGED),
    (an_hour_later, Clock, CHANGED),
    (by_sql("UPDATE caseflow_reminder SET at = '2099-01-01'"), Reminder, CHANGED),
    (by_sql("DELETE FROM caseflow_reminder"), Reminder, GONE),
    (by_sql("DELETE FROM caseflow_delayreason"), Clock, ""),
    (by_sql("UPDATE caseflow_membership SET role = 'supervisor' WHERE role = 'officer'"), Membership, CHANGED),
    (by_sql("UPDATE caseflow_user SET password = 'x'"), User, CHANGED),
    (by_sql("UPDATE caseflow_case SET risk = 'low', safe_contact = 'any'"), Case, CHANGED),
    (by_sql(f"UPDATE caseflow_clock SET started_at = '{LONG_AGO}'"), Clock, CHANGED),
    (by_sql("UPDATE caseflow_agency SET duty_phone = '0900'"), Agency, CHANGED),
    (copied(Consent), Consent, NEW),
    (copied(Clock, rule="invented"), Clock, NEW),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_a_row_bent_by_hand_is_named(world: World, number: int) -> None:
    attack, model, problem = ATTACKS[number]
    with triggers.lifted():
        attack()

    named = {(finding.row, finding.problem) for finding in findings()}

    if problem:
        assert (model._meta.label_lower, problem) in named
    else:
        assert named == {("caseflow.delayreason", GONE), ("unknown", GONE)}


def test_a_second_factor_taken_away_or_exchanged_is_named(world: World) -> None:
    with trail.deed():
        mine, other = (
            Authenticator.objects.create(user=each, type="totp", data={"secret": str(each.pk)})
            for each in User.objects.order_by("pk")[:2]
        )
    assert findings() == []
    by_sql(f"DELETE FROM mfa_authenticator WHERE id = {mine.pk}")()
    by_sql('UPDATE mfa_authenticator SET data = \'{"secret": "his own"}\'')()

    named = {(finding.row, finding.uid, finding.problem) for finding in findings()}

    assert named == {
        ("mfa.authenticator", str(mine.pk), GONE), ("mfa.authenticator", str(other.pk), CHANGED),
    }  # fmt: skip


def test_a_deleted_limit_is_named_by_its_table_and_number(world: World) -> None:
    clock = Clock.objects.exclude(delay_reasons__isnull=False).earliest("pk")
    by_sql(f"DELETE FROM caseflow_reminder WHERE clock_id = {clock.pk}")()
    by_sql(f"DELETE FROM caseflow_clock WHERE id = {clock.pk}")()

    found = findings()

    assert {(finding.row, finding.uid, finding.problem) for finding in found} == {
        ("caseflow.clock", str(clock.pk), GONE), ("caseflow.reminder", str(clock.pk), GONE),
    }  # fmt: skip
    assert all(finding.event_id for finding in found), "and by the event that told of it last"


def test_after_an_upgrade_the_log_is_told_once_of_what_it_does_not_know(world: World) -> None:
    copied(Consent)()
    by_sql("UPDATE caseflow_agency SET duty_phone = '0900'")()
    assert {each.problem for each in findings()} == {NEW, CHANGED}

    out = StringIO()
    call_command("tell_rows", stdout=out)
    assert out.getvalue().splitlines() == ["caseflow.consent: 1", "1 rows told"]
    assert {each.problem for each in findings()} == {CHANGED}, "what differs is not blessed"

    call_command("tell_rows", changed=True, stdout=out)
    call_command("tell_rows", changed=True, stdout=out)
    assert out.getvalue().splitlines()[-1] == "0 rows told"
    assert findings() == []
    assert AuditEvent.objects.filter(act=ROWS_TOLD).count() >= 2, "and each telling is in the log"
