"""Limits of a case in words and as a picture: why each is due then, and what happened around it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _, ngettext

from caseflow import clocks, drawing, extensions, wording
from caseflow.choices import Level, ProposalState
from caseflow.models import Clock
from caseflow.reports import history
from caseflow.views.overview import Moment


def deadlines(moment: Moment) -> list[dict[str, Any]]:
    """Every limit of the file with its reason; duties without a known limit say so."""
    if moment.level < Level.WORK:
        return []
    waiting = _waiting(moment)
    drawn = [
        deadline(row, moment.now) | _reasons(row, moment) | _links(row, moment, waiting)
        for row in moment.clocks
    ]
    unlimited = list(clocks.unlimited(moment.case)) if moment.case.is_open else []
    if unlimited:
        drawn.append(
            {
                "title": _("Việc luật chưa ghi hạn"),
                "words": ngettext("%(n)s việc", "%(n)s việc", len(unlimited))
                % {"n": len(unlimited)},
                "arithmetic": unlimited,
            }
        )
    return drawn


def _reasons(clock: Clock, moment: Moment) -> dict[str, Any]:
    """How many reasons for delay were given, and where they are opened."""
    count = clock.reasons_count  # type: ignore[attr-defined]  # annotated by history.clocks_of
    if not count:
        return {}
    words = ngettext("%(n)s lý do trễ đã ghi", "%(n)s lý do trễ đã ghi", count) % {"n": count}
    return {"reasons": words, "reasons_url": moment.url("caseflow:records")}


def _waiting(moment: Moment) -> dict[int | None, UUID]:
    """Extensions that wait for a second person, by clock; asked only where a rule knows any."""
    if not any(extensions.may_extend(row) for row in moment.clocks):
        return {}
    found = moment.case.proposals.filter(state=ProposalState.WAITING, clock__isnull=False)
    return dict(found.values_list("clock_id", "uid"))


def _links(clock: Clock, moment: Moment, waiting: dict[int | None, UUID]) -> dict[str, Any]:
    """What may be done about a limit, for those who write into the file."""
    if not (moment.works and moment.case.is_open):
        return {}
    state, supervises = clock.state_at(moment.now), moment.standing.is_supervisor
    found = []
    if clock.pk in waiting:
        found.append((_("Đề nghị gia hạn đang chờ duyệt"), "decide"))
    elif extensions.may_extend(clock) and state != "late":
        found.append((_("Đề nghị gia hạn"), "extension"))
    if supervises and state in ("running", "soon") and clock.ruling().pausable:
        found.append((_("Tạm ngưng hạn"), "pause"))
    if supervises and state == "paused":
        found.append((_("Cho hạn tính tiếp"), "resume"))
    named = {"clock": str(clock.uid)}
    asked = {"proposal": str(waiting.get(clock.pk, ""))}
    return {
        "links": [
            {
                "label": label,
                "url": moment.url(f"caseflow:{name}", **(asked if name == "decide" else named)),
            }
            for label, name in found
        ]
    }


def in_words(clock: Clock, now: datetime) -> str:
    """One limit in a line: the duty and the time left."""
    return f"{clocks.why(clock).label} – {wording.due_words(clock.due_at, now)}"


def deadline(clock: Clock, now: datetime) -> dict[str, Any]:
    """One limit: words, tone and the answer to “why is this due then”."""
    why = clocks.why(clock)
    state = clock.state_at(now)
    words, tone = {
        "met": (_("đúng hạn"), "ok"),
        "met_late": (_("xong, trễ hạn"), "late"),
        "stopped": (_("không còn áp dụng"), ""),
        "paused": (_("đang tạm ngưng"), ""),
    }.get(state, ("", ""))
    if not words:
        said = wording.due_words(clock.due_at, now)
        words, tone = said[:1].lower() + said[1:], wording.due_tone(clock.due_at, now)
    paused = ""
    if state == "paused" and clock.stopped_at is not None:
        paused = _("Ngừng tính từ %(at)s: %(reason)s") % {
            "at": wording.vn_datetime(clock.stopped_at),
            "reason": clock.get_pause_reason_display(),
        }
    return {
        "title": why.label,
        "words": words,
        "tone": tone if state != "running" else "",
        "sub": paused or wording.due_when(clock.due_at, now),
        "article": why.source,
        "trigger": wording.vn_datetime(clock.started_at),
        "arithmetic": list(why.lines),
        "certainty": why.certainty,
    }


def lanes(moment: Moment) -> drawing.Lanes:
    """Steps, holders, contacts and limits on one axis."""
    works = moment.level >= Level.WORK
    stays = history.stays(moment.case, moment.steps)
    return drawing.time_lanes(
        start=moment.case.received_at,
        now=moment.now,
        end=stays[-1].start if stays and not moment.case.is_open else None,
        steps=history.step_spans(stays),
        holders=history.holder_spans(moment.case),
        contacts=history.contact_instants(moment.case) if works else (),
        deadlines=history.marks(moment.clocks, moment.now) if works else (),
    )
