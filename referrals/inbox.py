"""What waits at a desk: handoffs to it and from it, for pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from caseflow.choices import CASE_ROLES
from caseflow.models import Agency, Clock, Standing, User
from caseflow.models.machine import NOTHING
from caseflow.models.reach import working_agency_ids
from referrals.choices import ENDED_STATES, OUTSIDE_ENDED, HandoffState
from referrals.models import Handoff, HandoverRequest, OutsideReferral
from referrals.models.handoff import HandoffQuerySet
from referrals.models.outside import OutsideQuerySet

R = TypeVar("R", Handoff, OutsideReferral)
SHOWN = 100
ENDED_SHOWN = 10


def incoming(user: User) -> list[Handoff]:
    """Handoffs to the person's agency that are not closed, in the order of their limits."""
    standing = user.get_standing()
    if standing is None:
        return []
    rows = Handoff.objects.visible_to(user).filter(
        receiver=standing.agency,
        state__in=[HandoffState.SENT, HandoffState.OPENED, HandoffState.RECEIVED],
    )
    found = rows.select_related("case", "sender", "receiver")
    return list(_by_limit(found, "sent_at", "pk")[:SHOWN])


def outgoing(user: User) -> list[Handoff]:
    """Handoffs from the person's agency that are not closed, in the order of their limits."""
    found = _given(user).exclude(state__in=ENDED_STATES)
    return list(_by_limit(found, "-drafted_at", "-pk")[:SHOWN])


def ended(user: User) -> list[Handoff]:
    """The last handoffs from the person's agency that were signed, declined or withdrawn."""
    found = _given(user).filter(state__in=ENDED_STATES)
    return list(found.order_by("-ended_at", "-pk")[:ENDED_SHOWN])


def declined(user: User) -> list[Handoff]:
    """The last handoffs that the person's agency could not take; of the case nothing is told."""
    return list(_declined(user).order_by("-ended_at", "-pk")[:ENDED_SHOWN])


def declined_one(user: User, uid: UUID) -> Handoff | None:
    """One of them, for the own answer; nothing for whoever works elsewhere or not with cases."""
    found = _declined(user).select_related("case", "sender", "receiver__parent", "words")
    return found.filter(uid=uid).first()


def _declined(user: User) -> HandoffQuerySet:
    standing = user.get_standing()
    if standing is None or standing.role not in CASE_ROLES:
        return Handoff.objects.none()
    own = working_agency_ids(standing)
    found = Handoff.objects.filter(receiver__in=own, state=HandoffState.DECLINED)
    return found.select_related("sender", "receiver")


def _by_limit(found: QuerySet[R], *then: str) -> QuerySet[R]:
    """The longest overdue first, those without a running limit last; each with its `due_at`."""
    about = Clock.objects.running().filter(about_uid=OuterRef("uid")).order_by("due_at")
    return found.annotate(due_at=Subquery(about.values("due_at")[:1])).order_by(
        F("due_at").asc(nulls_last=True), *then
    )


def limit_of(handoff: Handoff | OutsideReferral) -> datetime | None:
    """When whoever has to act next has to have acted; nothing where no limit runs."""
    about = Clock.objects.running().filter(about_uid=handoff.uid).order_by("due_at")
    return about.values_list("due_at", flat=True).first()


def _given(user: User) -> HandoffQuerySet:
    standing = user.get_standing()
    if standing is None:
        return Handoff.objects.none()
    rows = Handoff.objects.visible_to(user).filter(sender=standing.agency)
    return rows.select_related("case", "sender", "receiver")


def waiting_count(user: User, standing: Standing, now: datetime) -> int:
    """How many handoffs wait for an answer of this agency; for the badge."""
    return Handoff.objects.waiting().filter(receiver=standing.agency).count()


def asked_count(user: User) -> int:
    """How many handoffs from this agency others have not answered."""
    return _given(user).waiting().count()


def asked_together(handoff: Handoff) -> list[Handoff]:
    """The others that were drafted for the same need, in the order they were named."""
    if handoff.group_uid is None:
        return []
    found = Handoff.objects.filter(case=handoff.case, group_uid=handoff.group_uid)
    return list(found.exclude(pk=handoff.pk).select_related("sender", "receiver").order_by("pk"))


def outside_under_way(user: User) -> list[OutsideReferral]:
    """What the person's agency sent to somebody without an account, in the order of its limits."""
    return list(_by_limit(_outside(user).under_way(), "-pk")[:SHOWN])


def outside_ended(user: User) -> list[OutsideReferral]:
    """The last of them that were answered or taken back."""
    found = _outside(user).filter(state__in=OUTSIDE_ENDED)
    return list(found.order_by("-ended_at", "-pk")[:ENDED_SHOWN])


def _outside(user: User) -> OutsideQuerySet:
    standing = user.get_standing()
    if standing is None:
        return OutsideReferral.objects.none()
    rows = OutsideReferral.objects.visible_to(user).filter(sender=standing.agency)
    return rows.select_related("case", "sender")


def requests_to(user: User) -> list[HandoverRequest]:
    """Requests that wait for an answer of the person's agency, the longest waiting first."""
    return list(_requests(user).pending().order_by("asked_at", "pk")[:SHOWN])


def requests_count(user: User) -> int:
    """How many requests wait for an answer of the person's agency."""
    return HandoverRequest.objects.visible_to(user).pending()[:SHOWN].count()


def requests_from(user: User) -> list[HandoverRequest]:
    """Answers to what the person's agency asked for, the latest first; what waits is not told."""
    standing = user.get_standing()
    own = working_agency_ids(standing) if standing else []
    answered = _requests(user).filter(agency__in=own, answered_at__isnull=False)
    return list(answered.order_by("-answered_at", "-pk")[:ENDED_SHOWN])


def _requests(user: User) -> Any:
    found = HandoverRequest.objects.visible_to(user)
    return found.select_related("case", "agency", "case__responsible_agency")


def held_by(agency: Agency) -> str:
    """In a sentence, whether the agency has a handoff, to it or from it, that is not ended."""
    mine = Handoff.objects.filter(Q(sender=agency) | Q(receiver=agency))
    outside = OutsideReferral.objects.under_way().filter(sender=agency)
    held = mine.exclude(state__in=ENDED_STATES).exists() or outside.exists()
    return _("Đơn vị còn bàn giao chưa xong.") if held else ""


def other_side(clocks: Sequence[Clock]) -> dict[UUID, Agency]:
    """For clocks about a handoff, by their uid: the agency across from the one that is bound."""
    about = {clock.about_uid for clock in clocks} - {NOTHING}
    found = Handoff.objects.filter(uid__in=about).select_related("sender", "receiver")
    handoffs = {handoff.uid: handoff for handoff in found}
    return {
        clock.uid: handoff.sender if clock.agency_id == handoff.receiver_id else handoff.receiver
        for clock in clocks
        if (handoff := handoffs.get(clock.about_uid))
    }
