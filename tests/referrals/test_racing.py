"""Deeds on one handoff that arrive at the same instant, on PostgreSQL with real connections.

Two deeds that race end as if one had come after the other: in which order does not matter, but
nothing in between, and one agency answers for the person.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from django.utils import timezone

from audit.verify import verify
from caseflow import access, escalation
from caseflow.actions import consents
from caseflow.choices import AgencyKind, Purpose
from caseflow.models import Agency, Case, CaseGroupGrant, User
from caseflow.refusals import Refused
from referrals import actions
from referrals.actions import Draft
from referrals.choices import HandoffKind
from referrals.models import Handoff
from tests import factories
from tests.referrals import crashing
from tests.referrals.scene import LEAST, Scene
from tests.support.test_invariants import violations

FAR = timedelta(days=30)
"""By then every limit of a handoff ran out."""

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"),
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
]

REFUSALS = (Refused, PermissionDenied, Http404)
ROUNDS = 2


class Contest(Scene):
    """A transfer on its way, a referral looked at but not sent, and an heir for either side."""

    def __init__(self) -> None:
        super().__init__()
        self.handoff = self.sent()
        self.referral = self.draft(kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
        actions.preview(self.referral, by=self.officer, now=timezone.now())
        self.giver = self.handoff.sender
        self.heir_of_giver = factories.agency(AgencyKind.POLICE)
        self.heir_of_receiver = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
        self.third = factories.agency(AgencyKind.SOCIAL_AFFAIRS)

    def who(self, user: User) -> dict[str, Any]:
        """The person as a request of their own would load them."""
        return {"by": User.objects.get(pk=user.pk), "now": timezone.now()}

    def names(self) -> dict[int, str]:
        """What each agency is called in an outcome."""
        roles = ("giver", "receiver", "heir_of_giver", "heir_of_receiver")
        return {getattr(self, role).pk: role for role in roles}

    def outcome(self, done: Sequence[str]) -> tuple[Any, ...]:
        """How everything stands, in words that are the same for every contest."""
        names = self.names()
        handoff = Handoff.objects.get(pk=self.handoff.pk)
        (answers,) = crashing.responsible(self.case)
        case = Case.objects.get(pk=self.case.pk)
        assert case.responsible_agency_id == answers
        reach = access.reach(User.objects.get(pk=self.worker.pk), case)
        live = CaseGroupGrant.objects.filter(content_object=case, revoked_at=None)
        looks = sorted(names[each.group.agency.pk] for each in live.select_related("group__agency"))
        return (
            handoff.state, names[answers], names[handoff.sender_id], names[handoff.receiver_id],
            reach, *looks, case.handoffs.count(), *sorted(done),
        )  # fmt: skip


def receive(contest: Contest) -> None:
    contest.receive(contest.handoff, by=User.objects.get(pk=contest.worker.pk))


def send_a_referral(contest: Contest) -> None:
    actions.send(contest.referral, **contest.who(contest.officer))


def open_package(contest: Contest) -> None:
    actions.open_package(contest.handoff, **contest.who(contest.worker))


def decline(contest: Contest) -> None:
    actions.decline(contest.handoff, reason="Hết chỗ", **contest.who(contest.worker))


def withdraw(contest: Contest) -> None:
    actions.withdraw(contest.handoff, **contest.who(contest.officer))


def take_consent_back(contest: Contest) -> None:
    consent = contest.handoff.consent
    assert consent is not None
    consents.withdraw_consent(consent, **contest.who(contest.officer))


def transfer_elsewhere(contest: Contest) -> None:
    draft = Draft(HandoffKind.TRANSFER, contest.third, Purpose.SUPPORT, LEAST)
    actions.draft_handoff(contest.case, draft=draft, **contest.who(contest.officer))


def run_out(contest: Contest) -> None:
    escalation.sweep(timezone.now() + FAR)


def succeed_the_giver(contest: Contest) -> None:
    crashing.succeed(_fresh(contest.giver), _fresh(contest.heir_of_giver))


def succeed_the_receiver(contest: Contest) -> None:
    crashing.succeed(_fresh(contest.receiver), _fresh(contest.heir_of_receiver))


def _fresh(agency: Agency) -> Agency:
    return Agency.objects.get(pk=agency.pk)


DEEDS: dict[str, Callable[[Contest], None]] = {
    "receive": receive,
    "open": open_package,
    "send a referral": send_a_referral,
    "decline": decline,
    "withdraw": withdraw,
    "take consent back": take_consent_back,
    "transfer elsewhere": transfer_elsewhere,
    "limit runs out": run_out,
    "succession of the giver": succeed_the_giver,
    "succession of the receiver": succeed_the_receiver,
}
PAIRS = list(combinations(DEEDS, 2))
ANSWERS = frozenset({"receive", "decline", "withdraw"})
"""Each of them ends what the others would answer."""


def attempt(contest: Contest, name: str, done: list[str]) -> None:
    try:
        DEEDS[name](contest)
    except REFUSALS:
        return
    done.append(name)


def one_after_the_other(names: Sequence[str]) -> tuple[Any, ...]:
    """How a contest ends in which nobody races."""
    contest, done = Contest(), list[str]()
    for name in names:
        attempt(contest, name, done)
    return contest.outcome(done)


def at_once(names: Sequence[str]) -> tuple[Any, ...]:
    """How a contest ends in which each deed has a thread and a connection of its own."""
    contest, done, broken = Contest(), list[str](), list[BaseException]()
    ready = threading.Barrier(len(names))

    def run(name: str) -> None:
        try:
            ready.wait()
            attempt(contest, name, done)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return contest.outcome(done)


@pytest.mark.parametrize("pair", PAIRS, ids=[" + ".join(pair) for pair in PAIRS])
def test_two_deeds_that_race_end_as_one_after_the_other(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    allowed = {one_after_the_other(pair), one_after_the_other(pair[::-1])}

    for _round in range(ROUNDS):
        ended = at_once(pair)
        assert ended in allowed
        if set(pair) <= ANSWERS:
            assert len(ANSWERS & set(ended)) == 1

    with capsys.disabled():
        sys.stdout.write(f"\n{' + '.join(pair):48} {len(allowed)} ends allowed")
    with time_machine.travel(timezone.now() + FAR):
        assert violations() == {}
    assert verify().findings == []


def test_all_answers_at_once_have_exactly_one_outcome() -> None:
    for _round in range(6):
        ended = at_once(sorted(ANSWERS))
        assert len(ANSWERS & set(ended)) == 1
    with time_machine.travel(timezone.now() + FAR):
        assert violations() == {}
