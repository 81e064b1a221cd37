"""Many people on the same files at once, on PostgreSQL with real connections: no step is lost."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from audit.models import AuditEvent
from audit.verify import verify
from caseflow import workflow
from caseflow.actions import intake
from caseflow.choices import CaseState, Role, Step
from caseflow.models import Case, Incident, User
from caseflow.refusals import Refused
from tests import factories

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"),
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
]

WRITERS = 8
HOT_CASES = 20
ROUNDS = 12


def in_parallel(work: Callable[[int], None], workers: int) -> list[BaseException]:
    """Run `work(0..n)` in threads with connections of their own; returns what they raised."""
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_one_of_four_officers_takes_the_step_and_three_are_told() -> None:
    officer = factories.user()
    case = factories.case(officer)
    outcomes: Counter[str] = Counter()

    def verify(_number: int) -> None:
        try:
            factories.verify(case, by=User.objects.get(pk=officer.pk), now=timezone.now())
            outcomes["done"] += 1
        except Refused as refusal:
            outcomes[refusal.code] += 1

    errors = in_parallel(verify, 4)

    assert errors == []
    assert outcomes == {"done": 1, "wrong_moment": 3}
    assert Case.objects.get(pk=case.pk).version == 2


@pytest.mark.parametrize("kind", ["one", "group"])
def test_one_form_sent_from_two_windows_at_once_opens_each_file_once(kind: str) -> None:
    officer = factories.user()
    forms = [factories.an_intake(), factories.an_intake()]
    day, start = timezone.localdate(), threading.Barrier(4)

    def post(_number: int) -> None:
        by = User.objects.get(pk=officer.pk)
        start.wait()
        if kind == "one":
            intake.receive_case(intake=forms[0], by=by, now=timezone.now())
        else:
            intake.receive_group(intakes=forms, happened_on=day, by=by, now=timezone.now())

    errors = in_parallel(post, 4)

    assert errors == []
    assert Case.objects.count() == (1 if kind == "one" else 2)
    assert Incident.objects.count() == (0 if kind == "one" else 1)
    assert verify().findings == []


def test_eight_writers_on_twenty_hot_cases_lose_no_step() -> None:
    supervisor = factories.user(Role.SUPERVISOR)
    cases = [factories.case(supervisor) for _ in range(HOT_CASES)]
    done: Counter[int] = Counter()

    def hammer(number: int) -> None:
        dice = random.Random(number)  # noqa: S311 - repeatable dice
        person = User.objects.get(pk=supervisor.pk)
        for _ in range(ROUNDS * 4):
            case = dice.choice(cases)
            step = Step.REOPEN if dice.random() < 0.5 else Step.CLOSE
            columns = (
                {"state_before_close": CaseState.RECEIVED, "close_reason": "withdrew"}
                if step == Step.CLOSE
                else {}
            )
            try:
                with transaction.atomic():
                    workflow.advance(
                        case,
                        step,
                        by=person,
                        now=timezone.now(),
                        approving=frozenset({step}),
                        columns=columns,
                    )
                done[case.pk] += 1
            except Refused:
                continue

    errors = in_parallel(hammer, WRITERS)

    assert errors == []
    for case in cases:
        fresh = Case.objects.get(pk=case.pk)
        events = AuditEvent.objects.filter(case_uid=case.uid, act="case.stepped").count()
        assert fresh.version == 1 + done[case.pk] == events
