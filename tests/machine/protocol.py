"""Random people of three agencies hand one person over, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from caseflow import escalation
from caseflow.actions import consents
from caseflow.choices import Section
from caseflow.models import Agency, Case
from caseflow.refusals import Refused
from referrals import actions
from referrals.choices import Condition, HandoffKind
from referrals.models import Handoff
from tests.machine.handed_over import HandedOver
from tests.machine.handing import (
    ANSWERS,
    SECTIONS,
    STARTS,
    WAITING,
    Sent,
    drafted,
    said,
)
from tests.referrals.crashing import succeed

REFUSALS = (Refused, PermissionDenied, Http404)


class HandingOver(HandedOver):
    """Whoever tries whatever with the handoffs of one person."""

    # -- Deeds -------------------------------------------------------------------------------

    @initialize(number=st.integers(0, len(STARTS) - 1))
    def begin(self, number: int) -> None:
        """Every run begins with a handoff to one of the others, sent where the answer lets it."""
        case, sent = self.world.starts[number]
        self.case, self.sent = case, [replace(sent, owed=list(sent.owed))]
        self.moved = True

    @rule(
        to=st.integers(0, 2), kind=st.sampled_from(HandoffKind), sections=st.sampled_from(SECTIONS),
        answer=st.sampled_from(ANSWERS), send_it=st.sampled_from([True, True, False]),
    )  # fmt: skip
    def draft(
        self, to: int, kind: HandoffKind, sections: tuple[Section, ...], answer: str, send_it: bool
    ) -> None:
        """The holder prepares a handoff, and mostly looks at it and sends it."""
        receiver, by = self.here[to], self.person(self.responsible, 0)
        made: list[Handoff] = []

        def deed() -> None:
            case = Case.objects.get(pk=self.case)
            to, consent = Agency.objects.get(pk=receiver), said(case, answer, sections, by)
            draft = drafted(kind, to, sections, consent)
            made.append(actions.draft_handoff(case, draft=draft, **by))

        if self.done("draft", deed):
            self.sent.append(
                Sent(made[0].pk, kind, self.responsible, receiver, sections, answer, self.now)
            )
            assert receiver != self.responsible
            open_transfers = [
                each for each in self.sent
                if each.kind == HandoffKind.TRANSFER and each.state in ("drafted", *WAITING)
            ]  # fmt: skip
            assert len(open_transfers) <= 1
            if send_it:
                self.send(0, 0, True)

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8), looked=st.booleans())
    def send(self, number: int, who: int, looked: bool) -> None:
        """Looked at before, or not."""
        sent = self.chosen(number)
        by = self.person(self.whose(sent, "sender", who), 0)
        if looked:
            self.done("preview", lambda: actions.preview(self.row(sent), **by))
        if self.done("send", lambda: actions.send(self.row(sent), **by)):
            assert sent.state == "drafted"
            assert sent.stands(self.now), "sent without agreement or law"
            sent.state = "sent"
            sent.owed.append(("handoff.sent", sent.receiver))

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def open(self, number: int, who: int) -> None:
        """Somebody opens the package."""
        sent = self.chosen(number)
        agency, told = self.whose(sent, "receiver", who), list[Any]()
        by = self.person(agency, who)
        if self.done("open", lambda: told.append(actions.open_package(self.row(sent), **by)[0])):
            assert agency == self.responsible or (
                agency == sent.receiver and sent.lets_look(self.now)
            ), "a package was opened that is nobody's of theirs"
            assert {part["section"] for part in told[0]} <= {each.value for each in sent.sections}
            if sent.state == "sent" and agency == sent.receiver:
                sent.state = "opened"

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def receive(self, number: int, who: int) -> None:
        """Somebody says the person is here."""
        sent = self.chosen(number)
        agency = self.whose(sent, "receiver", who)
        before = self.row(sent).state
        told: dict[str, Any] = {"condition": Condition.WELL, "condition_note": "", "belongings": ""}
        by = self.person(agency, who)
        if (
            self.done("receive", lambda: actions.receive(self.row(sent), **told, **by))
            and before in WAITING
        ):
            assert agency == sent.receiver
            sent.state = "received"
            sent.owed.append(("handoff.received", sent.sender))
            if sent.kind == HandoffKind.TRANSFER:
                self.responsible = sent.receiver
            else:
                sent.received_in = sent.stands(self.now)

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def decline(self, number: int, who: int) -> None:
        """Somebody says they cannot."""
        sent = self.chosen(number)
        agency = self.whose(sent, "receiver", who)
        by = self.person(agency, who)
        if self.done("decline", lambda: actions.decline(self.row(sent), reason="Hết chỗ", **by)):
            assert sent.state in WAITING
            assert agency == sent.receiver
            sent.state = "declined"
            sent.owed.append(("handoff.declined", sent.sender))

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def withdraw(self, number: int, who: int) -> None:
        """Somebody takes it back."""
        sent = self.chosen(number)
        agency = self.whose(sent, "sender", who)
        by = self.person(agency, who)
        if self.done("withdraw", lambda: actions.withdraw(self.row(sent), **by)):
            assert sent.state in ("drafted", *WAITING)
            assert agency == sent.sender
            if sent.state != "drafted":
                sent.owed.append(("handoff.withdrawn", sent.receiver))
            sent.state = "withdrawn"

    @precondition(lambda self: self.sent)
    @rule(
        number=st.integers(0, 2),
        who=st.integers(0, 8),
        side=st.sampled_from(["sender", "receiver"]),
    )
    def sign(self, number: int, who: int, side: str) -> None:
        """Somebody signs for a side."""
        sent = self.chosen(number)
        by = self.person(self.whose(sent, side, who), who)
        if self.done("sign", lambda: actions.sign(self.row(sent), **by)):
            assert sent.state == "received"
            row = self.row(sent)
            if row.sender_signed_at and row.receiver_signed_at:
                sent.state = "signed"

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def remind(self, number: int, who: int) -> None:
        """Somebody reminds the receiver."""
        sent = self.chosen(number)
        by = self.person(self.whose(sent, "sender", who), who)
        if self.done("remind", lambda: actions.remind(self.row(sent), **by)):
            assert sent.state in WAITING

    @precondition(lambda self: self.sent)
    @rule(number=st.integers(0, 2), who=st.integers(0, 8))
    def take_agreement_back(self, number: int, who: int) -> None:
        """The person changes the answer; somebody writes it down."""
        sent = self.chosen(number)
        agency = self.responsible if who < 6 else self.here[who % len(self.here)]
        consent = self.row(sent).consent
        assert consent is not None
        by = self.person(agency, who)
        if self.done("take back", lambda: consents.withdraw_consent(consent, **by)):
            assert agency == self.responsible
            sent.taken_back = True

    @precondition(lambda self: self.sent)
    @rule(steps=st.integers(1, 4), declines=st.sampled_from([False, False, False, True]))
    def go_on(self, steps: int, declines: bool) -> None:
        """What usually comes next, several times."""
        for _step in range(steps):
            sent = self.sent[-1]
            if sent.state == "drafted":
                self.send(0, 0, looked=True)
            elif sent.state in WAITING:
                self.decline(0, 0) if declines else self.receive(0, 0)
            else:
                self.sign(0, 0, "receiver" if self.row(sent).sender_signed_at else "sender")

    @rule(hours=st.sampled_from([1, 25, 80]))
    def time_passes(self, hours: int) -> None:
        """Limits run out and are told of."""
        self.now += timedelta(hours=hours)
        self.moved = True
        with time_machine.travel(self.now, tick=False):
            escalation.sweep(self.now)

    @precondition(lambda self: self.heirs)
    @rule(number=st.integers(0, 2), rare=st.integers(0, 3))
    def succession(self, number: int, rare: int) -> None:
        """One of the agencies ends and another goes on with what it had."""
        if rare:
            return
        old, heir = self.here[number], self.heirs.pop()
        with time_machine.travel(self.now, tick=False):
            succeed(Agency.objects.get(pk=old), Agency.objects.get(pk=heir))
        self.tally["succession"] += 1
        self.moved = True
        self.here[number] = heir
        self.responsible = heir if self.responsible == old else self.responsible
        for sent in self.sent:
            sent.looker = heir if sent.looker == old else sent.looker
            if sent.state in ("drafted", *WAITING, "received"):
                sent.sender = heir if sent.sender == old else sent.sender
                sent.receiver = heir if sent.receiver == old else sent.receiver
