"""Short words for the stories about limits: a desk, a deed, what runs and how a limit stands."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from caseflow.actions import consents, milestones, steps
from caseflow.choices import (
    AgencyKind,
    Asked,
    ConsentAnswer,
    ConsentBasis,
    Milestone,
    Role,
    VerificationResult,
)
from caseflow.models import Agency, Case, CaseMilestone, User
from referrals import actions as handing, catalogue
from referrals.choices import HandoffKind, Purpose
from referrals.models import Handoff
from tests import factories


def officer_of(kind: AgencyKind, role: Role = Role.OFFICER) -> User:
    return factories.user(role, at=factories.agency(kind))


def worker() -> User:
    return officer_of(AgencyKind.SOCIAL_AFFAIRS, Role.SOCIAL_WORKER)


def desk_of(person: User) -> Agency:
    standing = person.get_standing()
    assert standing is not None
    return standing.agency


def running(case: Case) -> set[str]:
    return set(case.clocks.running().values_list("rule", flat=True))


def state_of(case: Case, rule: str) -> str:
    return case.clocks.get(rule=rule).state_at(timezone.now())


def verify(
    case: Case,
    by: User,
    *,
    on: date | None = None,
    result: VerificationResult = VerificationResult.SIGNS,
) -> Case:
    now = timezone.now()
    return steps.verify(
        case,
        result=result,
        asked=[Asked.PERSON],
        findings="Đã hỏi",
        happened_on=on or timezone.localdate(now),
        by=by,
        now=now,
    )


def record(case: Case, kind: Milestone, by: User, *, at: datetime | None = None) -> CaseMilestone:
    now = timezone.now()
    return milestones.record_milestone(case, kind=kind, happened_at=at or now, by=by, now=now)


def send(
    case: Case, by: User, to: Agency, purpose: Purpose, kind: HandoffKind = HandoffKind.TRANSFER
) -> Handoff:
    now = timezone.now()
    consent = consents.record_consent(
        case,
        answer=ConsentAnswer.AGREES,
        basis=ConsentBasis.NONE,
        receiver=to,
        with_interpreter=False,
        by=by,
        now=now,
    )
    least = catalogue.least_for(to.kind)
    draft = handing.Draft(kind, to, purpose, least, consent, "")
    handoff = handing.draft_handoff(case, draft=draft, by=by, now=now)
    handing.preview(handoff, by=by, now=now)
    return handing.send(handoff, by=by, now=now)
