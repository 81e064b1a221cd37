"""Geometry of many cases on one axis of time; pure: spans and instants in, coordinates out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _, ngettext

from caseflow.drawing import (
    BAND_TONES,
    DAY,
    HOLDER_TONES,
    MAX_TICKS,
    WIDTH,
    Bar,
    Mark,
    Span,
    bars,
    midnight,
    scale,
    sentence,
    text,
)
from caseflow.wording import span_words, vn_datetime, vn_day

WEEKS_AHEAD = 14
"""One week of the future is drawn for so many weeks of the past, so that what is due soon is seen."""

Place = Callable[[datetime], float]


@dataclass(frozen=True)
class Story:
    """What is known of one case: no name, only its code, steps, holders and instants."""

    reference: str
    url: str
    note: str
    tag: tuple[str, str]
    steps: Sequence[Span]
    holders: Sequence[Span]
    handoffs: Sequence[Mark]
    missed: Sequence[Mark]
    silences: Sequence[Span]
    due: datetime | None


@dataclass(frozen=True)
class Point:
    """One drawn instant."""

    x: str
    title: str


@dataclass(frozen=True)
class DrawnCase:
    """One drawn lane, with the same said in words."""

    story: Story
    words: str
    steps: Sequence[Bar]
    holders: Sequence[Bar]
    late: Bar | None
    silences: Sequence[Bar]
    handoffs: Sequence[Point]
    missed: Sequence[Point]
    due: str


@dataclass(frozen=True)
class Lanes:
    """The whole picture."""

    cases: Sequence[DrawnCase]
    grid: Sequence[str]
    now: str
    axis: Sequence[str]


def first_day(weeks: int, now: datetime) -> datetime:
    """Where the picture begins."""
    return midnight(now) - timedelta(weeks=weeks)


def side_by_side(stories: Iterable[Story], *, weeks: int, now: datetime) -> Lanes:
    """Every case over the same weeks up to now and a little beyond."""
    start = first_day(weeks, now)
    step = ceil((7 * weeks + max(weeks / WEEKS_AHEAD, 1) * 7) / MAX_TICKS)
    end = start + DAY * step * MAX_TICKS
    place = scale(start, end)
    return Lanes(
        cases=[_drawn(story, place, (start, end), now) for story in stories],
        grid=[text(number * WIDTH / MAX_TICKS) for number in range(1, MAX_TICKS)],
        now=text(place(now)),
        axis=[vn_day(start + DAY * step * number) for number in range(MAX_TICKS)],
    )


def _drawn(
    story: Story, place: Place, period: tuple[datetime, datetime], now: datetime
) -> DrawnCase:
    start, end = period
    late = None
    if story.due is not None and story.due < now:
        left, right = place(story.due), place(now)
        title = _("Quá hạn %(span)s") % {"span": span_words(now - story.due)}
        late = Bar(text(left), text(max(right - left, 2)), "late", title)
    due = story.due if story.due and now <= story.due <= end else None
    return DrawnCase(
        story=story,
        words=_words(story, now),
        steps=bars(_since(start, story.steps), place, now, BAND_TONES),
        holders=bars(_since(start, story.holders), place, now, HOLDER_TONES),
        late=late,
        silences=bars(_since(start, story.silences), place, now, ("mute",)),
        handoffs=_points(story.handoffs, place, period),
        missed=_points(story.missed, place, period),
        due=text(place(due)) if due else "",
    )


def _since(start: datetime, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if span.end is None or span.end > start]


def _points(marks: Iterable[Mark], place: Place, period: tuple[datetime, datetime]) -> list[Point]:
    start, end = period
    return [
        Point(text(place(mark.at)), f"{mark.label}: {vn_datetime(mark.at)}")
        for mark in marks
        if start <= mark.at <= end
    ]


def _words(story: Story, now: datetime) -> str:
    """The lane for those who do not see it."""
    counted = [
        ngettext("%(n)s việc bàn giao", "%(n)s việc bàn giao", len(story.handoffs))
        % {"n": len(story.handoffs)},
        ngettext("%(n)s hạn trễ", "%(n)s hạn trễ", len(story.missed)) % {"n": len(story.missed)},
        ngettext("%(n)s khoảng lặng", "%(n)s khoảng lặng", len(story.silences))
        % {"n": len(story.silences)},
    ]
    told = (sentence(story.steps, now), sentence(story.holders, now), ", ".join(counted) + ".")
    return " ".join(told)


def figures(story: Story, *, weeks: int, now: datetime) -> list[tuple[str, ...]]:
    """What is drawn as rows of a table: what, which, from, until, how long; in the order of time."""
    start = first_day(weeks, now)
    spans = [
        *[(_("Bước"), span) for span in _since(start, story.steps)],
        *[(_("Đơn vị giữ"), span) for span in _since(start, story.holders)],
        *[(_("Khoảng lặng"), span) for span in _since(start, story.silences)],
    ]
    marks = [
        *[(_("Bàn giao"), mark) for mark in story.handoffs],
        *[(_("Hạn trễ"), mark) for mark in story.missed],
    ]
    rows = [(span.start, (what, *_stretch(span, now))) for what, span in spans]
    rows += [
        (mark.at, (what, mark.label, vn_datetime(mark.at), "", ""))
        for what, mark in marks
        if mark.at >= start
    ]
    return [row for _at, row in sorted(rows, key=lambda pair: pair[0])]


def _stretch(span: Span, now: datetime) -> tuple[str, str, str, str]:
    until = vn_datetime(span.end) if span.end else _("đến nay")
    return span.label, vn_datetime(span.start), until, span_words((span.end or now) - span.start)
