"""The timeline as days with entries and drawn silences; pure: entries in, rows to draw out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from caseflow.wording import days_of_week, span_words, vn_date, vn_day

SILENCE = timedelta(hours=12)
GROUP_TONES = {
    "handoff": "hand",
    "step": "ok",
    "clock": "warn",
    "notice": "warn",
    "refusal": "late",
    "contact": "brand",
    "support": "brand",
    "case": "brand",
}


class Entry(Protocol):
    """What the timeline needs to know of one event; never a name of the person."""

    @property
    def at(self) -> datetime: ...
    @property
    def title(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def icon(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def agency(self) -> str: ...


@dataclass(frozen=True)
class Line:
    """One drawn event; `gap` says how long nothing happened before it."""

    time: str
    iso: str
    icon: str
    tone: str
    title: str
    sub: str
    gap: str


@dataclass(frozen=True)
class Day:
    """One day of the timeline under its heading."""

    heading: str
    lines: Sequence[Line]


def timeline_days(entries: Iterable[Entry], *, now: datetime) -> list[Day]:
    """The entries newest first, by local day; silences of twelve hours or more are named."""
    ordered = sorted(entries, key=lambda entry: entry.at, reverse=True)
    older: list[datetime | None] = [entry.at for entry in ordered[1:]]
    lines = [
        (timezone.localtime(entry.at), _line(entry, before))
        for entry, before in zip(ordered, [*older, None], strict=False)
    ]
    return [
        Day(day_heading(day, now), [line for _at, line in group])
        for day, group in groupby(
            lines, key=lambda pair: pair[0].replace(hour=0, minute=0, second=0, microsecond=0)
        )
    ]


def _line(entry: Entry, before: datetime | None) -> Line:
    local = timezone.localtime(entry.at)
    silence = entry.at - before if before is not None else timedelta(0)
    gap = (
        _("%(span)s không có cập nhật") % {"span": span_words(silence)}
        if silence >= SILENCE
        else ""
    )
    return Line(
        time=f"{local:%H:%M}",
        iso=local.isoformat(timespec="minutes"),
        icon=entry.icon,
        tone=getattr(entry, "tone", "") or GROUP_TONES.get(entry.group, ""),
        title=entry.title,
        sub=" · ".join(part for part in (str(entry.actor), str(entry.agency)) if part),
        gap=gap,
    )


def day_heading(day: datetime, now: datetime) -> str:
    """ "Hôm nay, Thứ Hai 23/11"; the year only when it is another one."""
    today = timezone.localtime(now)
    shown = vn_day(day) if day.year == today.year else vn_date(day)
    words = f"{days_of_week()[day.weekday()]} {shown}"
    return _("Hôm nay, %(day)s") % {"day": words} if day.date() == today.date() else words
