"""What the database itself refuses, whatever Python forgot: real statements, real commits."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from audit import trail
from caseflow.choices import CaseState
from caseflow.models import Case, Responsibility, StateRow, User
from caseflow.refusals import Refused
from referrals.choices import HandoffKind
from referrals.models import Handoff
from support import actions as support
from support.models import SupportPlan
from tests import factories
from tests.caseflow.test_concurrency import in_parallel
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
WITH_COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
on_postgres = pytest.mark.skipif(
    not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"
)
AFTER = {Case: "verified", Handoff: "withdrawn", SupportPlan: "closed"}
STEP_EVENTS = {Case: "case.stepped", Handoff: "handoff.stepped", SupportPlan: "plan.stepped"}


def a_row(model: type[StateRow]) -> Any:
    """A row of this machine in its first state."""
    scene = Scene()
    if model is Case:
        return scene.case
    if model is Handoff:
        return scene.draft()
    case = factories.case(scene.worker)
    return support.draft_plan(case, by=scene.worker, now=timezone.now())


def told(row: Any, **changed: Any) -> UUID:
    """An event like the one of a real step; `changed` makes it lie about one thing."""
    model = type(row)
    terms = {
        "label": model.LABEL,
        "uid": row.uid,
        "version": row.version + 1,
        "after": AFTER[model],
    } | changed
    return trail.record(
        STEP_EVENTS[model],
        actor=trail.SYSTEM,
        at=timezone.now(),
        case=row.machine_case.uid,
        obj=(terms["label"], terms["uid"]),
        data={"step": "x", "after": terms["after"], "version": terms["version"]},
    )


def move(row: Any, event_uid: UUID | None, *, versions: int = 1, state: str = "") -> None:
    """The statement somebody with a database shell would try."""
    model = type(row)
    uid = str(event_uid or row.last_event_uid)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET state = %s, version = version + %s, "
            "last_event_uid = %s WHERE id = %s",
            [
                state or AFTER[model],
                versions,
                uid if settings.ON_POSTGRES else uid.replace("-", ""),
                row.pk,
            ],
        )


LIES: dict[str, Any] = {
    "of another row": lambda row: {"uid": uuid4()},
    "of another machine": lambda row: {"label": "plan" if row.LABEL != "plan" else "case"},
    "of another version": lambda row: {"version": row.version + 2},
    "of another state": lambda row: {"after": "drafted"},
}


@pytest.mark.parametrize("model", AFTER, ids=lambda model: model.__name__)
def test_a_state_moves_with_its_own_new_event_only(model: type[StateRow]) -> None:
    row = a_row(model)

    refused = {}
    for lie, terms in LIES.items():
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            move(row, told(row, **terms(row)))
        refused[lie] = str(refusal.value)
    for uid in (None, uuid4()):
        with pytest.raises(DatabaseError), transaction.atomic():
            move(row, uid)
    for versions in (0, 2):
        with pytest.raises(DatabaseError), transaction.atomic():
            move(row, told(row), versions=versions)

    assert all("a state moves only with its event" in words for words in refused.values())
    move(row, told(row))
    assert model._base_manager.get(pk=row.pk).state == AFTER[model]  # type: ignore[attr-defined]


def test_a_state_outside_the_list_is_refused_even_with_an_event() -> None:
    case = factories.case()
    with pytest.raises(IntegrityError), transaction.atomic():
        move(case, told(case, after="lost"), state="lost")


@on_postgres
@WITH_COMMITS
def test_an_event_of_another_transaction_moves_nothing() -> None:
    case = factories.case()
    with transaction.atomic():
        uid = told(case)

    with pytest.raises(DatabaseError, match="only with its event"), transaction.atomic():
        move(case, uid)
    assert Case.objects.get(pk=case.pk).state == CaseState.RECEIVED


@WITH_COMMITS
def test_the_copy_and_the_stretch_part_at_no_commit() -> None:
    case, other = factories.case(), factories.agency()

    with pytest.raises(IntegrityError), transaction.atomic():
        Case._base_manager.filter(pk=case.pk).update(responsible_agency=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.filter(case=case).update(agency=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.filter(case=case).delete()

    again = Case.objects.get(pk=case.pk)
    assert again.responsible_agency == case.responsible_agency
    assert again.responsibilities.get().agency == case.responsible_agency


@on_postgres
@WITH_COMMITS
def test_two_connections_open_one_stretch_between_them() -> None:
    case = factories.case_in(CaseState.CLOSED)
    agency, start = factories.agency(), threading.Barrier(4)
    outcomes: Counter[str] = Counter()

    def open_one(_number: int) -> None:
        start.wait()
        try:
            Responsibility.objects.create(
                case=case, agency=agency, started_at=timezone.now(), event_uid=uuid4()
            )
            outcomes["opened"] += 1
        except IntegrityError:
            outcomes["refused"] += 1

    assert in_parallel(open_one, 4) == []
    assert outcomes == {"opened": 1, "refused": 3}


@on_postgres
@WITH_COMMITS
def test_two_desks_draft_one_transfer_between_them() -> None:
    scene = Scene()
    start = threading.Barrier(4)
    outcomes: Counter[str] = Counter()

    def draft(_number: int) -> None:
        mine = Scene.__new__(Scene)
        mine.__dict__ = scene.__dict__ | {"officer": User.objects.get(pk=scene.officer.pk)}
        start.wait()
        try:
            mine.draft()
            outcomes["drafted"] += 1
        except Refused as refusal:
            outcomes[refusal.code] += 1

    assert in_parallel(draft, 4) == []
    assert outcomes == {"drafted": 1, "wrong_moment": 3}


@on_postgres
@WITH_COMMITS
def test_copies_of_a_transfer_inserted_at_once_are_refused_by_the_index() -> None:
    scene = Scene()
    first = scene.draft(kind=HandoffKind.REFERRAL)
    columns = {
        field.attname: getattr(first, field.attname)
        for field in Handoff._meta.concrete_fields
        if field.name not in ("id", "uid", "number", "code", "last_event_uid", "kind")
    }
    start, outcomes = threading.Barrier(4), Counter[str]()

    def insert(number: int) -> None:
        copy = Handoff(
            **columns, kind="transfer", number=f"{number}", code=f"{number}", last_event_uid=uuid4()
        )
        start.wait()
        try:
            copy.save(force_insert=True)
            outcomes["inserted"] += 1
        except IntegrityError:
            outcomes["refused"] += 1

    assert in_parallel(insert, 4) == []
    assert outcomes == {"inserted": 1, "refused": 3}
