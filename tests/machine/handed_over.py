"""What must hold while one person is handed over, whoever does what in any order.

After every deed: exactly one agency is responsible, nobody opens more than the packages that are
theirs, and every answer stands on the desk of the sender. The model knows all of it by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar

import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine, invariant

from audit import worker
from audit.verify import verify
from caseflow import access
from caseflow.models import Case, Notice, Responsibility, User
from caseflow.refusals import Refused
from referrals.models import Handoff
from tests.machine.handing import (
    EVERY_LABEL,
    Sent,
    World,
    theirs,
)
from tests.support.test_invariants import violations

REFUSALS = (Refused, PermissionDenied, Http404)


class HandedOver(RuleBasedStateMachine):
    """One person at one of three agencies, and what is asked after every deed."""

    world: World
    """Made once for all runs; what a run does is undone after it."""
    tally: ClassVar[Counter[str]] = Counter()
    """How often each deed was done and refused in all runs."""

    def __init__(self) -> None:
        super().__init__()
        worker.retire()
        self.undone = ExitStack()
        for alias in ("default", "keyring"):
            self.undone.enter_context(transaction.atomic(using=alias))
            self.undone.callback(transaction.set_rollback, True, using=alias)
        self.start = self.now = timezone.now()
        self.responsible = self.world.agencies[0].pk
        self.here = [agency.pk for agency in self.world.agencies]
        self.heirs = [agency.pk for agency in self.world.heirs]
        self.sent: list[Sent] = []
        self.case, self.moved = 0, False

    # -- Helpers -----------------------------------------------------------------------------

    def person(self, agency: int, number: int) -> dict[str, Any]:
        """Who does it, and when."""
        user = self.world.people[agency][number % 2]
        return {"by": User.objects.get(pk=user.pk), "now": self.now}

    def whose(self, sent: Sent, side: str, who: int) -> int:
        """Mostly the side whose deed it is, sometimes anybody."""
        return getattr(sent, side) if who < 6 else self.here[who % len(self.here)]

    def done(self, name: str, deed: Callable[[], Any]) -> bool:
        """Whether the deed was let through."""
        try:
            with time_machine.travel(self.now, tick=False), transaction.atomic():
                deed()
        except REFUSALS:
            self.tally[f"{name} refused"] += 1
            return False
        self.tally[name] += 1
        self.moved = True
        return True

    def row(self, sent: Sent) -> Handoff:
        return Handoff.objects.get(pk=sent.pk)

    def chosen(self, number: int) -> Sent:
        """The newest handoffs come up most."""
        return self.sent[-1 - number % len(self.sent)]

    # -- What must hold ------------------------------------------------------------------------

    @invariant()
    def what_must_hold(self) -> None:
        """Asked whenever something was done or time passed."""
        if self.moved:
            self.moved = False
            self.one_agency_is_responsible()
            self.nobody_opens_more_than_is_theirs()
            self.every_answer_reached_the_sender()

    def one_agency_is_responsible(self) -> None:
        """And it is the one the model names."""
        held = Responsibility.objects.filter(case=self.case, ended_at=None)
        assert list(held.values_list("agency", flat=True)) == [self.responsible]
        case = Case.objects.get(pk=self.case)
        assert case.responsible_agency_id == self.responsible

    def nobody_opens_more_than_is_theirs(self) -> None:
        """The labels each agency may open are those of its packages, and of what it received."""
        case = Case.objects.get(pk=self.case)
        with time_machine.travel(self.now, tick=False):
            for agency in self.here:
                user = User.objects.get(pk=self.world.people[agency][0].pk)
                opened = access.revealable(user, case, EVERY_LABEL)
                assert opened == theirs(agency, self.responsible, self.sent, self.now), (
                    "beyond the package, or less than it"
                )

    def every_answer_reached_the_sender(self) -> None:
        """A notice of it stands before the agency; and the row says what the model says."""
        rows = {row.pk: row for row in Handoff.objects.filter(case=self.case)}
        told = set(Notice.objects.filter(case=self.case).values_list("kind", "agency", "dedup"))
        for sent in self.sent:
            row = rows[sent.pk]
            assert row.state == sent.state
            for kind, agency in sent.owed:
                assert (kind, agency, f"{kind}:{row.uid.hex}") in told, f"{kind} was not told"

    def teardown(self) -> None:
        """One run in some also asks the log and every invariant there is."""
        with self.undone, time_machine.travel(self.now, tick=False):
            if len(self.sent) > 3:
                assert violations() == {}
                assert verify().findings == []
