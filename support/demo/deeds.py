"""Walks invented cases through the real actions, with a clock that moves with each deed."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from caseflow import law
from caseflow.actions import consents, intake, records, steps
from caseflow.actions.consents import Terms
from caseflow.choices import (
    AgeBand,
    Asked,
    ChildAnswer,
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
from referrals import actions as handing, catalogue
from referrals.actions import Draft
from referrals.choices import Condition, HandoffKind, HandoffState, Purpose
from referrals.models import Handoff
from support.demo import mix, people, telling

TALK = (
    "Đã trao đổi, tình trạng ổn định.",
    "Hẹn gặp lại tuần sau.",
    "Đã báo giờ xe đến đón.",
    "Người thân đã gọi lại.",
)
TAKEN_IN = (*(Route.RESCUED,) * 4, *(Route.BORDER,) * 3, Route.MISSION, Route.FOREIGNER)
"""Routes on which police and border guard verify whom they took in."""
ASKED = (*(Route.SELF_REPORT,) * 4, *(Route.RETURNED_ALONE,) * 2, Route.HOTLINE)
"""Routes on which the health agency verifies and asks the police."""
CITY_SINCE = date(2025, 7, 1)
"""The province of the directive became part of the city (Resolution 202/2025/QH15)."""
REPORTERS = {Route.SELF_REPORT: Reporter.PERSON, Route.HOTLINE: Reporter.HOTLINE}


class Enough(Exception):
    """The clock of this walk reached its end."""


@dataclass
class Cast:
    """Who acts: the receiving desk, the police officer who identifies, support, supervisors."""

    receiver: User
    identifier: User
    worker: User
    supervisor: User
    support: Agency
    facility: Agency
    carer: User
    """Who works at the facility."""
    police_supervisor: User


def desk_of(person: User) -> Agency:
    """Where the person works now; Enough for somebody between two posts."""
    standing = person.get_standing()
    if standing is None:
        raise Enough
    return standing.agency


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
        got = self.heard(route)
        self.now += timedelta(minutes=20)
        case = intake.receive_case(intake=got, by=self.cast.receiver, now=self.now)
        if self.dice.random() < 0.7:
            records.assign(case, to=self.cast.receiver, by=self.cast.receiver, now=self.now)
        self.talk(case, self.cast.receiver)
        if route in TAKEN_IN:
            telling.tell(case, by=self.cast.receiver, now=self.now)
        return case

    def receive_together(self, number: int) -> None:
        """Several people of one incident, the last a child who came with the first."""
        receiver, day = self.cast.receiver, timezone.localdate(self.now)
        adults = [
            replace(self.heard(Route.BORDER), age_band=AgeBand.FROM_18) for _person in range(number)
        ]
        child = replace(self.heard(Route.BORDER), age_band=AgeBand.FROM_13)
        self.now += timedelta(minutes=40)
        incident = intake.receive_group(intakes=adults, happened_on=day, by=receiver, now=self.now)
        adult = incident.cases.order_by("pk")[0]
        intake.receive_accompanying_child(adult, intake=child, by=receiver, now=self.now)

    def heard(self, route: Route) -> intake.Intake:
        """What a desk writes down of somebody invented."""
        sex, band, purpose = mix.draw(self.dice)
        day = timezone.localdate(self.now)
        foreign = route == Route.FOREIGNER
        return intake.Intake(
            route=route,
            reporter=REPORTERS.get(route, Reporter.AGENCY),
            received_at=self.now,
            found_in_province="077" if day < CITY_SINCE else "079",
            risk=self.dice.choice(list(Risk)),
            sex=sex,
            age_band=band,
            safe_contact=self.dice.choice(list(SafeContact)),
            interpreter=Interpreter.KHMER
            if foreign
            else self.dice.choice([Interpreter.NONE] * 5 + [Interpreter.HMONG, Interpreter.KHMER]),
            interviewer=self.dice.choice([Interviewer.ANY, Interviewer.ANY, Interviewer.FEMALE]),
            citizenship=Citizenship.FOREIGN if foreign else Citizenship.VIETNAMESE,
            exploitation=purpose,
            identity=people.identity(self.dice, sex, band, day),
        )

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
        at, least = self.later(2, 30), catalogue.least_for(to.kind)
        consent = consents.record_consent(
            case,
            answer=ConsentAnswer.AGREES,
            basis=ConsentBasis.NONE,
            receiver=to,
            with_interpreter=case.interpreter != Interpreter.NONE,
            terms=Terms(
                purpose=purpose,
                scope=catalogue.sections_of(least),
                by_representative=case.is_child,
                child_answer=ChildAnswer.AGREES if case.is_child else None,
            ),
            by=by,
            now=at,
        )
        draft = Draft(kind, to, purpose, least, consent, "Xin liên hệ trước khi đến.")
        handoff = handing.draft_handoff(case, draft=draft, by=by, now=at)
        if stop == HandoffState.DRAFTED:
            return handoff
        sent_at = self.later(0.2, 3)
        handing.preview(handoff, by=by, now=sent_at)
        handoff = handing.send(handoff, by=by, now=sent_at)
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
        """The police identify a case the health agency holds."""
        police = self.cast.identifier
        self.hand_over(
            case,
            self.cast.worker,
            desk_of(police),
            stop=HandoffState.OPENED,
            receiver=police,
            kind=HandoffKind.REFERRAL,
            purpose=Purpose.VERIFICATION,
        )
        return self.identify(Case.objects.get(pk=case.pk), police)

    def ask_for_help(self, case: Case, by: User, stop: HandoffState) -> None:
        """The facility is asked for a place, and answers or not."""
        self.hand_over(
            case,
            by,
            self.cast.facility,
            stop=stop,
            receiver=self.cast.carer,
            kind=HandoffKind.REFERRAL,
            purpose=Purpose.SHELTER,
        )

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
