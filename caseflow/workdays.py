"""Counts legal time: from an instant and a length to the instant it is due, with every step written down.

The day after the trigger is the first day counted; a limit in days or months ends at the end of its
last day in Viet Nam; hours are exact. Calendar days and months are not moved when they end on a day
of rest: nobody waits longer because of a Sunday. A day of rest that is worked for another one
(làm bù) counts as a working day.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays as holiday_library
from django.db.models import TextChoices
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
END_OF_DAY = time(23, 59, 59)
SATURDAY = 5

Stored = dict[str, str | int]


class Unit(TextChoices):
    """How the law measures a limit; NONE means that no limit is known, so nothing is due."""

    AT_ONCE = "at_once", gettext_lazy("ngay")
    HOURS = "hours", gettext_lazy("giờ")
    CALENDAR_DAYS = "calendar_days", gettext_lazy("ngày")
    WORKING_DAYS = "working_days", gettext_lazy("ngày làm việc")
    MONTHS = "months", gettext_lazy("tháng")
    NONE = "none", gettext_lazy("chưa ghi nhận thời hạn")


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday but for `off`, and the days of `worked`."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)

    def changed(self, *, off: Iterable[date], worked: Iterable[date]) -> "Calendar":
        """This calendar with days taken off or worked; the later word about a day wins."""
        off, worked = frozenset(off), frozenset(worked)
        return Calendar(
            off=(self.off - worked) | off,
            worked=(self.worked - off) | worked,
        )


@dataclass(frozen=True)
class Line:
    """One step of the arithmetic; `kind` chooses the sentence, the rest fills it."""

    kind: str
    first: str = ""
    last: str = ""
    count: int = 0

    def as_json(self) -> Stored:
        """The step as it is stored with a clock."""
        return {"kind": self.kind, "first": self.first, "last": self.last, "count": self.count}


@dataclass(frozen=True)
class Due:
    """When something is due, and how that was found."""

    at: datetime
    arithmetic: tuple[Line, ...]

    def as_json(self) -> list[Stored]:
        """The steps as they are stored with a clock; `words` reads them back."""
        return [line.as_json() for line in self.arithmetic]


def due(start: datetime, length: int, unit: str, calendar: Calendar) -> Due:
    """When a limit that began at `start` is due.

    `length` of an at-once limit is the tolerance in hours after which we call it late. Raises
    ValueError for a naive start, a negative length and a unit without a limit.
    """
    if start.tzinfo is None:
        raise ValueError("the start of a limit needs a time zone")
    if length < 0:
        raise ValueError("a limit cannot be negative")
    counters: Mapping[str, Callable[[datetime, int, Calendar], Due]] = {
        Unit.AT_ONCE: _at_once,
        Unit.HOURS: _hours,
        Unit.CALENDAR_DAYS: _calendar_days,
        Unit.WORKING_DAYS: _working_days,
        Unit.MONTHS: _months,
    }
    if unit not in counters:
        raise ValueError(f"no limit to compute for unit {unit!r}")
    return counters[unit](start.astimezone(ZONE), length, calendar)


def calendar_around(day: date) -> Calendar:
    """The calendar of the whole country in the year of this day, the one before and the one after.

    From the `holidays` library: lunar new year, substituted days off, and the days worked for them.
    """
    years = [_calendar_of(day.year + shift) for shift in (-1, 0, 1)]
    return Calendar(
        off=frozenset().union(*(year.off for year in years)),
        worked=frozenset().union(*(year.worked for year in years)),
    )


def local_day(at: datetime) -> date:
    """The day in Viet Nam of an instant."""
    return at.astimezone(ZONE).date()


def start_of(day: date) -> datetime:
    """The first instant of a day in Viet Nam."""
    return datetime.combine(day, time.min, tzinfo=ZONE)


def end_of(day: date) -> datetime:
    """The last second of a day in Viet Nam."""
    return datetime.combine(day, END_OF_DAY, tzinfo=ZONE)


def length_words(unit: Unit, length: int) -> str:
    """A limit in words: "3 ngày làm việc", "ngay"."""
    counted = {
        Unit.HOURS: ngettext("%(n)s giờ", "%(n)s giờ", length),
        Unit.CALENDAR_DAYS: ngettext("%(n)s ngày", "%(n)s ngày", length),
        Unit.WORKING_DAYS: ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", length),
        Unit.MONTHS: ngettext("%(n)s tháng", "%(n)s tháng", length),
    }
    return counted[unit] % {"n": length} if unit in counted else str(unit.label)


def words(lines: Iterable[Mapping[str, str | int]]) -> list[str]:
    """The stored steps as sentences in the reader's language; unknown kinds are left out."""
    return [_SENTENCES[str(line["kind"])](line) for line in lines if line.get("kind") in _SENTENCES]


@cache
def _calendar_of(year: int) -> Calendar:
    found = holiday_library.country_holidays("VN", years=year)
    return Calendar(off=frozenset(found), worked=frozenset(found.weekend_workdays))


def _at_once(start: datetime, length: int, _calendar: Calendar) -> Due:
    return _finish(
        start, [Line("tolerance", count=length)], start + timedelta(hours=length), day_end=False
    )


def _hours(start: datetime, length: int, _calendar: Calendar) -> Due:
    return _finish(
        start, [Line("hours", count=length)], start + timedelta(hours=length), day_end=False
    )


def _calendar_days(start: datetime, length: int, _calendar: Calendar) -> Due:
    last = start.date() + timedelta(days=length)
    lines = [Line("calendar_days", last=last.isoformat(), count=length)]
    if length:
        lines.insert(0, _first(start.date() + timedelta(days=1)))
    return _finish(start, lines, end_of(last))


def _working_days(start: datetime, length: int, calendar: Calendar) -> Due:
    day, counted, passed = start.date(), 0, []
    first = None
    while counted < length:
        day += timedelta(days=1)
        if calendar.is_working(day):
            counted += 1
            first = first or day
        passed.append(day)
    lines = [_first(first)] if first else []
    lines += _unusual(passed, calendar)
    lines.append(Line("working_days", last=day.isoformat(), count=length))
    return _finish(start, lines, end_of(day))


def _months(start: datetime, length: int, _calendar: Calendar) -> Due:
    months = start.year * 12 + start.month - 1 + length
    year, month = divmod(months, 12)
    longest = monthrange(year, month + 1)[1]
    last = date(year, month + 1, min(start.day, longest))
    lines = [_first(start.date() + timedelta(days=1))] if length else []
    lines.append(Line("months", last=last.isoformat(), count=length))
    if start.day > longest:
        lines.append(Line("clamped", count=start.day))
    return _finish(start, lines, end_of(last))


def _finish(start: datetime, lines: list[Line], at: datetime, *, day_end: bool = True) -> Due:
    closing = Line("due_day" if day_end else "due_instant", first=at.isoformat())
    return Due(at=at, arithmetic=(Line("start", first=start.isoformat()), *lines, closing))


def _first(day: date) -> Line:
    return Line("first_day", first=day.isoformat())


def _unusual(days: list[date], calendar: Calendar) -> list[Line]:
    """Days that were not counted, and days of rest that were, as ranges."""
    lines: list[Line] = []
    for day in days:
        kind = _kind_of(day, calendar)
        before = lines[-1] if lines else None
        if before and before.kind == kind and _follows(before.last, day):
            lines[-1] = Line(kind, first=before.first, last=day.isoformat())
        elif kind:
            lines.append(Line(kind, first=day.isoformat(), last=day.isoformat()))
    return lines


def _kind_of(day: date, calendar: Calendar) -> str:
    if calendar.is_working(day):
        return "" if day.weekday() < SATURDAY else "worked"
    return "holiday" if day in calendar.off else "weekend"


def _follows(last: str, day: date) -> bool:
    return date.fromisoformat(last) + timedelta(days=1) == day


def _day_name(day: date) -> str:
    return [
        _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"),
    ][day.weekday()]  # fmt: skip


def _day_words(value: str | int) -> str:
    day = datetime.fromisoformat(str(value)).date()
    shown = formatted(day, pgettext("date format", "d/m/Y"))
    return f"{_day_name(day)}, {shown}"


def _instant_words(value: str | int) -> str:
    at = datetime.fromisoformat(str(value)).astimezone(ZONE)
    return f"{at:%H:%M} {_day_words(at.isoformat())}"


def _range_words(line: Mapping[str, str | int]) -> str:
    if line["first"] == line["last"]:
        return _day_words(line["first"])
    return _("%(first)s đến %(last)s") % {
        "first": _day_words(line["first"]),
        "last": _day_words(line["last"]),
    }


def _counted_words(line: Mapping[str, str | int], unit: Unit) -> str:
    length = length_words(unit, int(line["count"]))
    return _("Đủ %(length)s: %(day)s.") % {"length": length, "day": _day_words(line["last"])}


_SENTENCES: dict[str, Callable[[Mapping[str, str | int]], str]] = {
    "start": lambda line: _("Bắt đầu: %(at)s.") % {"at": _instant_words(line["first"])},
    "first_day": lambda line: (
        _("Ngày đầu tiên được tính: %(day)s.") % {"day": _day_words(line["first"])}
    ),
    "tolerance": lambda line: (
        ngettext(
            "Luật ghi “ngay”; coi là trễ sau %(n)s giờ (quy ước nội bộ).",
            "Luật ghi “ngay”; coi là trễ sau %(n)s giờ (quy ước nội bộ).",
            int(line["count"]),
        )
        % {"n": line["count"]}
    ),
    "hours": lambda line: (
        ngettext("Cộng %(n)s giờ.", "Cộng %(n)s giờ.", int(line["count"])) % {"n": line["count"]}
    ),
    "calendar_days": lambda line: _counted_words(line, Unit.CALENDAR_DAYS),
    "working_days": lambda line: _counted_words(line, Unit.WORKING_DAYS),
    "months": lambda line: _counted_words(line, Unit.MONTHS),
    "clamped": lambda line: (
        _("Tháng đó không có ngày %(n)s: lấy ngày cuối tháng.") % {"n": line["count"]}
    ),
    "weekend": lambda line: (
        _("Không tính %(days)s (nghỉ cuối tuần).") % {"days": _range_words(line)}
    ),
    "holiday": lambda line: _("Không tính %(days)s (nghỉ lễ).") % {"days": _range_words(line)},
    "stopped": lambda line: (
        _("Ngừng tính: %(first)s đến %(last)s.")
        % {"first": _instant_words(line["first"]), "last": _instant_words(line["last"])}
    ),
    "extended": lambda line: _("Được gia hạn từ hết %(day)s.") % {"day": _day_words(line["first"])},
    "worked": lambda line: _("Tính cả %(days)s (làm bù).") % {"days": _range_words(line)},
    "due_day": lambda line: _("Đến hạn: hết %(day)s.") % {"day": _day_words(line["first"])},
    "due_instant": lambda line: _("Đến hạn: %(at)s.") % {"at": _instant_words(line["first"])},
}
