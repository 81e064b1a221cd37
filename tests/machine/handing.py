"""What the model of handing over knows: agencies, people, one person, and every handoff of that person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import Any

from django.utils import timezone

from caseflow.actions import consents
from caseflow.actions.consents import Terms
from caseflow.choices import AgencyKind, ConsentAnswer, ConsentBasis, Purpose, Role, Section
from caseflow.models import Agency, Case, Consent
from referrals import actions, catalogue
from referrals.actions import Draft
from referrals.choices import Beyond, HandoffKind
from referrals.models import Handoff
from tests import factories

PACKAGE = ("package.contents", "handoff.message")
EVERY_LABEL = (*PACKAGE, *catalogue.labels_of(catalogue.BY_KEY))
MINIMUM = (Section.IDENTITY, Section.STATUS, Section.HEALTH)
SECTIONS = (MINIMUM, (Section.STATUS,), (Section.CONTACT, Section.RELATIVES))
ANSWERS = ("agrees", "until today", "refuses", "by law")
WAITING = ("sent", "opened")
STARTS = tuple(product(HandoffKind, ANSWERS))


@dataclass
class Sent:
    """A handoff as the model knows it."""

    pk: int
    kind: HandoffKind
    sender: int
    receiver: int
    sections: tuple[Section, ...]
    consent: str
    answered_on: datetime
    state: str = "drafted"
    taken_back: bool = False
    received_in: bool = False
    """Received while the agreement stood, so that its sections are open as they are."""
    owed: list[tuple[str, int]] = field(default_factory=list)
    """Notices that must stand, by kind and agency."""
    looker: int = 0
    """Who looks by it: the receiver, then its successor, also where the handoff has ended."""

    def __post_init__(self) -> None:
        self.looker = self.looker or self.receiver

    def lets_look(self, now: datetime) -> bool:
        """Whether the receiver may look by this handoff."""
        if not self.stands(now):
            return False
        if self.state in WAITING:
            return True
        return self.kind == HandoffKind.REFERRAL and self.received_in

    def stands(self, now: datetime) -> bool:
        """Whether sharing rests on something now."""
        if self.taken_back or self.consent == "refuses":
            return False
        same_day = timezone.localdate(self.answered_on) == timezone.localdate(now)
        return self.consent != "until today" or same_day


class World:
    """Persons at the first of three agencies, each with two people; two agencies yet to come."""

    def __init__(self) -> None:
        kinds = (AgencyKind.POLICE, AgencyKind.SOCIAL_AFFAIRS, AgencyKind.FACILITY)
        self.agencies = [factories.agency(kind) for kind in kinds]
        self.heirs = [factories.agency(AgencyKind.SOCIAL_AFFAIRS) for _number in range(2)]
        self.people = {
            agency.pk: [
                factories.user(role, at=agency) for role in (_role(agency), Role.SUPERVISOR)
            ]
            for agency in (*self.agencies, *self.heirs)
        }
        self.starts = [self.start(kind, answer) for kind, answer in STARTS]

    def start(self, kind: HandoffKind, answer: str) -> tuple[int, Sent]:
        """A person of the first agency who is on the way to the second, if sharing is allowed."""
        first, second = self.agencies[:2]
        by: dict[str, Any] = {"by": self.people[first.pk][0], "now": timezone.now()}
        case = factories.case(by["by"])
        consent = said(case, answer, MINIMUM, by)
        draft = drafted(kind, second, MINIMUM, consent)
        handoff = actions.draft_handoff(case, draft=draft, **by)
        sent = Sent(handoff.pk, kind, first.pk, second.pk, MINIMUM, answer, by["now"])
        if answer != "refuses":
            actions.preview(handoff, **by)
            actions.send(Handoff.objects.get(pk=handoff.pk), **by)
            sent.state, sent.owed = "sent", [("handoff.sent", second.pk)]
        return case.pk, sent


def _role(agency: Agency) -> Role:
    return Role.OFFICER if agency.kind == AgencyKind.POLICE else Role.SOCIAL_WORKER


def drafted(
    kind: HandoffKind, to: Agency, sections: tuple[Section, ...], consent: Consent
) -> Draft:
    """Every field of these sections, with a reason where that is more than the least."""
    fields = catalogue.fields_of(sections)
    return Draft(kind, to, Purpose.SUPPORT, fields, consent, beyond=Beyond.PROCEDURE)


def said(case: Case, answer: str, sections: tuple[Section, ...], by: dict[str, Any]) -> Consent:
    """The answer of the person about sharing these sections, written down."""
    answers = {"refuses": ConsentAnswer.REFUSES, "by law": ConsentAnswer.NOT_ASKED}
    today = timezone.localdate(by["now"])
    return consents.record_consent(
        case,
        answer=answers.get(answer, ConsentAnswer.AGREES),
        basis=ConsentBasis.STATE_DUTY if answer == "by law" else ConsentBasis.NONE,
        terms=Terms(scope=sections, expires_on=today if answer == "until today" else None),
        **by,
    )


def theirs(agency: int, responsible: int, sent: Sequence[Sent], now: datetime) -> set[str]:
    """The labels an agency may open: all of a file it holds, else those of its packages."""
    if agency == responsible:
        return set(EVERY_LABEL)
    found: set[str] = set()
    for each in sent:
        if each.looker == agency and each.lets_look(now):
            found |= set(PACKAGE)
            if each.state in ("received", "signed"):
                found |= set(catalogue.labels_of(catalogue.fields_of(each.sections)))
    return found
