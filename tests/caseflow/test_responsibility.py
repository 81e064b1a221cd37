"""At every instant exactly one agency answers for an open case; the database holds it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from caseflow import responsibility, workflow
from caseflow.choices import AgencyKind, CaseState
from caseflow.models import Case, Responsibility
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def check_deferred() -> None:
    """Ask the database now what it would ask at commit."""
    connection.check_constraints()


def test_a_second_open_stretch_is_refused_by_the_database() -> None:
    case = factories.case()

    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.create(
            case=case,
            agency=factories.agency(),
            started_at=timezone.now(),
            event_uid=uuid4(),
        )


def test_the_copy_on_the_case_cannot_differ_from_the_stretch() -> None:
    case = factories.case()
    other = factories.agency()

    def move_the_copy() -> None:
        Case._base_manager.filter(pk=case.pk).update(responsible_agency=other)
        check_deferred()

    with pytest.raises(IntegrityError), transaction.atomic():
        move_the_copy()


def test_moving_ends_one_stretch_and_opens_the_next() -> None:
    case = factories.case()
    worker = factories.user(at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))

    moved = factories.move_to(case, worker)

    check_deferred()
    assert moved.responsible_agency == worker.get_standing().agency  # type: ignore[union-attr]
    assert case.responsibilities.count() == 2
    assert case.responsibilities.filter(ended_at__isnull=True).count() == 1


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.NOT_CONFIRMED])
def test_an_ended_file_has_no_open_stretch_and_keeps_its_last_holder(state: CaseState) -> None:
    case = factories.case_in(state)

    check_deferred()
    assert not case.responsibilities.filter(ended_at__isnull=True).exists()
    assert case.responsible_agency is not None


def test_the_state_cannot_be_moved_behind_the_door() -> None:
    from django.db import DatabaseError

    case = factories.case()

    with pytest.raises(DatabaseError), transaction.atomic():
        Case._base_manager.filter(pk=case.pk).update(state=CaseState.VERIFIED)
    with pytest.raises(TypeError):
        Case.objects.filter(pk=case.pk).update(state=CaseState.VERIFIED)


def test_who_looked_at_the_clock_first_but_came_second_ends_nothing_before_it_began() -> None:
    case = factories.case()
    begun = Responsibility.objects.get(case=case).started_at

    with transaction.atomic():
        moved = responsibility.move(
            workflow.lock(case),
            to=factories.agency(),
            event_uid=uuid4(),
            now=begun - timedelta(milliseconds=8),
        )

    first, second = Responsibility.objects.filter(case=moved).order_by("pk")
    assert first.ended_at == begun == second.started_at
