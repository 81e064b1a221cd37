"""People of every role, a file between two agencies and a file in support, for browsers to walk through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from caseflow import matching, outbox
from caseflow.actions import (
    calendars,
    data_requests,
    emergency,
    erasure,
    proposals,
    reading,
    steps,
    succession,
)
from caseflow.actions.intake import Identity
from caseflow.choices import (
    AgencyKind,
    CaseState,
    Certainty,
    CloseReason,
    DataChannel,
    DataRequestKind,
    DayKind,
    Emergency,
    ErasureBasis,
    RevealReason,
    Role,
    Step,
)
from caseflow.models import (
    Case,
    DataBreach,
    DataRequest,
    EmergencyView,
    Erasure,
    OutboxEntry,
    PersonMatch,
    Proposal,
    SuccessionRun,
    User,
)
from referrals.models import Handoff
from support import actions as support
from support.actions import rates
from support.choices import NeedLevel, RateKind, ServiceKind
from support.models import FollowUp, PlanItem, Rate
from tests import factories
from tests.referrals.outside_scene import Sends

NAME, PHONE_NUMBER = "Lò Thị Kín Đáo", "0912345678"
Pages = tuple[User | None, dict[str, str]]
"""Who looks, and the address of each page by its name."""


class World(Sends):
    """The scene of a handoff, and everybody else who has a page."""

    def __init__(self) -> None:
        super().__init__()
        self.case = self.file()
        self.supervisor = self.beside(self.officer, Role.SUPERVISOR)
        self.chief = self.beside(self.worker, Role.SUPERVISOR)
        self.administrator = self.beside(self.officer, Role.UNIT_ADMIN)

    def afresh(self) -> World:
        """The same people with a new file between them."""
        self.case = self.file()
        return self

    def beside(self, user: User, role: Role) -> User:
        """Somebody with this role at the same agency."""
        standing = user.get_standing()
        assert standing is not None
        return factories.user(role, at=standing.agency)

    def file(self) -> Case:
        """A file the officer holds, of a person whose name must stay hidden."""
        identity = Identity(full_name=NAME, phone=PHONE_NUMBER)
        return factories.case(self.officer, identity=identity)

    def alike(self) -> PersonMatch:
        """The question whether the officer's file and another one are of one person."""
        self.file()
        return matching.asked(self.case)[0]

    def safe(self) -> Case:
        """A file the worker holds, whose person is identified and safe."""
        return factories.move_to(factories.case_in(CaseState.RESCUED), self.worker)

    def supported(self) -> Case:
        """A file the worker holds, with an agreed plan of one service and one appointment."""
        case, now, today = self.safe(), timezone.now(), timezone.localdate()
        support.assess_needs(
            case,
            levels={ServiceKind.MEDICAL: NeedLevel.URGENT},
            findings="Cần khám",
            happened_on=today,
            by=self.worker,
            now=now,
        )
        plan = support.draft_plan(case, by=self.worker, now=now)
        support.plan_service(
            plan,
            kind=ServiceKind.MEDICAL,
            provider=case.responsible_agency,
            planned_on=today,
            note="",
            by=self.worker,
            now=now,
        )
        support.agree_plan(plan, agreed_on=today, with_interpreter=False, by=self.worker, now=now)
        case = steps.begin_support(case, by=self.worker, now=now)
        support.plan_follow_up(case, planned_on=today, by=self.worker, now=now)
        return case

    def proposed(self) -> Proposal:
        """A closing the officer proposed and nobody decided yet."""
        return proposals.propose(
            self.file(),
            step=Step.CLOSE,
            grounds="Đã về quê",
            close_reason=CloseReason.WITHDREW,
            by=self.officer,
            now=timezone.now(),
        )

    def opened_in_emergency(self) -> EmergencyView:
        """A look at the officer's file by somebody who has no part in it."""
        return emergency.open_file(
            self.afresh().case.reference,
            kind=Emergency.THREAT,
            reason="Có người đang tìm chị ấy",
            by=self.stranger,
            now=timezone.now(),
        )

    def ended(self) -> Case:
        """A closed file of the officer's agency."""
        return factories.close(self.file(), proposer=self.officer, now=timezone.now())

    def asked_to_erase(self) -> Erasure:
        """The erasure of a closed file, asked for and not decided yet."""
        return erasure.ask_to_erase(
            self.ended(),
            basis=ErasureBasis.COURT,
            decision="12/2026",
            by=self.officer,
            now=timezone.now(),
        )

    def looked_up(self) -> None:
        """The officer opened a name."""
        case = self.afresh().case
        reading.reveal(
            case,
            fields=[(case.person, "full_name")],
            reason=RevealReason.CONTACT,
            by=self.officer,
            now=timezone.now(),
        )

    def succession(self) -> SuccessionRun:
        """The end of the officer's agency, prepared for the next month; the same when asked again."""
        now = timezone.now()
        return SuccessionRun.objects.first() or succession.prepare(
            self.case.responsible_agency,
            successor=factories.agency(AgencyKind.POLICE),
            on=timezone.localdate(now) + timedelta(days=30),
            agreement="12/BB ngày 20/11/2026",
            by=self.administrator,
            now=now,
        )

    def changed_day(self) -> None:
        """A day taken off in the province."""
        calendars.change_day(
            day=timezone.localdate() + timedelta(days=20),
            kind=DayKind.OFF,
            name="Nghỉ khắc phục bão",
            legal_basis="Công văn 4512/UBND-NC",
            by=self.administrator,
            now=timezone.now(),
        )

    def asked_about_data(self) -> DataRequest:
        """The person asks for the own data."""
        return data_requests.record_data_request(
            self.case, kind=DataRequestKind.SEE, channel=DataChannel.IN_PERSON, text="",
            happened_on=timezone.localdate(), by=self.officer, now=timezone.now(),
        )  # fmt: skip

    def breach(self) -> DataBreach:
        """The person's data were seen by somebody else."""
        return factories.breach(self.case, self.officer)

    def rate(self) -> Rate:
        """An amount of the province, ended; another one holds after it."""
        now, today = timezone.now(), timezone.localdate()
        fields: dict[str, Any] = {
            "kind": RateKind.MEALS, "certainty": Certainty.TEXT, "by": self.administrator, "now": now,
        }  # fmt: skip
        first = rates.add_rate(
            amount=60_000, valid_from=today - timedelta(days=400), valid_to=today,
            legal_basis="Nghị quyết 15/2020/NQ-HĐND", **fields,
        )  # fmt: skip
        rates.add_rate(
            amount=75_000, valid_from=today + timedelta(days=1), valid_to=None,
            legal_basis="Nghị quyết 7/2026/NQ-HĐND", **fields,
        )  # fmt: skip
        return first

    def given_up(self) -> None:
        """Work nobody can carry out, tried until it is dead."""
        now = timezone.now()
        outbox.put([outbox.Entry("no.such.topic", self.case.uid, "world")], now=now)
        entry = OutboxEntry.objects.filter(topic="no.such.topic")
        for _attempt in range(outbox.MAX_ATTEMPTS):
            outbox.relay(entry.get().available_at)

    def overseer(self) -> User:
        """A supervisor of the province's steering committee."""
        return factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))


def of(case: Case, name: str, **more: object) -> str:
    """The address of a page of this file."""
    return reverse(name, kwargs={"reference": case.reference, **more})


def at(handoff: Handoff, name: str) -> str:
    """The address of a page of this handoff."""
    return reverse(f"referrals:{name}", kwargs={"uid": handoff.uid})


def item_of(case: Case) -> PlanItem:
    """The planned service."""
    return PlanItem.objects.get(case=case)


def follow_up_of(case: Case) -> FollowUp:
    """The appointment."""
    return FollowUp.objects.get(case=case)
