"""What social workers do in one invented case."""

from datetime import timedelta

from django.utils import timezone

from caseflow.actions import proposals, steps
from caseflow.choices import (
    CloseReason,
    Step,
)
from caseflow.models import Case, User
from support import actions as supporting
from support.choices import (
    Dimension,
    FollowUpResult,
    ItemState,
    Moment,
    NeedLevel,
    Score,
    ServiceKind,
)
from support.demo.deeds import Deeds


class SupportDeeds(Deeds):
    """Planning, giving, following up, and the steps of two people."""

    def plan(self, case: Case) -> Case:
        """Needs, plan, agreement; support begins."""
        worker = self.cast.worker
        at = self.later(10, 70)
        today = timezone.localdate(at)
        supporting.assess_needs(
            case,
            levels={kind: self.dice.choice(list(NeedLevel)) for kind in ServiceKind},
            findings="Cần chỗ ở ổn định và khám sức khoẻ.",
            happened_on=today,
            by=worker,
            now=at,
        )
        self.measure(case, Moment.START, (1, 3))
        plan = supporting.draft_plan(case, by=worker, now=self.later(1, 20))
        for kind in self.dice.sample(list(ServiceKind)[1:8], 3):
            supporting.plan_service(
                plan,
                kind=kind,
                provider=self.cast.support,
                planned_on=timezone.localdate(self.now)
                + timedelta(days=self.dice.randrange(2, 30)),
                note="Theo kế hoạch đã thống nhất.",
                by=worker,
                now=self.now,
            )
        at = self.later(5, 48)
        supporting.agree_plan(
            plan, agreed_on=timezone.localdate(at), with_interpreter=False, by=worker, now=at
        )
        return steps.begin_support(case, by=worker, now=self.later(1, 10))

    def measure(self, case: Case, moment: Moment, span: tuple[int, int]) -> None:
        """The outcome scale is filled."""
        supporting.measure_outcome(
            case,
            moment=moment,
            scores={each: Score(self.dice.randint(*span)) for each in Dimension},
            measured_on=timezone.localdate(self.now),
            by=self.cast.worker,
            now=self.now,
        )

    def deliver(self, case: Case, *, some: int) -> None:
        """So many of the planned services are given."""
        for item in list(case.plan_items.filter(state=ItemState.PLANNED)[:some]):
            at = self.later(30, 300)
            refused = self.dice.random() < 0.1
            supporting.settle_item(
                item,
                outcome=ItemState.REFUSED if refused else ItemState.DELIVERED,
                reason="Người được hỗ trợ chưa muốn." if refused else "",
                happened_on=timezone.localdate(at),
                by=self.cast.worker,
                now=at,
            )
        self.talk(case, self.cast.worker)

    def keep_reviewing(self, case: Case) -> None:
        """The plan is looked at again every month, until somebody forgets or the walk ends."""
        while self.dice.random() < 0.93:
            at = self.later(24 * 20, 24 * 29)
            supporting.review_plan(case.plans.get(), by=self.cast.worker, now=at)

    def reintegrate(self, case: Case) -> Case:
        """Follow-ups, the second measure, the second person."""
        at = self.later(100, 400)
        follow_up = supporting.plan_follow_up(
            case, planned_on=timezone.localdate(at), by=self.cast.worker, now=at
        )
        at = self.later(24, 200)
        supporting.record_follow_up(
            follow_up,
            result=FollowUpResult.WELL,
            note="",
            done_on=timezone.localdate(at),
            by=self.cast.worker,
            now=at,
        )
        self.measure(case, Moment.END, (3, 5))
        return self.approve(case, Step.REINTEGRATE, None, by=self.cast.worker)

    def approve(self, case: Case, step: Step, reason: CloseReason | None, *, by: User) -> Case:
        """Proposed by one, approved by the supervisor of the same agency."""
        proposal = proposals.propose(
            case,
            step=step,
            grounds="Đã đủ điều kiện.",
            close_reason=reason,
            by=by,
            now=self.later(2, 30),
        )
        supports = by == self.cast.worker
        supervisor = self.cast.supervisor if supports else self.cast.police_supervisor
        return proposals.approve(proposal, by=supervisor, now=self.later(2, 40))
