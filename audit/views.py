"""The whole log, for auditors; looking at it is an event too."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import alarms, checkpoints, searching, stamps, timeline, trail, vocabulary, witnesses
from audit.forms import TrailFilterForm
from audit.models import Alarm, AuditEvent


@require_safe
@never_cache
@login_required
def trail_page(request: HttpRequest) -> HttpResponse:
    """Events by filter, newest first, fifty a page; 403 for anybody but auditors."""
    if not request.user.has_perm("audit.read_trail"):
        raise PermissionDenied
    form = TrailFilterForm(request.GET)
    wanted = form.wanted() if form.is_valid() else None
    page = searching.Page([], "")
    if wanted is not None:
        page = searching.page(wanted, request.GET.get("before", ""))
    _record_view(request, wanted, page.events)
    next_url = ""
    if page.cursor:
        kept = {key: value for key, value in request.GET.items() if value and key != "before"}
        next_url = "?" + urlencode({**kept, "before": page.cursor})
    context = {
        "section": "trail",
        "form": form,
        "entries": timeline.of_many_cases(page.events),
        "next_url": next_url,
        "seal": _seal(),
    }
    return render(request, "audit/trail.html", context)


def _seal() -> dict[str, Any]:
    """What is signed, which agencies cosigned how recently, and what is wrong with the log now."""
    standings, open_alarms = witnesses.standings(timezone.now()), alarms.current()
    codes = [each.witness for each in standings] + [each.about for each in open_alarms]
    names = vocabulary.names("agency", codes)
    return {
        "newest": checkpoints.newest(),
        "stamped": stamps.standing(timezone.now()),
        "witnesses": [(names.get(each.witness, each.witness), each) for each in standings],
        "alarms": [(_words(alarm, names), alarm.raised_at) for alarm in open_alarms],
    }


def _words(alarm: Alarm, names: dict[str, str]) -> str:
    """What is wrong and, where it is one agency's matter, whose."""
    kind = vocabulary.label("kind", alarm.kind, act="trail.alarmed")
    about = names.get(alarm.about, alarm.about)
    return f"{kind}: {about}" if about else kind


def _record_view(
    request: HttpRequest, wanted: searching.Wanted | None, shown: Sequence[AuditEvent]
) -> None:
    """Write down who looked, for what, and how many events were shown."""
    asked = wanted.columns if wanted else {}
    data: dict[str, object] = {"rows": len(shown)}
    if "act" in asked:
        data["event"] = asked["act"]
    for column, key in (("actor", "of_user"), ("agency", "of_agency")):
        value = str(asked.get(column, ""))
        if vocabulary.names(column, [value]):
            data[key] = value
    actor = trail.Actor(uid=request.user.uid.hex, role="auditor", agency="")  # type: ignore[union-attr]
    case = asked.get("case_uid")
    trail.record_apart(
        "trail.viewed",
        actor=actor,
        at=timezone.now(),
        case=case if isinstance(case, UUID) else None,
        data=data,
    )
