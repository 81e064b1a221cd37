"""Minutes are numbered by agency and year: every number once, none left out, whatever fails or races."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from audit import trail
from caseflow.models import Case, User
from caseflow.refusals import WrongInput
from referrals import actions
from referrals.actions import Draft
from referrals.choices import Beyond, HandoffKind, Purpose
from referrals.models import Handoff
from tests import factories
from tests.referrals.scene import LEAST, Scene

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

WORKERS, EACH = 6, 5


class Undone(Exception):
    """The deed fails after it took a number."""


def draft(scene: Scene, case: Case, *, now: datetime | None = None) -> Handoff:
    """One more referral of a case."""
    receiver = scene.worker.get_standing().agency  # type: ignore[union-attr]
    return actions.draft_handoff(
        case,
        draft=Draft(HandoffKind.REFERRAL, receiver, Purpose.SUPPORT, LEAST, beyond=Beyond.CARE),
        by=User.objects.get(pk=scene.officer.pk),
        now=now or timezone.now(),
    )


def undone(scene: Scene, case: Case) -> None:
    """A draft that takes a number and is rolled back."""

    @trail.deed()
    def fail() -> None:
        draft(scene, case)
        raise Undone

    with pytest.raises(Undone):
        fail()


def numbers(scene: Scene) -> list[int]:
    """The numbers the agency of the officer gave, in order."""
    sender = scene.officer.get_standing().agency  # type: ignore[union-attr]
    found = Handoff.objects.filter(sender=sender).values_list("number", flat=True)
    return sorted(int(number.partition("/")[0]) for number in found)


def test_what_is_rolled_back_or_refused_leaves_no_gap() -> None:
    scene = Scene()
    own = scene.officer.get_standing().agency  # type: ignore[union-attr]

    draft(scene, scene.case)
    undone(scene, scene.case)
    with pytest.raises(WrongInput):
        actions.draft_handoff(
            scene.case,
            draft=Draft(HandoffKind.REFERRAL, own, Purpose.SUPPORT, LEAST, beyond=Beyond.CARE),
            by=scene.officer,
            now=timezone.now(),
        )
    draft(scene, scene.case)

    assert numbers(scene) == [1, 2]


def test_each_agency_and_each_year_of_viet_nam_counts_for_itself() -> None:
    scene, other = Scene(), Scene()
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    before, after = (
        draft(scene, scene.case, now=at) for at in (new_year - timedelta(seconds=1), new_year)
    )

    code = before.sender.code.upper()
    assert [before.number, after.number] == [f"01/2026/BB-{code}", f"01/2027/BB-{code}"]
    assert draft(other, other.case).number.startswith("01/")


@pytest.mark.postgres
@pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
def test_desks_that_race_and_fail_get_every_number_once() -> None:
    scene = Scene()
    cases = [factories.case(scene.officer) for _each in range(WORKERS)]
    start = threading.Barrier(WORKERS)

    def work(case: Case) -> None:
        try:
            start.wait(timeout=30)
            for _each in range(EACH):
                undone(scene, case)
                draft(scene, case)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as desks:
        for done in [desks.submit(work, case) for case in cases]:
            done.result()

    assert numbers(scene) == list(range(1, WORKERS * EACH + 1))
