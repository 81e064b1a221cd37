"""What the page of a handoff says of the others that were drafted for the same need."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow.models import User
from referrals import inbox, showing
from referrals.choices import OPEN_STATES, HandoffState
from referrals.models import Handoff
from referrals.rules import side_of


def card(handoff: Handoff, user: User) -> dict[str, Any]:
    """For the giver: the other places asked for the same need, and taking back those that wait."""
    if side_of(handoff, user) != "sender":
        return {}
    asked = inbox.asked_together(handoff)
    accepted = handoff.state in (HandoffState.RECEIVED, HandoffState.SIGNED)
    rest = accepted and any(each.state in OPEN_STATES for each in asked)
    post = reverse("referrals:withdraw_rest", kwargs={"uid": handoff.uid})
    return {
        "others": [
            {
                "title": each.receiver.name,
                "url": reverse("referrals:handoff", kwargs={"uid": each.uid}),
                "sub": f"{each.number} · {showing.waits_on(each)}".removesuffix(" · "),
                "status": str(each.get_state_display()),
                "tone": "hand" if each.state in OPEN_STATES else "",
            }
            for each in asked
        ],
        "rest": [{"label": _("Rút lại các nơi còn chờ"), "post": post}] if rest else [],
    }
