"""What a handoff lets its receiver open, who may open it now, and why somebody no longer may."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.utils.translation import gettext as _

from caseflow import access, clocks, throttle, workdays, workflow
from caseflow.choices import GrantBasis, Level, Step
from caseflow.models import Consent, User
from caseflow.refusals import MissingEvidence, OutOfReach, WrongMoment
from caseflow.sealing.models import SealedModel
from referrals import package
from referrals.choices import (
    WAITING_STATES,
    HandoffKind,
    HandoffState,
    OutsideState,
    OutsideStep,
    Purpose,
)
from referrals.models import Handoff, HandoffWords, OutsideReferral, Package
from referrals.rules import side_of


@dataclass(frozen=True)
class Terms:
    """On which terms the receiver may look; the grant is written from them."""

    level: Level
    basis: GrantBasis
    labels: Sequence[str]
    steps: Sequence[str]
    until: datetime | None


def terms_for(handoff: Handoff, *, now: datetime) -> Terms | None:
    """What the receiver may open: the package as it was sent; once received, its fields as they are.

    A referral to verify also opens the one step it asks for. None where the person took the agreement
    back, or it expired, before the receiver answered.
    """
    if handoff.consent is not None and not handoff.consent.stands_on(clocks.calendar_day(now)):
        return None
    asks = handoff.kind == HandoffKind.REFERRAL and handoff.purpose == Purpose.VERIFICATION
    return Terms(
        level=Level.WORK if asks else Level.PACKAGE,
        basis=GrantBasis.REFERRAL if handoff.kind == HandoffKind.REFERRAL else GrantBasis.HANDOFF,
        labels=package.labels(handoff.chosen if handoff.received_at is not None else ()),
        steps=[Step.IDENTIFY.value] if asks else [],
        until=_end_of_agreement(handoff.consent),
    )


def _end_of_agreement(consent: Consent | None) -> datetime | None:
    """The first instant after an agreement that expires; none for a legal basis."""
    if consent is None or consent.rests_on_law or consent.expires_on is None:
        return None
    return workdays.start_of(consent.expires_on + timedelta(days=1))


class Sight(NamedTuple):
    """What somebody is shown of a handoff."""

    contents: package.Contents
    message: str


def through(handoff: Handoff, told: package.Contents, *, labels: Collection[str]) -> Sight:
    """What these labels let be seen of `told` and of the message; inside `reading.opened`.

    The only way to the contents of a package, before it is sent and after.
    """
    return Sight(
        contents=told if "package.contents" in labels else [],
        message=handoff.words.message or "" if "handoff.message" in labels else "",
    )


def would_open(handoff: Handoff, *, now: datetime) -> Collection[str]:
    """The labels the receiver would get, were this draft sent now."""
    terms = terms_for(handoff, now=now)
    return terms.labels if terms is not None else ()


def opens(handoff: Handoff, *, by: User) -> Collection[str]:
    """The labels by which `by` looks at what was sent: those of the grant, or of working with the file."""
    if access.works_here(by, handoff.case):
        return package.AS_SENT
    given = [each for each in access.live_grants(by, handoff.case) if each.basis_uid == handoff.uid]
    return {label for each in given for label in each.labels}


def may_look(handoff: Handoff, *, by: User) -> bool:
    """Whether `by` may open the package: a receiver that this very handoff lets look, whoever works
    with the file it came with, a giver that still works with it; a former giver keeps the trail only.
    """
    side = side_of(handoff, by)
    if access.works_here(by, handoff.case):
        return side == "sender" or (side == "receiver" and handoff.received_at is not None)
    return side == "receiver" and "package.contents" in opens(handoff, by=by)


def may_open_row(row: SealedModel, by: User) -> bool:
    """Whether `by` may open what the sides wrote into this very handoff, or its package."""
    if not isinstance(row, HandoffWords | Package):
        return True
    return access.works_here(by, row.case) or may_look(row.handoff, by=by)


def why_closed(handoff: Handoff, *, on: date) -> str:
    """Why the receiver cannot open the package any more; empty while nothing ended."""
    if handoff.state == HandoffState.DECLINED:
        return _("Đơn vị bạn đã trả lời không nhận được, nên gói thông tin không mở được nữa.")
    if handoff.state == HandoffState.WITHDRAWN:
        return _("Bên giao đã rút lại bàn giao này, nên gói thông tin không mở được nữa.")
    consent = handoff.consent
    if consent is not None and consent.withdrawn_at is not None:
        return _(
            "Người được hỗ trợ đã rút lại đồng ý, nên gói thông tin không mở được nữa. "
            "Liên hệ bên giao nếu cần hỏi lại."
        )
    if consent is not None and consent.expired_on(on):
        return _(
            "Đồng ý chia sẻ đã hết hiệu lực, nên gói thông tin không mở được nữa. "
            "Liên hệ bên giao nếu cần hỏi lại."
        )
    return ""


def waits_without_agreement(handoff: Handoff, *, on: date) -> bool:
    """Whether the answer is still awaited although what was sent is closed."""
    consent = handoff.consent if handoff.state in WAITING_STATES else None
    return consent is not None and not consent.stands_on(on)


def digest_of(token: str) -> str:
    """How a token is kept: 256 random bits need no salt."""
    return sha256(token.encode()).hexdigest()


def by_link(token: str, *, address: str, now: datetime) -> OutsideReferral:
    """The referral behind a link. Raises TooOften for an address that tries many, OutOfReach for none."""
    throttle.spend_from(address, "link", throttle.LINKS, now=now)
    found = OutsideReferral.objects.filter(link_digest=digest_of(token))
    referral = found.select_related("case", "sender", "consent").first()
    if referral is None:
        raise OutOfReach
    return referral


def as_it_stands(referral: OutsideReferral) -> OutsideReferral:
    """The row after a deed."""
    rows = OutsideReferral.objects.select_related("case", "sender", "consent")
    return rows.get(pk=referral.pk)


def link_opens(referral: OutsideReferral, *, now: datetime) -> bool:
    """Whether the link would give the file now."""
    try:
        workflow.require_ready(referral, OutsideStep.OPEN, now=now)
    except (WrongMoment, MissingEvidence):
        return False
    return True


def link_takes_answer(referral: OutsideReferral, *, now: datetime) -> bool:
    """Whether the link would take an answer now."""
    if referral.state == OutsideState.SENT:
        return link_opens(referral, now=now)
    alive = referral.expires_at is not None and now <= referral.expires_at
    return referral.state == OutsideState.OPENED and alive
