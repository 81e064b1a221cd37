"""The handoff panel of a case page."""

from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat

from caseflow import wording
from referrals import showing
from referrals.choices import ON_PAPER_STATES
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


@register.inclusion_tag("referrals/signed_scan.html")
def signed_scan(handoff: Handoff, works: bool) -> dict[str, Any]:  # noqa: FBT001 - as a template gives it
    """What the page of a handoff says of the scan of the signed minutes; nothing before receipt."""
    file, told = handoff.signed_scan, ""
    if file is not None:
        at = wording.vn_datetime(file.recorded_at)
        what = (file.get_kind_display(), filesizeformat(file.length), at, file.agency.label)
        told = " · ".join(str(each) for each in (*what, file.get_scan_display()))
    on_paper = handoff.state in ON_PAPER_STATES
    return {"on_paper": on_paper, "told": told, "may_keep": works, "uid": handoff.uid}
