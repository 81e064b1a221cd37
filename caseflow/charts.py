"""Geometry of the charts of counts and of the plain calendar; pure: numbers in, coordinates and levels out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypedDict

from django.utils.translation import gettext as _

from caseflow.drawing import text
from caseflow.wording import vn_date, vn_day

BULLET_WIDTH = 300
BULLET_LIMIT = 200
HEAT_STEPS = (1, 2, 3, 5)
SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = 100, 4, 30


@dataclass(frozen=True)
class HeatCell:
    """One agency in one week."""

    count: int
    level: int
    url: str
    label: str


@dataclass(frozen=True)
class Heat:
    """A table of counts whose cells are links."""

    heads: Sequence[tuple[str, int]]
    rows: Sequence[tuple[str, Sequence[HeatCell]]]
    total: int


def heat(
    rows: Sequence[tuple[str, Sequence[tuple[int, str]]]], weeks: Sequence[date], *, what: str
) -> Heat:
    """Counts by agency (rows) and week (columns, oldest first); `what` names the thing counted in one cell's label."""
    most = max((count for _label, cells in rows for count, _url in cells), default=0)
    drawn = []
    for label, cells in rows:
        week_words = (_("tuần %(day)s") % {"day": vn_day(week)} for week in weeks)
        drawn.append((label, [
            HeatCell(count, heat_level(count, most), url, f"{count} {what}, {label}, {words}")
            for (count, url), words in zip(cells, week_words, strict=True)
        ]))  # fmt: skip
    heads = [
        (vn_day(week), min(2, len(weeks) - number))
        for number, week in enumerate(weeks)
        if number % 2 == 0
    ]
    return Heat(heads, drawn, sum(count for _label, cells in rows for count, _url in cells))


def heat_level(count: int, most: int) -> int:
    """0 for none, then five steps; tables with large counts stretch the steps."""
    if count <= 0:
        return 0
    stretch = max(most / 8, 1)
    return 1 + sum(count > step * stretch for step in HEAT_STEPS)


@dataclass(frozen=True)
class BulletRow:
    """How long a step takes against its limit, all in hours, with the words to print."""

    label: str
    median: float
    p90: float
    limit: float
    median_text: str
    p90_text: str
    limit_text: str


@dataclass(frozen=True)
class Bullet:
    """One drawn row; each row is scaled by its own limit."""

    row: BulletRow
    median: str
    p90: str
    over: str
    limit: str = field(default=text(BULLET_LIMIT))

    @property
    def is_late(self) -> bool:
        """Whether nine of ten cases take longer than the limit."""
        return bool(self.over)


def bullets(rows: Iterable[BulletRow]) -> list[Bullet]:
    """Bars of median and ninth decile, cut at the right edge."""
    drawn = []
    for row in rows:
        unit = BULLET_LIMIT / row.limit if row.limit else 0
        median, p90 = min(row.median * unit, BULLET_WIDTH), min(row.p90 * unit, BULLET_WIDTH)
        over = text(p90 - BULLET_LIMIT) if p90 > BULLET_LIMIT else ""
        drawn.append(Bullet(row, text(median), text(min(p90, BULLET_LIMIT)), over))
    return drawn


def spark(values: Sequence[float]) -> str:
    """Points of a small line, the highest value at the top."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    step = SPARK_WIDTH / (len(values) - 1)
    height = SPARK_BOTTOM - SPARK_TOP
    points = []
    for number, value in enumerate(values):
        share = (value - low) / (high - low) if high > low else 0.5
        points.append(f"{number * step:.1f},{SPARK_BOTTOM - share * height:.1f}")
    return " ".join(points)


def ring_dash(percent: float) -> str:
    """The dash pattern of a ring whose length counts as 100."""
    return f"{min(max(percent, 0), 100):.0f} 100"


class Month(TypedDict):
    """What the exit calendar shows; an empty cell is 0."""

    title: str
    caption: str
    heads: list[str]
    weeks: list[list[int]]
    today: int
    date: str


def month(today: date) -> Month:
    """The plain calendar of the exit page: weeks of day numbers, empty outside the month."""
    first = today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    length = (following - first).days
    cells = [0] * first.weekday() + list(range(1, length + 1))
    cells += [0] * (-len(cells) % 7)
    words = {"month": first.month, "year": first.year}
    return {
        "title": _("Tháng %(month)s / %(year)s") % words,
        "caption": _("Lịch tháng %(month)s năm %(year)s") % words,
        "heads": [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        "weeks": [cells[start : start + 7] for start in range(0, len(cells), 7)],
        "today": today.day,
        "date": vn_date(today),
    }
