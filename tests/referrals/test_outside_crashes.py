"""A document for somebody without an account, when processes die and when two press at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from audit.verify import verify
from caseflow.actions import consents
from caseflow.choices import AgencyKind
from caseflow.models import Notice
from caseflow.refusals import Refused
from referrals import actions
from referrals.choices import OutsideState
from referrals.models import OutsideReferral
from tests import factories
from tests.referrals.crashing import Act, died_everywhere, succeed
from tests.referrals.outside_scene import Outside, blank, link

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])


@pytest.fixture
def scene() -> Outside:
    return Outside()


def draft(scene: Outside) -> Act:
    return scene.drafted


def send(scene: Outside) -> Act:
    referral = scene.drafted()
    actions.look_outside(referral, by=scene.officer, now=timezone.now())
    sealed = actions.seal_letter(referral, draw=blank, by=scene.officer)
    return lambda: actions.send_outside(
        referral, sealed=sealed, by=scene.officer, now=timezone.now()
    )


def take(scene: Outside) -> Act:
    referral = scene.out()
    return lambda: actions.take_file(referral, scene.token, now=timezone.now())


def answer(scene: Outside) -> Act:
    referral = scene.out()
    actions.take_file(referral, scene.token, now=timezone.now())
    return lambda: actions.answer_by_link(
        referral, scene.token, accepts=True, reason=None, now=timezone.now()
    )


def withdraw(scene: Outside) -> Act:
    referral = scene.out()
    return lambda: actions.withdraw_outside(referral, by=scene.officer, now=timezone.now())


def succession(scene: Outside) -> Act:
    referral = scene.out()
    heir = factories.agency(AgencyKind.POLICE)
    return lambda: succeed(referral.sender, heir)


DEEDS: dict[str, tuple[Callable[[Outside], Act], int]] = {
    "draft": (draft, 12),
    "send": (send, 15),
    "take": (take, 15),
    "answer": (answer, 10),
    "withdraw": (withdraw, 10),
    "succession": (succession, 15),
}
"""How each deed is set up, and fewer statements than it has."""


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_is_all_or_nothing(scene: Outside, name: str) -> None:
    set_up, least = DEEDS[name]

    assert died_everywhere(set_up(scene)) >= least
    assert verify(with_rows=True).findings == []


def test_after_a_succession_the_heir_hears_the_answer(scene: Outside) -> None:
    referral = scene.out()
    heir = factories.agency(AgencyKind.POLICE)
    succeed(referral.sender, heir)

    Client().post(link(scene.token))

    assert OutsideReferral.objects.get(pk=referral.pk).sender == heir
    assert Notice.objects.get(kind="outside.opened").agency == heir


racing = pytest.mark.skipif(
    not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"
)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Each deed in a thread and a connection of its own; what they gave."""
    ready, given = threading.Barrier(len(deeds)), list[object]()

    def run(deed: Callable[[], object]) -> None:
        try:
            ready.wait()
            given.append(deed())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def press(scene: Outside) -> int:
    return Client().post(link(scene.token)).status_code


def withdrawn(scene: Outside, referral: OutsideReferral) -> str:
    try:
        now = timezone.now()
        return str(actions.withdraw_outside(referral, by=scene.officer, now=now).state)
    except Refused:
        return "refused"


def told(referral: OutsideReferral) -> int:
    """How often the log says that somebody took this document."""
    looks = AuditEvent.objects.filter(act="package.seen", actor="outside")
    return sum(referral.uid.hex in bytes(each.entry).decode() for each in looks)


@racing
@pytest.mark.postgres
def test_of_two_who_press_at_once_one_gets_the_file(scene: Outside) -> None:
    for _round in range(4):
        referral = scene.out()

        given = at_once(*[partial(press, scene)] * 3)

        assert sorted(map(str, given)) == ["200", "409", "409"]
        assert told(referral) == 1
    assert verify(with_rows=True).findings == []


@racing
@pytest.mark.postgres
def test_who_takes_back_and_who_takes_do_not_both_win(scene: Outside) -> None:
    for _round in range(4):
        referral = scene.out()

        given = set(at_once(partial(press, scene), partial(withdrawn, scene, referral)))

        assert given in ({200, "refused"}, {409, OutsideState.WITHDRAWN.value})
        assert told(referral) == (200 in given)


@racing
@pytest.mark.postgres
def test_a_consent_taken_back_stops_the_file_or_comes_after_it(scene: Outside) -> None:
    for _round in range(4):
        referral = scene.out()
        take_back = partial(
            consents.withdraw_consent, referral.consent, by=scene.officer, now=timezone.now()
        )

        given = at_once(partial(press, scene), take_back)

        assert told(referral) == (200 in given)
        assert Client().get(link(scene.token)).status_code == (200 if 200 in given else 410)
