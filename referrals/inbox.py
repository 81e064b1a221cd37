"""What waits at a desk: handoffs to it and from it, for pages."""

from datetime import datetime

from caseflow.models import Standing, User
from referrals.choices import HandoffState
from referrals.models import Handoff

SHOWN = 100


def incoming(user: User) -> list[Handoff]:
    """Handoffs to the person's agency that are not closed, oldest first."""
    standing = user.get_standing()
    if standing is None:
        return []
    rows = Handoff.objects.visible_to(user).filter(
        receiver=standing.agency,
        state__in=[HandoffState.SENT, HandoffState.OPENED, HandoffState.RECEIVED],
    )
    return list(rows.select_related("case", "sender", "receiver").order_by("sent_at", "pk")[:SHOWN])


def outgoing(user: User) -> list[Handoff]:
    """Handoffs from the person's agency, the latest first."""
    standing = user.get_standing()
    if standing is None:
        return []
    rows = Handoff.objects.visible_to(user).filter(sender=standing.agency)
    return list(
        rows.select_related("case", "sender", "receiver").order_by("-drafted_at", "-pk")[:SHOWN]
    )


def waiting_count(user: User, standing: Standing, now: datetime) -> int:
    """How many handoffs wait for an answer of this agency; for the badge."""
    return Handoff.objects.waiting().filter(receiver=standing.agency).count()
