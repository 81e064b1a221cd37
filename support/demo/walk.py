"""Walks invented cases through the real actions, with a clock that moves with each deed."""

from django.utils import timezone

from caseflow.actions import records, steps
from caseflow.choices import CaseState, CloseReason, Route, Step
from caseflow.models import Case, User
from referrals.choices import HandoffState
from support.choices import ServiceKind
from support.demo.deeds import ASKED, TAKEN_IN, Cast, Enough, desk_of
from support.demo.support_deeds import SupportDeeds


class Walk(SupportDeeds):
    """One case from reception towards a state."""

    def go(self, route: Route, target: CaseState, handoff: HandoffState | None) -> Case:
        """From reception towards `target`; `handoff` leaves a handoff in that state on the way."""
        case = self.receive(route)
        try:
            case = self._towards(case, target, handoff)
        except Enough:
            return case
        return case

    def go_on(self, case: Case) -> None:
        """A case goes on from where it is to support, as far as the clock allows."""
        try:
            case = self._up_to(CaseState.RESCUED, case)
            self._support(case)
        except Enough:
            pass

    def _towards(self, case: Case, target: CaseState, handoff: HandoffState | None) -> Case:
        if target == CaseState.NOT_CONFIRMED:
            return self._ruled_out(case)
        if target == CaseState.CLOSED and self.dice.random() < 0.4:
            return self._closed_early(case)
        if target in BEFORE_SUPPORT:
            case = self._up_to(target, case)
            return self._left_on_the_way(case, handoff)
        case = self._up_to(CaseState.RESCUED, case)
        case = self._support(case, until_done=target != CaseState.SUPPORTED)
        if target == CaseState.CLOSED and case.state == CaseState.REINTEGRATED:
            case = self.approve(case, Step.CLOSE, CloseReason.COMPLETED, by=self.cast.worker)
        return case

    def _up_to(self, target: CaseState, case: Case) -> Case:
        """Step by step along the line, by whoever decides on this route."""
        if case.state == CaseState.RECEIVED != target:
            case = self._verified(case)
        if case.state == CaseState.VERIFIED != target:
            case = self._identified(case)
        if case.state == CaseState.IDENTIFIED != target:
            case = self.secure(case, self._holder(case))
            self.lawful_deeds(case, self._holder(case))
        return case

    def _verified(self, case: Case) -> Case:
        self.first_support(case, self.cast.receiver)
        if case.route in ASKED:
            case = self._to_support(case)
        return self.verify(case, self._holder(case))

    def _identified(self, case: Case) -> Case:
        if self._holder(case) == self.cast.worker:
            return self.identified_by_referral(case)
        return self.identify(case, self.cast.receiver)

    def _holder(self, case: Case) -> User:
        """Who works with the file now."""
        supports = case.responsible_agency_id == self.cast.support.pk
        return self.cast.worker if supports else self.cast.receiver

    def _ruled_out(self, case: Case) -> Case:
        case = self.rule_out(case, self.cast.receiver)
        if self.dice.random() < 0.25:
            at = self.later(100, 400)
            case = steps.reconsider(
                case,
                reason="Có lời trình bày mới của người cùng đi.",
                happened_on=timezone.localdate(at),
                by=self.cast.receiver,
                now=at,
            )
        return case

    def _closed_early(self, case: Case) -> Case:
        reason = self.dice.choice([CloseReason.WITHDREW, CloseReason.LOST_CONTACT])
        case = self.approve(case, Step.CLOSE, reason, by=self.cast.receiver)
        if self.dice.random() < 0.3:
            case = self.approve(case, Step.REOPEN, None, by=self.cast.receiver)
        return case

    def _support(self, case: Case, *, until_done: bool = False) -> Case:
        case = self._to_support(case)
        case = self.plan(case)
        self.lawful_deeds(case, self.cast.worker)
        if until_done:
            self.deliver(case, some=len(ServiceKind))
            return self.reintegrate(case)
        self.deliver(case, some=1)
        self.keep_reviewing(case)
        return case

    def _to_support(self, case: Case) -> Case:
        """The health agency takes over, unless it holds the file already."""
        if self._holder(case) == self.cast.worker:
            return case
        self.hand_over(
            case,
            self.cast.receiver,
            self.cast.support,
            stop=HandoffState.SIGNED,
            receiver=self.cast.worker,
        )
        case = Case.objects.get(pk=case.pk)
        records.assign(case, to=self.cast.worker, by=self.cast.worker, now=self.now)
        return case

    def _left_on_the_way(self, case: Case, handoff: HandoffState | None) -> Case:
        """The walk ends here, perhaps while something is handed over, asked for or proposed."""
        holder = self._holder(case)
        if handoff is None:
            self._something_else(case, holder)
        elif holder == self.cast.worker:
            self.ask_for_help(case, holder, handoff)
        else:
            self.hand_over(case, holder, self.cast.support, stop=handoff, receiver=self.cast.worker)
        return case

    def _something_else(self, case: Case, holder: User) -> None:
        if self.dice.random() < 0.5:
            self.explain(case, holder)
        elif self.dice.random() < 0.3:
            self.send_back(case, by=holder)
        elif self.dice.random() < 0.5:
            self.propose(case, Step.CLOSE, CloseReason.WITHDREW, by=holder)


BEFORE_SUPPORT = (
    CaseState.RECEIVED,
    CaseState.VERIFIED,
    CaseState.IDENTIFIED,
    CaseState.RESCUED,
)

__all__ = ["ASKED", "TAKEN_IN", "Cast", "Walk", "desk_of"]
