"""The handoff panel of a case page."""

from typing import Any

from django import template

from referrals import showing
from referrals.models import Handoff

register = template.Library()


@register.inclusion_tag("referrals/panel.html", takes_context=True)
def handoff_panel(context: dict[str, Any], case: Any) -> dict[str, Any]:
    """The latest handoff of a case, for people who reach it; nothing where there is none."""
    user = context["request"].user
    latest = (
        Handoff.objects.visible_to(user)
        .filter(case=case)
        .select_related("sender", "receiver", "case")
        .order_by("-drafted_at", "-pk")
        .first()
    )
    return {
        "h": showing.panel(latest, user, context["now"]) if latest else None,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
