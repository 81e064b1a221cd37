"""One file among twelve people: everything an address needs, made by the real actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from caseflow import access, clocks, outbox
from caseflow.actions import (
    consents,
    data_requests,
    emergency,
    people,
    proposals,
)
from caseflow.actions.intake import Identity
from caseflow.choices import (
    AgencyKind,
    CloseReason,
    ConsentAnswer,
    ConsentBasis,
    DataChannel,
    DataRequestKind,
    Emergency,
    GrantBasis,
    Level,
    Role,
    Step,
)
from caseflow.models import Agency, Case, DayChange, OutboxEntry, PersonMatch, SuccessionRun, User
from caseflow.sealing import reading
from caseflow.views import presenting
from referrals import actions as handing
from referrals.actions import Draft
from referrals.catalogue import NAMED
from referrals.choices import Condition, HandoffKind, Purpose
from referrals.models import Handoff
from support import actions as supporting
from support.choices import ServiceKind
from support.models import Rate
from tests import factories
from tests.routes import administering, handing as rows_of_handing
from tests.routes.pausing import pausable

PEOPLE = (
    "nobody", "keeper", "colleague", "chief", "packaged", "receiver",
    "former", "stranger", "overseer", "auditor", "admin", "between",
)  # fmt: skip
"""Signed out; who keeps the file, with a colleague and the supervisor of the same agency; a social
worker elsewhere with a package; the receiver of a handoff; the former agency with its trail;
another agency; Steering Committee 138; an auditor; a unit administrator; between two posts."""


class Scene:
    """A file that came from another agency, with a referral sent, one drafted and one received.

    Kept by the police, or with `social` by social affairs, who also have a plan agreed.
    """

    below: Agency
    heir: Agency
    run: SuccessionRun
    day: DayChange
    rate: Rate

    def __init__(self, *, social: bool = False) -> None:
        self.social = social
        kind = AgencyKind.SOCIAL_AFFAIRS if social else AgencyKind.POLICE
        role = Role.SOCIAL_WORKER if social else Role.OFFICER
        self.home: Agency = factories.agency(kind)
        self.people: dict[str, User | None] = {
            "nobody": None,
            "keeper": factories.user(role, at=self.home),
            "colleague": factories.user(role, at=self.home),
            "chief": factories.user(Role.SUPERVISOR, at=self.home),
            "packaged": self._worker(),
            "receiver": self._worker(),
            "former": factories.user(),
            "stranger": factories.user(),
            "overseer": factories.user(
                Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138)
            ),
            "auditor": factories.user(Role.AUDITOR, at=self.home),
            "admin": factories.user(Role.UNIT_ADMIN, at=self.home),
            "between": factories.user(role, at=self.home),
        }
        self.keeper = self.person("keeper")
        self.case = self._taken_over(factories.case(self.person("former")))
        self._let_look()
        self.drafted, self.sent, self.received = (self._referral() for _each in range(3))
        now = timezone.now()
        for handoff in (self.sent, self.received):
            handing.preview(handoff, by=self.keeper, now=now)
            handing.send(handoff, by=self.keeper, now=now)
        self._receive(self.received, by=self.person("receiver"))
        self.proposal = proposals.propose(
            self.case, step=Step.CLOSE, grounds="Xin thôi", close_reason=CloseReason.WITHDREW,
            by=self.keeper, now=now,
        )  # fmt: skip
        [self.clock] = clocks.start(self.case, "data_deletion_requested", at=now)
        self.consent = self._consent()
        self.asked = data_requests.record_data_request(
            self.case, kind=DataRequestKind.SEE, channel=DataChannel.LETTER, text="",
            happened_on=timezone.localdate(), by=self.person("keeper"), now=timezone.now(),
        )  # fmt: skip
        self.leak = factories.breach(self.case, self.person("keeper"))
        self.file = factories.a_file(self.case, self.keeper)
        self.view = emergency.open_file(
            self.case.reference, kind=Emergency.LIFE, reason="Cấp cứu", by=factories.user(),
            now=now,
        )  # fmt: skip
        self.dead = self._given_up()
        administering.prepare(self)
        self.match = self._alike()
        if social:
            self._plan()
        handing.preview(self.drafted, by=self.keeper, now=now)
        people.leave_agency(self.person("between"), by=None, now=now)
        for name, user in self.people.items():
            self.people[name] = self._ready_to_sign_in(user) if user else None

    def person(self, name: str) -> User:
        """One of the signed-in people."""
        user = self.people[name]
        assert user is not None
        return user

    def agency_of(self, name: str) -> Agency:
        """Where this person works."""
        standing = self.person(name).get_standing()
        assert standing is not None
        return standing.agency

    def field(self) -> str:
        """The name of the person, as a form of the page names what it wants to open."""
        return presenting.reveal_field(self.case.person, "full_name")[1]

    def arguments(self, route: str, step: str = "") -> dict[str, Any]:
        """What the address of this route names."""
        space, _colon, name = route.rpartition(":")
        home = {"code": self.home.code}
        colleague = {**home, "person": self.person("colleague").uid}
        of_nobody: dict[str, dict[str, Any]] = {
            "scan": {"code": self.sent.code},
            **dict.fromkeys(("agency_amend", "members", "member_add"), home),
            "regime_put": {"name": "house_rules"},
            "member": colleague,
            "member_end": colleague,
            "member_reset": colleague,
            "agency_close": {"code": self.below.code},
            "succession": {"uid": self.run.uid},
            "succession_choices": {"uid": self.run.uid},
            "day_withdraw": {"uid": self.day.uid},
            "rate_end": {"uid": self.rate.uid},
            "rate_correct": {"uid": self.rate.uid},
            "tile": {"path": "0/000"},
            "try_again": {"uid": self.dead},
            "sight_of": {"person": self.keeper.uid},
        }
        if name in of_nobody:
            return of_nobody[name]
        if space == "referrals" and name not in rows_of_handing.OF_A_FILE:
            return rows_of_handing.arguments(self, name, step)
        if space in ("", "audit") or name in OF_NO_FILE:
            return {}
        found: dict[str, Any] = {"reference": self.case.reference}
        more: dict[str, UUID | str] = {
            **dict.fromkeys(("step", "paper"), step),
            "decide": self.proposal.uid,
            "emergency_review": self.view.uid,
            "emergency_end": self.view.uid,
            "consent_withdraw": self.consent.uid,
            "data_answer": self.asked.uid,
            "breach_notice": self.leak.uid,
            "file": self.file.uid,
            "extension": self.clock.uid,
            "pause": pausable(self.case).uid,
            "resume": pausable(self.case).uid,
            "match": self.match.uid,
            "settle": self.item.uid if self.social else self.case.uid,
            "follow_up_done": self.follow_up.uid if self.social else self.case.uid,
        }
        keys = {
            "decide": "proposal",
            **dict.fromkeys(("emergency_review", "emergency_end"), "view"),
            "consent_withdraw": "consent",
            "data_answer": "data_request",
            "breach_notice": "breach",
            "settle": "item",
            **dict.fromkeys(("extension", "pause", "resume"), "clock"),
        }
        if name in more:
            found[keys.get(name, name.removesuffix("_done"))] = more[name]
        return found

    def query(self, route: str) -> dict[str, str]:
        """What a link to this page says beside the address."""
        return {"field": self.field()} if route == "caseflow:reveal" else {}

    def handoff_for(self, name: str) -> Handoff:
        """The handoff on which this page can do its deed."""
        on_paper = dict.fromkeys(("sign", "signed_scan", "signed_scan_file"), self.received)
        return {"preview": self.drafted, "send": self.drafted, **on_paper}.get(name, self.sent)

    def _ready_to_sign_in(self, user: User) -> User:
        secret = get_adapter().encrypt("A" * 32)
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": secret}
        )
        return User.objects.get(pk=user.pk)

    def _worker(self) -> User:
        return factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))

    def _consent(self) -> Any:
        return consents.record_consent(
            self.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
            by=self.person("keeper"), now=timezone.now(),
        )  # fmt: skip

    def _alike(self) -> PersonMatch:
        """A case elsewhere with the same telephone."""
        with reading.opened("test"):
            phone = str(self.case.person.phone)
        other = factories.case(factories.user(), identity=Identity(phone=phone))
        return PersonMatch.objects.get(first__in=[self.case, other], second__in=[self.case, other])

    def _taken_over(self, case: Case) -> Case:
        """From the agency that received the person to the one that keeps the file."""
        now, first = timezone.now(), self.person("former")
        consent = consents.record_consent(
            case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE, by=first, now=now
        )
        draft = Draft(HandoffKind.TRANSFER, self.home, Purpose.SUPPORT, NAMED, consent)
        handoff = handing.draft_handoff(case, draft=draft, by=first, now=now)
        handing.preview(handoff, by=first, now=now)
        handing.send(handoff, by=first, now=now)
        self._receive(handoff, by=self.keeper)
        return Case.objects.get(pk=case.pk)

    def _receive(self, handoff: Handoff, *, by: User) -> None:
        handing.receive(
            handoff, condition=Condition.WELL, condition_note="", belongings="",
            by=by, now=timezone.now(),
        )  # fmt: skip

    def _let_look(self) -> None:
        with transaction.atomic():
            access.grant(
                self.case,
                to=self.agency_of("packaged"),
                level=Level.PACKAGE,
                basis=GrantBasis.HANDOFF,
                labels=["person.full_name"],
                by=self.keeper,
                now=timezone.now(),
            )

    def _referral(self) -> Handoff:
        draft = Draft(
            HandoffKind.REFERRAL, self.agency_of("receiver"), Purpose.SUPPORT, NAMED,
            self._consent(),
        )  # fmt: skip
        return handing.draft_handoff(self.case, draft=draft, by=self.keeper, now=timezone.now())

    def _given_up(self) -> UUID:
        """Work nobody can carry out, tried until it is dead."""
        now = timezone.now()
        outbox.put([outbox.Entry("no.such.topic", self.case.uid, "scene")], now=now)
        entry = OutboxEntry.objects.filter(topic="no.such.topic")
        for _attempt in range(outbox.MAX_ATTEMPTS):
            outbox.relay(entry.get().available_at)
        return entry.get().uid

    def _plan(self) -> None:
        now, today = timezone.now(), timezone.localdate()
        plan = supporting.draft_plan(self.case, by=self.keeper, now=now)
        self.item = supporting.plan_service(
            plan, kind=ServiceKind.ESSENTIALS, provider=self.home, planned_on=today, note="",
            by=self.keeper, now=now,
        )  # fmt: skip
        self.follow_up = supporting.plan_follow_up(
            self.case, planned_on=today, by=self.keeper, now=now
        )


OF_NO_FILE = frozenset(
    {
        "home", "case_list", "intake", "intake_new", "intake_group", "search", "board", "notices",
        "agencies", "help", "exit", "leave", "keep", "inbox", "outbox", "report", "emergency", "emergencies",
        "sight", "running", "status", "metrics", "letters", "successions", "succession_prepare",
        "days", "day_change", "law", "regimes", "lanes", "agency_add", "rates", "rate_add", "trail_paper", "signed_export",
    }
)  # fmt: skip
"""Pages whose address names nothing."""
