"""Traps that other systems fell into: half-done changes, the day in another zone, unlocked states."""

from __future__ import annotations

import ast
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import people
from caseflow.choices import CaseState, Role
from caseflow.models import Case, Clock, Notice, OutboxEntry, StateRow, User
from caseflow.views import presenting
from tests import factories
from tests.reading_code import APPS, ROOT, nodes, place, sources

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
LAST_MINUTE = datetime(2025, 6, 30, 23, 59, tzinfo=VIET_NAM)
FIRST_MINUTE = datetime(2025, 7, 1, 0, 0, tzinfo=VIET_NAM)


class Lost(Exception):
    """The connection breaks."""


def test_a_step_that_is_rolled_back_leaves_nothing() -> None:
    officer = factories.user()
    case = factories.case(officer)
    tables = (AuditEvent, Clock, Notice, OutboxEntry)
    before = [table.objects.count() for table in tables]

    def verify_and_break() -> None:
        factories.verify(case, by=officer, now=timezone.now())
        raise Lost

    with pytest.raises(Lost), transaction.atomic():
        verify_and_break()

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.state, fresh.version) == (CaseState.RECEIVED, 1)
    assert not fresh.verifications.exists()
    assert [table.objects.count() for table in tables] == before


@pytest.mark.parametrize(
    ("at", "regime"), [(LAST_MINUTE, "2011"), (FIRST_MINUTE, "2024")], ids=["old", "new"]
)
def test_the_law_of_a_case_follows_the_day_in_viet_nam(at: datetime, regime: str) -> None:
    case = factories.case(received_at=at, found_in_province="077" if regime == "2011" else "079")

    assert case.procedure_regime == regime
    assert presenting.place_name(Case.objects.get(pk=case.pk)) != "Chưa biết"
    assert case.reference[2:4] == "25"


def test_an_agency_exists_from_its_first_midnight_in_viet_nam() -> None:
    founded = factories.agency(valid_from=FIRST_MINUTE.date())
    person = User.objects.create_user("moi.den", "mật khẩu dài")

    people.join_agency(person, founded, Role.OFFICER, by=None, now=FIRST_MINUTE)

    assert person.get_standing() is not None


def test_a_state_stays_locked_whatever_was_done_to_a_row() -> None:
    case = factories.case()
    deferred = Case.objects.only("reference").get(pk=case.pk)
    gone = Case(pk=0)
    for way in (
        case.refresh_from_db, case.full_clean, deferred.refresh_from_db, gone.refresh_from_db,
    ):  # fmt: skip
        try:
            way()
        except (AttributeError, ObjectDoesNotExist):
            continue

    for row in (Case.objects.get(pk=case.pk), deferred, Case.objects.defer("state").get()):
        assert row.state == CaseState.RECEIVED
        with pytest.raises(AttributeError):
            row.state = CaseState.CLOSED


def test_nobody_has_every_right() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="toan.quyen", is_superuser=True)
    person = factories.user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(is_superuser=True)


def test_every_guard_says_what_is_missing() -> None:
    silent = [
        f"{model.__name__}.{step}"
        for model in apps.get_models()
        if issubclass(model, StateRow)
        for step, _label in model.STEPS
        for transition_ in getattr(model, step)._django_fsm.transitions.values()
        for condition in transition_.conditions
        if not str(getattr(condition, "reason", ""))
    ]

    assert not silent


def calls(names: set[str]) -> set[str]:
    """Where product code calls a method of one of these names."""
    return {
        place(path, call)
        for path in sources(*APPS)
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in names
    }


def test_nothing_waits_for_a_broker() -> None:
    assert not calls({"delay", "apply_async", "send_task"})


def test_rows_are_read_anew_and_not_refreshed() -> None:
    """Refreshing a row with a state unlocks the state of every row while it lasts."""
    found = {where.split(":")[0] for where in calls({"refresh_from_db"})}

    assert all(name.startswith("caseflow/sealing/") for name in found), (ROOT, found)
