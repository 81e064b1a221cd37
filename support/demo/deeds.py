"""Walks invented cases through the real actions, with a clock that moves with each deed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from caseflow import law
from caseflow.actions import consents, intake, records, steps
from caseflow.choices import (
    Asked,
    Citizenship,
    ConsentAnswer,
    ConsentBasis,
    ContactKind,
    Interpreter,
    Interviewer,
    Reporter,
    Risk,
    Route,
    SafeContact,
    SafetyManner,
    VerificationResult,
)
from caseflow.models import Agency, Case, User
from referrals import actions as handing
from referrals.actions import Draft
from referrals.choices import MINIMUM, Condition, HandoffKind, HandoffState, Purpose
from referrals.models import Handoff
from support.demo import mix, people

TALK = (
    "Đã trao đổi, tình trạng ổn định.",
    "Hẹn gặp lại tuần sau.",
    "Đã báo giờ xe đến đón.",
    "Người thân đã gọi lại.",
)
RESCUE_ROUTES = (*(Route.RESCUED,) * 4, *(Route.BORDER,) * 3, Route.MISSION)


class Enough(Exception):
    """The clock of this walk reached its end."""


@dataclass
class Cast:
    """Who acts: the receiving officer, the police officer who identifies, support, supervisors."""

    receiver: User
    identifier: User
    worker: User
    supervisor: User
    support: Agency
    other: User
    police_supervisor: User


class Deeds:
    """What people do in one case; every deed moves the clock, which never passes `until`."""

    def __init__(self, dice: Random, cast: Cast, *, start: datetime, until: datetime) -> None:
        self.dice = dice
        self.cast = cast
        self.now = start
        self.until = until

    def later(self, least: float, most: float) -> datetime:
        """The clock moved on by so many hours; Enough when it would pass the end."""
        moved = self.now + timedelta(hours=self.dice.uniform(least, most))
        if moved >= self.until:
            raise Enough
        self.now = moved
        return moved

    def receive(self, route: Route) -> Case:
        """A file opens."""
        sex, band, purpose = mix.draw(self.dice)
        day = timezone.localdate(self.now)
        got = intake.Intake(
            route=route,
            reporter=Reporter.PERSON if route == Route.SELF_REPORT else Reporter.AGENCY,
            received_at=self.now,
            found_in_province="077"
            if day.year < 2025 or (day.year, day.month) < (2025, 7)
            else "079",
            risk=self.dice.choice(list(Risk)),
            sex=sex,
            age_band=band,
            safe_contact=self.dice.choice(list(SafeContact)),
            interpreter=self.dice.choice(
                [Interpreter.NONE] * 5 + [Interpreter.HMONG, Interpreter.KHMER]
            ),
            interviewer=self.dice.choice([Interviewer.ANY, Interviewer.ANY, Interviewer.FEMALE]),
            citizenship=Citizenship.VIETNAMESE,
            exploitation=purpose,
            identity=people.identity(self.dice, sex, band, day),
        )
        self.now += timedelta(minutes=20)
        case = intake.receive_case(intake=got, by=self.cast.receiver, now=self.now)
        if self.dice.random() < 0.7:
            records.assign(case, to=self.cast.receiver, by=self.cast.receiver, now=self.now)
        self.talk(case, self.cast.receiver)
        return case

    def talk(self, case: Case, by: User) -> None:
        """A contact is noted."""
        at = self.later(1, 10)
        records.note_contact(
            case,
            kind=self.dice.choice(list(ContactKind)),
            text=self.dice.choice(TALK),
            happened_at=at,
            by=by,
            now=at,
        )

    def verify(self, case: Case, by: User) -> Case:
        """Signs of trafficking are found, mostly in time."""
        at = self.later(12, 60) if self.dice.random() < 0.85 else self.later(80, 150)
        return steps.verify(
            case,
            result=VerificationResult.SIGNS,
            asked=[Asked.PERSON, Asked.POLICE],
            findings="Bị giữ giấy tờ, không được tự do đi lại.",
            happened_on=timezone.localdate(at),
            by=by,
            now=at,
        )

    def identify(self, case: Case, by: User) -> Case:
        """The confirming paper is issued."""
        at = self.later(48, 400)
        return steps.identify(
            case,
            paper=law.proof_papers(case.procedure_regime)[0].code,
            issuer="Cơ quan Công an",
            number=f"{self.dice.randrange(1, 90)}/GXN",
            grounds="Kết quả xác minh và lời trình bày khớp nhau.",
            issued_on=timezone.localdate(at),
            by=by,
            now=at,
        )

    def secure(self, case: Case, by: User) -> Case:
        """Safety is recorded."""
        at = self.later(4, 72)
        return steps.secure(
            case,
            manner=self.dice.choice([SafetyManner.RESCUED, SafetyManner.ESCAPED]),
            safe_place="Nhà tạm lánh",
            notes="",
            happened_on=timezone.localdate(at),
            by=by,
            now=at,
        )

    def hand_over(  # noqa: PLR0911 - one way out per state the walk may stop at
        self,
        case: Case,
        by: User,
        to: Agency,
        *,
        stop: HandoffState,
        receiver: User,
        kind: HandoffKind = HandoffKind.TRANSFER,
        purpose: Purpose = Purpose.SUPPORT,
    ) -> Handoff:
        """A handoff up to the given state."""
        at = self.later(2, 30)
        consent = consents.record_consent(
            case,
            answer=ConsentAnswer.AGREES,
            basis=ConsentBasis.NONE,
            receiver=to,
            with_interpreter=case.interpreter != Interpreter.NONE,
            by=by,
            now=at,
        )
        draft = Draft(kind, to, purpose, MINIMUM, consent, "Xin liên hệ trước khi đến.")
        handoff = handing.draft_handoff(case, draft=draft, by=by, now=at)
        if stop == HandoffState.DRAFTED:
            return handoff
        handoff = handing.send(handoff, by=by, now=self.later(0.2, 3))
        if stop == HandoffState.SENT:
            return handoff
        if stop == HandoffState.WITHDRAWN:
            return handing.withdraw(handoff, by=by, now=self.later(1, 20))
        handing.open_package(handoff, by=receiver, now=self.later(0.5, 8))
        if stop == HandoffState.OPENED:
            return handoff
        if stop == HandoffState.DECLINED:
            return handing.decline(
                handoff, reason="Hiện không còn chỗ phù hợp.", by=receiver, now=self.later(1, 10)
            )
        handoff = handing.receive(
            handoff,
            condition=self.dice.choice([Condition.WELL, Condition.WELL, Condition.NEEDS_CARE]),
            condition_note="",
            belongings="Một ba lô quần áo",
            by=receiver,
            now=self.later(1, 20),
        )
        if stop == HandoffState.RECEIVED:
            return handoff
        handing.sign(handoff, by=by, now=self.later(1, 10))
        return handing.sign(handoff, by=receiver, now=self.later(0.2, 5))

    def identified_by_referral(self, case: Case) -> Case:
        """The police identify a case somebody else holds."""
        police = self.cast.identifier
        standing = police.get_standing()
        if standing is None:
            raise Enough
        self.hand_over(
            case,
            self.cast.worker,
            standing.agency,
            stop=HandoffState.OPENED,
            receiver=police,
            kind=HandoffKind.REFERRAL,
            purpose=Purpose.VERIFICATION,
        )
        return self.identify(Case.objects.get(pk=case.pk), police)

    def rule_out(self, case: Case, by: User) -> Case:
        """No sign was found; the person was told."""
        at = self.later(30, 90)
        return steps.rule_out(
            case,
            reason="Không có dấu hiệu, người trình báo xác nhận nhầm lẫn.",
            person_told=True,
            happened_on=timezone.localdate(at),
            by=by,
            now=at,
        )
