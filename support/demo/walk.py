"""Walks invented cases through the real actions, with a clock that moves with each deed."""

from caseflow.actions import records
from caseflow.choices import (
    CaseState,
    CloseReason,
    Step,
)
from caseflow.models import Case
from referrals.choices import HandoffState
from support.choices import (
    ServiceKind,
)
from support.demo.deeds import RESCUE_ROUTES, Cast, Enough
from support.demo.support_deeds import SupportDeeds


class Walk(SupportDeeds):
    """One case from reception towards a state."""

    def go(self, target: CaseState, handoff: HandoffState | None) -> Case:
        """From reception towards `target`; `handoff` leaves a handoff in that state on the way."""
        route = self.dice.choice(RESCUE_ROUTES)
        case = self.receive(route)
        try:
            case = self._towards(case, target, handoff)
        except Enough:
            return case
        return case

    def _towards(  # noqa: C901, PLR0911 - one way out per state the walk may stop at
        self, case: Case, target: CaseState, handoff: HandoffState | None
    ) -> Case:
        officer = self.cast.receiver
        if target == CaseState.NOT_CONFIRMED:
            return self.rule_out(case, officer)
        if target == CaseState.CLOSED and self.dice.random() < 0.4:
            reason = self.dice.choice([CloseReason.WITHDREW, CloseReason.LOST_CONTACT])
            return self.approve(case, Step.CLOSE, reason, by=officer)
        if target == CaseState.RECEIVED:
            return self._left_on_the_way(case, handoff)
        case = self.verify(case, officer)
        if target == CaseState.VERIFIED:
            return self._left_on_the_way(case, handoff)
        case = self.identify(case, officer)
        if target == CaseState.IDENTIFIED:
            return self._left_on_the_way(case, handoff)
        case = self.secure(case, officer)
        if target == CaseState.RESCUED:
            return self._left_on_the_way(case, handoff)
        case = self._supported(case)
        if target == CaseState.SUPPORTED:
            self.deliver(case, some=1)
            self.keep_reviewing(case)
            return case
        self.deliver(case, some=len(ServiceKind))
        case = self.reintegrate(case)
        if target == CaseState.CLOSED:
            case = self.approve(case, Step.CLOSE, CloseReason.COMPLETED, by=self.cast.worker)
        return case

    def go_on(self, case: Case) -> None:
        """A case goes on from where it is to support, as far as the clock allows."""
        try:
            case = self._up_to_safety(case)
            case = self._supported(case)
            self.deliver(case, some=1)
            self.keep_reviewing(case)
        except Enough:
            pass

    def _up_to_safety(self, case: Case) -> Case:
        if case.state == CaseState.VERIFIED:
            case = self.identify(case, self.cast.receiver)
        if case.state == CaseState.IDENTIFIED:
            case = self.secure(case, self.cast.receiver)
        return case

    def _supported(self, case: Case) -> Case:
        self.hand_over(
            case,
            self.cast.receiver,
            self.cast.support,
            stop=HandoffState.SIGNED,
            receiver=self.cast.worker,
        )
        case = Case.objects.get(pk=case.pk)
        records.assign(case, to=self.cast.worker, by=self.cast.worker, now=self.now)
        return self.plan(case)

    def _left_on_the_way(self, case: Case, handoff: HandoffState | None) -> Case:
        if handoff is not None:
            self.hand_over(
                case,
                self.cast.receiver,
                self.cast.support,
                stop=handoff,
                receiver=self.cast.worker,
            )
        return case


__all__ = ["Cast", "Walk"]
