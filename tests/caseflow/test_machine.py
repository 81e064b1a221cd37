"""Random people take random steps on random files; what must always hold is asked after each."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, settings as hypothesis_settings, strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audit.models import AuditEvent
from audit.verify import verify
from caseflow.actions import proposals, steps
from caseflow.choices import (
    AgencyKind,
    CaseState,
    CloseReason,
    Fact,
    Role,
    SafetyManner,
    Step,
)
from caseflow.models import Case, Person, Responsibility, User
from caseflow.refusals import Refused
from caseflow.sealing import provider, setup
from caseflow.sealing.errors import NotRevealed
from tests import factories

REFUSALS = (Refused, PermissionDenied, Http404)


class FilesAndPeople(RuleBasedStateMachine):
    """Three files, two agencies, five people who try whatever comes to mind."""

    def __init__(self) -> None:
        super().__init__()
        setup.create_missing()
        police = factories.agency(AgencyKind.POLICE)
        social = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
        self.people: list[User] = [
            factories.user(Role.OFFICER, at=police),
            factories.user(Role.SUPERVISOR, at=police),
            factories.user(Role.SUPERVISOR, at=police),
            factories.user(Role.SOCIAL_WORKER, at=social),
            factories.user(Role.SUPERVISOR, at=social),
        ]
        self.cases = [factories.case(self.people[0]) for _ in range(3)]

    def _case(self, number: int) -> Case:
        return Case.objects.get(pk=self.cases[number].pk)

    @rule(
        number=st.integers(0, 2),
        who=st.integers(0, 4),
        what=st.sampled_from(["verify", "identify", "secure", "begin", "rule_out", "reconsider"]),
    )
    def take_a_step(self, number: int, who: int, what: str) -> None:
        """One deed by one person, allowed or refused."""
        case, by, now = self._case(number), self.people[who], timezone.now()
        today = timezone.localdate(now)
        deeds: dict[str, Any] = {
            "verify": lambda: factories.verify(case, by=by, now=now),
            "identify": lambda: factories.identify(case, by=by, now=now),
            "secure": lambda: steps.secure(
                case,
                manner=SafetyManner.ESCAPED,
                safe_place="Nơi kín",
                notes="",
                happened_on=today,
                by=by,
                now=now,
            ),
            "begin": lambda: steps.begin_support(case, by=by, now=now),
            "rule_out": lambda: steps.rule_out(
                case, reason="Lý do", person_told=True, happened_on=today, by=by, now=now
            ),
            "reconsider": lambda: steps.reconsider(
                case, reason="Tin mới", happened_on=today, by=by, now=now
            ),
        }
        with contextlib.suppress(*REFUSALS):
            deeds[what]()

    @rule(
        number=st.integers(0, 2),
        who=st.integers(0, 4),
        step=st.sampled_from([Step.CLOSE, Step.REOPEN, Step.REINTEGRATE]),
    )
    def propose(self, number: int, who: int, step: Step) -> None:
        """Somebody asks for a step of two people."""
        with contextlib.suppress(*REFUSALS):
            proposals.propose(
                self._case(number),
                step=step,
                grounds="Lý do",
                close_reason=CloseReason.WITHDREW,
                by=self.people[who],
                now=timezone.now(),
            )

    @rule(number=st.integers(0, 2), who=st.integers(0, 4), approves=st.booleans())
    def answer(self, number: int, who: int, approves: bool) -> None:
        """Somebody answers the waiting proposal, if there is one."""
        waiting = self._case(number).proposals.filter(state="waiting").first()
        if waiting is None:
            return
        try:
            if approves:
                proposals.approve(waiting, by=self.people[who], now=timezone.now())
            else:
                proposals.send_back(
                    waiting, answer="Chưa đủ", by=self.people[who], now=timezone.now()
                )
        except REFUSALS:
            pass

    @rule(number=st.integers(0, 2), facts=st.sets(st.sampled_from(list(Fact))))
    def support_tells(self, number: int, facts: set[Fact]) -> None:
        """The support floor pushes facts."""
        factories.tell_facts(self._case(number), *facts)

    @rule(number=st.integers(0, 2), who=st.sampled_from([0, 3]))
    def responsibility_moves(self, number: int, who: int) -> None:
        """An open file changes hands."""
        case = self._case(number)
        if case.is_open:
            factories.move_to(case, self.people[who])

    @invariant()
    def one_agency_answers_for_every_open_file(self) -> None:
        """And for ended ones none, while the copy on the file agrees."""
        connection.check_constraints()
        for case in Case.objects.all():
            held = Responsibility.objects.filter(case=case, ended_at__isnull=True)
            assert held.count() == (1 if case.is_open else 0)

    @invariant()
    def every_step_has_its_event(self) -> None:
        """As many steps as versions, and the last one tells the state."""
        for case in Case.objects.all():
            events = AuditEvent.objects.filter(case_uid=case.uid, act="case.stepped").order_by("id")
            assert events.count() == case.version
            last = events.last()
            assert last is not None
            assert last.uid == case.last_event_uid
            assert json.loads(bytes(last.entry))["data"]["after"] == case.state
            assert case.state in CaseState.values

    @invariant()
    def nothing_sealed_reads_by_itself(self) -> None:
        """Not even for code that holds the row."""
        person = Person.objects.order_by("pk").first()
        assert person is not None
        with pytest.raises(NotRevealed):
            _ = person.full_name

    def teardown(self) -> None:
        """The log of the whole run verifies."""
        assert verify().findings == []


class TestFilesAndPeople(HypothesisTestCase, FilesAndPeople.TestCase):  # type: ignore[misc, valid-type]  # made by hypothesis
    """Runs the machine inside database transactions."""

    databases = {"default", "keyring"}
    settings = hypothesis_settings(  # type: ignore[assignment]  # the name hypothesis reads
        max_examples=10,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_the_key_file_is_for_its_owner_only() -> None:
    from django.conf import settings

    assert provider.read_file(settings.KEY_FILE).active == 1
