"""The whole log, for auditors; looking at it is an event too."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from audit import alarms, checkpoints, timeline, trail, vocabulary, witnesses
from audit.forms import TrailFilterForm
from audit.models import AuditEvent

PAGE = 50


@require_safe
@never_cache
@login_required
def trail_page(request: HttpRequest) -> HttpResponse:
    """Events by filter, newest first, fifty a page; 403 for anybody but auditors."""
    if not request.user.has_perm("audit.read_trail"):
        raise PermissionDenied
    form = TrailFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    events = _filtered(chosen)
    if before.isascii() and before.isdigit() and len(before) < 19:
        events = events.filter(pk__lt=int(before))
    page = list(events.order_by("-id")[: PAGE + 1])
    shown = page[:PAGE]
    _record_view(request, chosen, len(shown))
    next_url = ""
    if len(page) > PAGE:
        kept = {key: value for key, value in request.GET.items() if value and key != "before"}
        next_url = "?" + urlencode({**kept, "before": shown[-1].pk})
    context = {
        "section": "trail",
        "form": form,
        "entries": timeline.of_many_cases(shown),
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
        "witnesses": [(names.get(each.witness, each.witness), each) for each in standings],
        "alarms": [
            (
                vocabulary.label("kind", alarm.kind, act="trail.alarmed"),
                names.get(alarm.about, alarm.about),
                alarm.raised_at,
            )
            for alarm in open_alarms
        ],
    }


def _filtered(chosen: dict[str, Any]) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.all()
    if chosen.get("event"):
        events = events.filter(act=chosen["event"])
    for name in ("actor", "agency"):
        if chosen.get(name):
            events = events.filter(**{name: chosen[name]})
    if chosen.get("since"):
        events = events.filter(at__gte=_midnight(chosen["since"]))
    if chosen.get("until"):
        events = events.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return events


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _record_view(request: HttpRequest, chosen: dict[str, Any], rows: int) -> None:
    data: dict[str, object] = {"rows": rows}
    if chosen.get("event"):
        data["event"] = chosen["event"]
    actor = trail.Actor(uid=request.user.uid.hex, role="auditor", agency="")  # type: ignore[union-attr]
    trail.record_apart("trail.viewed", actor=actor, at=timezone.now(), data=data)
