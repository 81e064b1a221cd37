"""Geometry of the pictures of time, computed on the server; pure: instants and words in, coordinates out.

Coordinates are strings, because numbers in templates would get the decimal comma of the language.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from caseflow.wording import span_words, vn_datetime, vn_day

WIDTH = 600
DAY = timedelta(days=1)
MAX_TICKS = 7
BAND_TONES = ("b4", "b3", "b2", "b1")
HOLDER_TONES = ("b5", "b2")
SWIM_WEEKS = 5
SWIM_MARGIN_DAYS = 4


@dataclass(frozen=True)
class Span:
    """A stretch of time with a name; an open end lasts until now."""

    label: str
    start: datetime
    end: datetime | None = None
    tone: str = ""


@dataclass(frozen=True)
class Mark:
    """A due instant: met, open or late."""

    at: datetime
    label: str
    state: str = "open"


@dataclass(frozen=True)
class Bar:
    """One drawn rectangle."""

    x: str
    width: str
    tone: str
    title: str


@dataclass(frozen=True)
class Tick:
    """One drawn upright line."""

    x: str
    tone: str = "ink"


@dataclass(frozen=True)
class Lane:
    """One row of the picture of a case, with the same said in words."""

    label: str
    words: str
    bars: Sequence[Bar] = ()
    dots: Sequence[str] = ()
    ticks: Sequence[Tick] = ()


@dataclass(frozen=True)
class Lanes:
    """The whole picture of one case on one time axis."""

    lanes: Sequence[Lane]
    grid: Sequence[str]
    now: str
    axis: Sequence[str]
    range: str
    late: bool


def scale(start: datetime, end: datetime, width: int = WIDTH) -> Callable[[datetime], float]:
    """A function from an instant to its place, kept inside the picture."""
    total = max((end - start).total_seconds(), 1)

    def place(at: datetime) -> float:
        return min(max((at - start).total_seconds() / total, 0), 1) * width

    return place


def text(number: float) -> str:
    """A coordinate with one decimal and a decimal point."""
    return f"{number:.1f}"


def midnight(at: datetime) -> datetime:
    """The start of the local day."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def bars(
    spans: Iterable[Span], place: Callable[[datetime], float], now: datetime, tones: Sequence[str]
) -> list[Bar]:
    """Rectangles with a gap of one unit between neighbours; spans without a tone take the given ones in turn."""
    drawn = []
    for number, span in enumerate(spans):
        left, right = place(span.start), place(span.end or now)
        tone = span.tone or tones[number % len(tones)]
        length = span_words((span.end or now) - span.start)
        drawn.append(
            Bar(text(left), text(max(right - left - 1, 1)), tone, f"{span.label}: {length}")
        )
    return drawn


def sentence(spans: Iterable[Span], now: datetime) -> str:
    """The spans in words, for those who do not see the picture."""
    told = []
    for span in spans:
        length = span_words((span.end or now) - span.start)
        until = "" if span.end else " " + _("đến nay")
        told.append(f"{span.label} {length}{until}")
    return "; ".join(told) + "." if told else _("Chưa có gì.")


def time_lanes(
    *, start: datetime, now: datetime, end: datetime | None = None,
    steps: Sequence[Span] = (), holders: Sequence[Span] = (),
    contacts: Sequence[datetime] = (), deadlines: Sequence[Mark] = (),
) -> Lanes:  # fmt: skip
    """Steps, holders, contacts and due dates of one case on one axis that begins at the first midnight.

    Without `end` the axis reaches past now as far as the open due dates that lie close enough to be drawn.
    A case that ended before now is drawn to its end, without the line of now.
    """
    first = midnight(start)
    last = end or _reach(first, now, deadlines)
    days = max(ceil((last - first) / DAY), 1)
    step = ceil(days / MAX_TICKS)
    count = ceil(days / step)
    edge = first + DAY * step * count
    place = scale(first, edge)
    seen = [at for at in contacts if at >= first]
    return Lanes(
        lanes=(
            Lane(_("Bước"), sentence(steps, now), bars=bars(steps, place, now, BAND_TONES)),
            Lane(
                _("Đơn vị giữ"),
                sentence(holders, now),
                bars=bars(holders, place, now, HOLDER_TONES),
            ),
            Lane(_("Liên hệ, gặp gỡ"), _contact_words(seen), dots=[text(place(at)) for at in seen]),
            _due_lane(deadlines, place, edge, now),
        ),
        grid=[text(number * WIDTH / count) for number in range(1, count)],
        now=text(place(now)) if now <= edge else "",
        axis=[vn_day(first + DAY * step * number) for number in range(count)],
        range=_range(start, now, end),
        late=any(mark.state == "late" for mark in deadlines),
    )


def _range(start: datetime, now: datetime, end: datetime | None) -> str:
    """From when to when, and how long that is."""
    if end is None or end >= now:
        words = {"start": vn_day(start), "span": span_words(now - start)}
        return _("%(start)s đến nay · %(span)s") % words
    words = {"start": vn_day(start), "end": vn_day(end), "span": span_words(end - start)}
    return _("%(start)s đến %(end)s · %(span)s") % words


def _reach(first: datetime, now: datetime, deadlines: Sequence[Mark]) -> datetime:
    """As far as the farthest open due date within a third of the elapsed time, at least two days, after now."""
    limit = now + max((now - first) / 3, DAY * 2)
    near = [mark.at for mark in deadlines if mark.state == "open" and mark.at <= limit]
    return max([now, *near])


def _contact_words(seen: Sequence[datetime]) -> str:
    if not seen:
        return _("Chưa có lần liên hệ nào.")
    words = ngettext("%(n)s lần liên hệ", "%(n)s lần liên hệ", len(seen)) % {"n": len(seen)}
    gaps = [later - earlier for earlier, later in pairwise(sorted(seen))]
    if gaps:
        words += "; " + _("khoảng trống dài nhất %(span)s") % {"span": span_words(max(gaps))}
    return words + "."


def _due_lane(
    deadlines: Sequence[Mark], place: Callable[[datetime], float], edge: datetime, now: datetime
) -> Lane:
    shown = [mark for mark in deadlines if mark.at <= edge]
    ticks = [
        Tick(text(place(mark.at)), "late" if mark.state == "late" else "ink") for mark in shown
    ]
    drawn = []
    ahead = [mark for mark in shown if mark.state == "open" and mark.at > now]
    behind = [mark for mark in shown if mark.state == "late" and mark.at <= now]
    if ahead:
        nearest = min(ahead, key=lambda mark: mark.at)
        drawn.append(_between(place, now, nearest.at, "warn", nearest.label))
    if behind:
        oldest = min(behind, key=lambda mark: mark.at)
        drawn.append(_between(place, oldest.at, now, "late", oldest.label))
    said = {"met": _("đã xong"), "open": _("đang chờ"), "late": _("quá hạn")}
    words = "; ".join(
        f"{mark.label}: {vn_datetime(mark.at)}, {said[mark.state]}" for mark in deadlines
    )
    return Lane(_("Hạn"), words + "." if words else _("Chưa có hạn nào."), bars=drawn, ticks=ticks)


def _between(
    place: Callable[[datetime], float], start: datetime, end: datetime, tone: str, title: str
) -> Bar:
    return Bar(text(place(start)), text(max(place(end) - place(start), 2)), tone, title)


@dataclass(frozen=True)
class SwimRow:
    """What is known of one case for the board; no name, only the code."""

    reference: str
    url: str
    note: str
    spans: Sequence[Span]
    due: datetime | None
    tag: tuple[str, str]


@dataclass(frozen=True)
class SwimLane:
    """One drawn case."""

    reference: str
    url: str
    note: str
    tag_label: str
    tag_tone: str
    words: str
    bars: Sequence[Bar]
    late: Bar | None
    due: str


@dataclass(frozen=True)
class Swim:
    """The board's picture: five weeks up to now and four days after."""

    lanes: Sequence[SwimLane]
    grid: Sequence[str]
    now: str
    axis: Sequence[str]


def swimlane(rows: Iterable[SwimRow], *, now: datetime) -> Swim:
    """Cases as bars over the last five weeks; what is late is hatched from its due instant to now."""
    today = midnight(now)
    start = today - timedelta(weeks=SWIM_WEEKS)
    end = today + DAY * SWIM_MARGIN_DAYS
    place = scale(start, end)
    weeks = [start + timedelta(weeks=number) for number in range(SWIM_WEEKS)]
    return Swim(
        lanes=[_swim_lane(row, place, start, end, now) for row in rows],
        grid=[text(place(week)) for week in weeks[1:]],
        now=text(place(now)),
        axis=[vn_day(week) for week in weeks],
    )


def _swim_lane(
    row: SwimRow, place: Callable[[datetime], float], start: datetime, end: datetime, now: datetime
) -> SwimLane:
    late = None
    if row.due is not None and row.due < now:
        title = _("Quá hạn %(span)s") % {"span": span_words(now - row.due)}
        late = _between(place, row.due, now, "late", title)
    cut = row.due if late else None
    seen = [_cut(span, cut) for span in row.spans if (span.end or now) > start]
    return SwimLane(
        reference=row.reference, url=row.url, note=row.note,
        tag_label=row.tag[0], tag_tone=row.tag[1], words=sentence(row.spans, now),
        bars=bars(seen, place, now, BAND_TONES), late=late,
        due=text(place(row.due)) if row.due and start <= row.due <= end else "",
    )  # fmt: skip


def _cut(span: Span, limit: datetime | None) -> Span:
    """The running span ends at the due instant, where the hatching begins."""
    if limit is None or span.end is not None or span.start >= limit:
        return span
    return Span(span.label, span.start, limit, span.tone)
