"""Random people of random agencies try random deeds; what must always hold is asked after each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from itertools import chain
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.test import RequestFactory
from hypothesis import HealthCheck, settings as hypothesis_settings, strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, rule

from audit import worker
from audit.verify import verify
from caseflow import http
from caseflow.choices import OPEN_STATES
from caseflow.models import Case, Person, User
from caseflow.refusals import Refused
from caseflow.sealing import provider, setup
from caseflow.sealing.errors import NotRevealed
from referrals.choices import ENDED_STATES
from tests import laws
from tests.machine import deeds, world
from tests.machine.attempts import Deed, NothingToDo, Try
from tests.support.test_invariants import violations

REFUSALS = (Refused, PermissionDenied, Http404)
WAYS: dict[str, dict[str, set[tuple[str | None, str]]]] = {
    "case": {
        "verify": {("received", "verified")},
        "identify": {("verified", "identified")},
        "secure": {("identified", "rescued")},
        "begin_support": {("rescued", "supported")},
        "reintegrate": {("supported", "reintegrated")},
        "rule_out": {("received", "not_confirmed"), ("verified", "not_confirmed")},
        "reconsider": {("not_confirmed", "verified")},
        "close": {(state.value, "closed") for state in OPEN_STATES},
        "reopen": {("closed", state.value) for state in OPEN_STATES},
    },
    "handoff": {
        "draft": {(None, "drafted")},
        "send": {("drafted", "sent")},
        "open": {("sent", "opened")},
        "receive": {("sent", "received"), ("opened", "received")},
        "sign": {("received", "signed")},
        "decline": {("sent", "declined"), ("opened", "declined")},
        "withdraw": {(each, "withdrawn") for each in ("drafted", "sent", "opened")},
    },
    "plan": {
        "draft": {(None, "drafted")},
        "agree": {("drafted", "agreed")},
        "review": {("agreed", "agreed")},
        "close": {("agreed", "closed")},
    },
}
"""Every step of every machine, from where to where: written out, not asked from the code."""


def a_try(of: Mapping[str, Deed]) -> dict[str, Any]:
    """Which deed on which file by whom: more often than not by somebody whose deed it is."""
    return {
        "name": st.sampled_from(sorted(of)),
        "number": st.integers(0, 3),
        "who": st.integers(0, 11),
        "near": st.sampled_from([True, True, True, False]),
        "choice": st.integers(0, 5),
        "late": st.sampled_from([False, False, False, False, True]),
    }


class FilesAndPeople(RuleBasedStateMachine):
    """Whoever tries whatever; the model knows how every file stood before."""

    def __init__(self) -> None:
        super().__init__()
        worker.retire()
        self.undone = ExitStack()
        for alias in ("default", "keyring"):
            self.undone.enter_context(transaction.atomic(using=alias))
            self.undone.callback(transaction.set_rollback, True, using=alias)
        with ExitStack() as failed:
            failed.callback(self.undone.close)
            setup.create_missing()
            laws.lay()
            self.world = world.World()
            self.stood = world.machines()
            self.answers = world.responsible()
            self.last = 0
            self.nothing_sealed_shows({}, self.new_events())
            failed.pop_all()

    def new_events(self) -> list[dict[str, Any]]:
        """What the log got since it was asked last."""
        found = world.events_after(self.last)
        self.last = found[-1]["id"] if found else self.last
        return found

    def attempt(
        self, name: str, number: int, *, who: int, near: bool, choice: int, late: bool
    ) -> None:
        """One deed, done or refused; then everything that must hold."""
        deed = deeds.DEEDS[name]
        case = Case.objects.get(pk=self.world.cases[number])
        by = self.world.near(case, deed.side, who) if near else self.world.people[who]
        try:
            with transaction.atomic():
                deed.act(Try(case, by, choice, late))
        except NothingToDo:
            return
        except REFUSALS as refusal:
            self.refused(refusal, case, by)
            assert world.tables() == self.stored, "a refused deed left something behind"
            self.one_refusal_is_written(by)
            self.one_agency_answers(False, case)
        else:
            self.one_event_is_written(deed, case, by)
            self.one_agency_answers(name == "receive", case)

    def refused(self, refusal: Exception, case: Case, by: User) -> None:
        """As every page does it: written down after the roll-back."""
        request = RequestFactory().post("/")
        request.user, request.resolver_match = by, None
        request.case_uid = case.uid  # type: ignore[attr-defined]  # set by pages
        http.record_refusal(request, refusal)

    def one_refusal_is_written(self, by: User) -> None:
        """One event that names the person, beside the numbers the roll-back used up."""
        events = self.new_events()
        told = [each for each in events if each["act"] != "trail.rolled_back"]
        assert [each["act"].split(".")[0] for each in told] == ["refused"]
        assert told[0]["actor"] == by.uid.hex
        assert not any(world.tells([each]) for each in events)

    def one_event_is_written(self, deed: Deed, case: Case, by: User) -> None:
        """The deed's own event once, and one for every row that moved, along a known way."""
        events, now = self.new_events(), world.machines()
        act, _space, step = deed.event.partition(" ")
        own = [
            each for each in events if each["act"] == act and step in ("", each["data"].get("step"))
        ]
        assert len(own) == 1, (deed.event, [each["act"] for each in events])
        assert (own[0]["actor"], own[0]["case"]) == (by.uid.hex, case.uid.hex)
        for row in now:
            self.moved_along_its_way(row, now[row], events)
        self.stood = now
        self.nothing_sealed_shows(self.stored, events)

    def moved_along_its_way(
        self, row: tuple[str, str], now: tuple[str, int], events: list[dict[str, Any]]
    ) -> None:
        """From the state it had to the one it has, an event for every version, none besides."""
        state, version = self.stood.get(row, (None, 0))
        for each in events:
            data = each["data"]
            if "version" in data and (each["obj"]["l"], each["obj"]["u"]) == row:
                assert data["version"] == version + 1
                if "step" in data:
                    assert data.get("before") == state
                    assert (state, data["after"]) in WAYS[row[0]][data["step"]]
                state, version = data["after"], version + 1
        assert (state, version) == now, f"{row[0]} moved without its event"

    def one_agency_answers(self, receipt: bool, case: Case) -> None:
        """For every open file, as its own column says; a receipt of a transfer alone moves it."""
        connection.check_constraints()
        held = world.who_holds()
        for each in Case.objects.all():
            assert held.pop(each.pk, []) == ([each.responsible_agency_id] if each.is_open else [])
        now = world.responsible()
        handoff = case.handoffs.order_by("-pk").first()
        if receipt and handoff is not None and handoff.is_transfer:
            assert now[case.pk] == handoff.receiver_id
            self.answers[case.pk] = handoff.receiver_id
        assert now == self.answers, "responsibility moved by something else than a receipt"

    def nothing_sealed_shows(self, before: dict[str, list[Any]], events: list[Any]) -> None:
        """Not in a column of any table, not in what the log was told, not to who holds the row."""
        self.stored = world.tables()
        shown = [
            name
            for name, rows in self.stored.items()
            if rows != before.get(name) and world.tells(chain.from_iterable(rows))
        ]
        shown += [each["act"] for each in events if world.tells([each])]
        assert not shown
        person = Person.objects.order_by("pk").first()
        assert person is not None
        with pytest.raises(NotRevealed):
            _ = person.full_name

    @rule(number=st.integers(0, 3), path=st.lists(st.integers(0, 41), min_size=1, max_size=8))
    def go_on(self, number: int, path: list[int]) -> None:
        """What usually comes next, several times, each by somebody whose deed it is."""
        for choice in path:
            case = Case.objects.get(pk=self.world.cases[number])
            handoff = case.handoffs.exclude(state__in=ENDED_STATES).order_by("-pk").first()
            usual = deeds.LEADS_ON[handoff.state if handoff else case.state]
            name = usual[choice % len(usual)]
            self.attempt(name, number, who=choice, near=True, choice=choice, late=False)

    @rule(**a_try(deeds.STEPS))
    def step(self, **chosen: Any) -> None:
        """Somebody takes a step."""
        self.attempt(**chosen)

    @rule(**a_try(deeds.HANDOFFS))
    def hand_over(self, **chosen: Any) -> None:
        """Somebody gives, looks, receives, signs, declines or takes back."""
        self.attempt(**chosen)

    @rule(**a_try(deeds.PROPOSALS))
    def propose(self, **chosen: Any) -> None:
        """Somebody asks for a step of two people, or answers."""
        self.attempt(**chosen)

    @rule(**a_try(deeds.SUPPORT))
    def support(self, **chosen: Any) -> None:
        """Somebody plans, gives or looks after."""
        self.attempt(**chosen)

    @rule(**a_try(deeds.NOTES))
    def note(self, **chosen: Any) -> None:
        """Somebody writes into a file."""
        self.attempt(**chosen)

    def teardown(self) -> None:
        """The log of the whole run verifies, row by row, and no invariant is broken."""
        with self.undone:
            assert verify(with_rows=True).findings == []
            assert violations() == {}


SHORT = hypothesis_settings(
    max_examples=4 if settings.ON_POSTGRES else 10,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class TestFilesAndPeople(HypothesisTestCase, FilesAndPeople.TestCase):  # type: ignore[misc, valid-type]  # made by hypothesis
    """A short run; `make nightly` takes a long one."""

    databases = {"default", "keyring"}
    settings = SHORT  # type: ignore[assignment]  # the name hypothesis reads


@pytest.mark.slow
class TestFilesAndPeopleForLong(TestFilesAndPeople):
    """The same, many more times."""

    settings = hypothesis_settings(SHORT, max_examples=100, stateful_step_count=60)


def test_the_key_file_is_for_its_owner_only() -> None:
    assert provider.read_file(settings.KEY_FILE).active == 1
