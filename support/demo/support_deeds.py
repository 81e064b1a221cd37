"""What social workers do in one invented case."""

from datetime import timedelta

from django.utils import timezone

from caseflow import milestones
from caseflow.actions import delays, milestones as milestone, proposals, steps
from caseflow.choices import CloseReason, Milestone, Step
from caseflow.models import Case, Proposal, User
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
from support.demo import telling
from support.demo.deeds import Deeds

LEFT_OPEN = frozenset({Milestone.ESSENTIALS_ENDED, Milestone.LEFT_FACILITY})
"""What ends support; most people are still there."""
WHY_LATE = (
    "Chờ bố trí phiên dịch.",
    "Người được hỗ trợ điều trị tại bệnh viện, chưa làm việc được.",
    "Chờ văn bản trả lời của nơi cư trú.",
)


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
        if case.pk % 3 == 0:
            telling.tell(case, by=self.cast.worker, now=self.now)

    def first_support(self, case: Case, by: User) -> None:
        """Essentials from the first day."""
        supporting.give_service(
            case,
            kind=ServiceKind.ESSENTIALS,
            provider=case.responsible_agency,
            happened_on=timezone.localdate(self.now),
            note="",
            by=by,
            now=self.now,
        )

    def lawful_deeds(self, case: Case, by: User) -> None:
        """What the law names beside the steps: application, insurance, place; some of it late."""
        for kind in list(milestones.of_interest(case, self.now)):
            if kind in LEFT_OPEN or self.dice.random() < 0.3:
                continue
            at = self.later(6, 60)
            milestone.record_milestone(case, kind=kind, happened_at=at, by=by, now=at)
        if Milestone.APPLICATION_DECIDED in milestones.of_interest(case, self.now):
            at = self.later(24 * 4, 24 * 16)
            milestone.record_milestone(
                case, kind=Milestone.APPLICATION_DECIDED, happened_at=at, by=by, now=at
            )

    def explain(self, case: Case, by: User) -> None:
        """Somebody says why the oldest limit was missed."""
        late = case.clocks.overdue(self.now).order_by("due_at", "pk").first()
        if late is not None:
            delays.give_delay_reason(late, text=self.dice.choice(WHY_LATE), by=by, now=self.now)

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
        proposal = self.propose(case, step, reason, by=by)
        return proposals.approve(proposal, by=self.second(by), now=self.later(2, 40))

    def propose(self, case: Case, step: Step, reason: CloseReason | None, *, by: User) -> Proposal:
        """A step waits for the second person."""
        return proposals.propose(
            case,
            step=step,
            grounds="Đã đủ điều kiện.",
            close_reason=reason,
            by=by,
            now=self.later(2, 30),
        )

    def send_back(self, case: Case, *, by: User) -> None:
        """The second person is not convinced yet."""
        proposal = self.propose(case, Step.CLOSE, CloseReason.LOST_CONTACT, by=by)
        at = self.later(2, 40)
        words = "Liên hệ lại gia đình trước khi kết thúc."
        proposals.send_back(proposal, answer=words, by=self.second(by), now=at)

    def second(self, by: User) -> User:
        """The supervisor of the same side."""
        supports = by == self.cast.worker
        return self.cast.supervisor if supports else self.cast.police_supervisor
