"""The case page and its timeline; what a level may not see is not read."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow import access, wording
from caseflow.choices import Level
from caseflow.chronology import timeline_days
from caseflow.models import Case, ContactNote, User
from caseflow.reports import history, kin
from caseflow.views import files, limits, matches, next_action, overview, presenting
from caseflow.views.base import CasePage

CONTACT_ICONS = {"call": "phone", "visit": "users", "letter": "file-text", "other": "message"}
WHOLE = 300


def overview_context(page: CasePage, opened: presenting.Opened | None = None) -> dict[str, Any]:
    """Everything the overview draws; `opened` are values just revealed."""
    moment = overview.look(page)
    sealed = presenting.masks(page.case, page.user, level=page.level, opened=opened)
    works = page.level >= Level.WORK
    entries = history.events(page.case, page.level, "", limit=overview.FIRST_EVENTS)
    identity = presenting.identity(page.case, level=page.level, sealed=sealed)
    if works:
        identity["facts"] += kin_facts(page)
    return {
        "sealed": sealed,
        "identity": identity | {"buttons": identity_buttons(page)},
        "stepper": overview.stepper(moment),
        "next_action": next_action.card(moment),
        "matches": matches.rows(page) if works else [],
        "deadlines": limits.deadlines(moment),
        "lanes": limits.lanes(moment),
        "protected": overview.protected(moment, sealed),
        "notes": note_rows(page.case, page.user, opened)[: overview.NOTES_SHOWN] if works else [],
        "files": files.file_rows(page.case, page.user, most=files.FIRST) if page.works else None,
        "side_tasks": overview.side_tasks(moment),
        "days": timeline_days(entries, now=page.now),
        "timeline_filters": timeline_filters(page, ""),
        "timeline_url": page.url("caseflow:case_timeline"),
        "may_open_in_emergency": access.opens_in_emergency(page.standing()),
    }


def kin_facts(page: CasePage) -> list[dict[str, Any]]:
    """Files that belong with this one, as links."""
    links = [
        {
            "url": reverse("caseflow:case", kwargs={"reference": found.case.reference}),
            "label": found.case.reference,
            "words": found.words,
        }
        for found in kin.of(page.case, page.user)
    ]
    return [{"label": _("Hồ sơ liên quan"), "links": links}] if links else []


def identity_buttons(page: CasePage) -> list[dict[str, Any]]:
    """Beside the code: what is done most."""
    if not page.works or not page.case.is_open:
        return []
    url = page.url("caseflow:contact")
    words = {"label": _("Ghi chú"), "url": url, "kind": "line", "icon": "pencil"}
    return [{**words, "desk_only": True}]


def note_rows(
    case: Case, user: User, opened: presenting.Opened | None = None
) -> list[dict[str, Any]]:
    """Contacts of a file, newest first, with the text covered."""
    notes = case.contact_notes.select_related("recorded_by", "agency").order_by(
        "-happened_at", "-pk"
    )[:50]
    return [note_row(case, note, opened) for note in notes]


def note_row(case: Case, note: ContactNote, opened: presenting.Opened | None) -> dict[str, Any]:
    """One contact."""
    row: dict[str, Any] = {
        "when": wording.vn_datetime(note.happened_at),
        "iso": note.happened_at.isoformat(timespec="minutes"),
        "kind": note.get_kind_display(),
        "icon": CONTACT_ICONS[note.kind],
        "author": note.recorded_by.get_short_name(),
        "agency": note.agency.label,
    }
    if opened and (note.uid.hex, "text") in opened:
        row["text"] = opened[(note.uid.hex, "text")]
    elif presenting.is_written(note, "text"):
        row["reveal_url"] = reverse("caseflow:reveal", kwargs={"reference": case.reference})
        row["hidden"] = [presenting.reveal_field(note, "text")]
    return row


def timeline_filters(page: CasePage, chosen: str) -> list[dict[str, Any]]:
    """The three views of the timeline; who has seen is for those who work with the file."""
    url = page.url("caseflow:case_timeline")
    found = [("", _("Tất cả"), url), ("handoff", _("Bàn giao"), f"{url}?loc=ban-giao")]
    if page.level >= Level.WORK:
        found.append(("seen", _("Ai đã xem"), page.url("caseflow:seen")))
    return [{"label": label, "url": link, "current": key == chosen} for key, label, link in found]


class CaseOverview(CasePage):
    """The case page: how far it is, what comes next, what must be protected."""

    tab = "overview"
    template_name = "caseflow/case.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Everything this level may see."""
        return self.page(**overview_context(self))


class CaseTimeline(CasePage):
    """Every event of the case, from the log."""

    tab = "timeline"
    template_name = "caseflow/case_timeline.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The picture, and all events or handoffs only; who has seen what has a page of its own."""
        chosen = request.GET.get("loc", "")
        if chosen == "da-xem" and self.level >= Level.WORK:
            return HttpResponseRedirect(self.url("caseflow:seen"))
        asked = "handoff" if chosen == "ban-giao" else ""
        entries = history.events(self.case, self.level, asked, limit=WHOLE)
        return self.page(
            lanes=limits.lanes(overview.look(self)),
            days=timeline_days(entries, now=self.now),
            timeline_filters=timeline_filters(self, asked),
            may_take=access.takes_timeline(self.user, self.level),
        )
