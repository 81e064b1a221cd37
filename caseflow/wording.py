"""Words for instants, spans and names, as people read them on pages and papers; pure, no clock of its own."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext, pgettext

SOON = timedelta(hours=24)
HOURS_WITHOUT_MINUTES = timedelta(hours=12)
FEW_DAYS = 7
END_OF_DAY = time(23, 59)


def days_of_week() -> list[str]:
    """Names of the days, Monday first."""
    return [
        _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"),
    ]  # fmt: skip


def months_of_papers() -> list[str]:
    """The months as papers write them in the long form of a date."""
    return [
        pgettext("month", "01"), pgettext("month", "02"), pgettext("month", "3"), pgettext("month", "4"),
        pgettext("month", "5"), pgettext("month", "6"), pgettext("month", "7"), pgettext("month", "8"),
        pgettext("month", "9"), pgettext("month", "10"), pgettext("month", "11"), pgettext("month", "12"),
    ]  # fmt: skip


def span_words(span: timedelta | float) -> str:
    """A length of time in at most two units; whole days only from a week on."""
    length = span if isinstance(span, timedelta) else timedelta(seconds=span)
    minutes = int(abs(length).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        few = days < FEW_DAYS and hours
        return f"{_days(days)} {_hours(hours)}" if few else _days(days)
    if hours:
        exact = abs(length) < HOURS_WITHOUT_MINUTES and minutes % 60
        return f"{_hours(hours)} {_minutes(minutes % 60)}" if exact else _hours(hours)
    return _minutes(minutes) if minutes else _("dưới 1 phút")


def brief_span(span: timedelta | float) -> str:
    """A length of time in one unit, for narrow columns: hours up to two days, then days and tenths."""
    length = span if isinstance(span, timedelta) else timedelta(seconds=span)
    if length < timedelta(hours=1):
        return span_words(length)
    if length < timedelta(days=2):
        return _hours(round(length / timedelta(hours=1)))
    days = length / timedelta(days=1)
    count = number_format(days, 1) if days < 10 else round(days)
    return ngettext("%(n)s ngày", "%(n)s ngày", 2) % {"n": count}


def _days(count: int) -> str:
    return ngettext("%(n)s ngày", "%(n)s ngày", count) % {"n": count}


def _hours(count: int) -> str:
    return ngettext("%(n)s giờ", "%(n)s giờ", count) % {"n": count}


def _minutes(count: int) -> str:
    return ngettext("%(n)s phút", "%(n)s phút", count) % {"n": count}


def instant(value: date) -> datetime:
    """The aware local instant of a value; a bare date means its last minute."""
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return timezone.make_aware(datetime.combine(value, END_OF_DAY))


def due_words(due: date, now: datetime) -> str:
    """How long is left or how long it is late: "Còn 3 giờ 10 phút", "Quá hạn 3 ngày 4 giờ"."""
    left = instant(due) - now
    if left < timedelta(0):
        return _("Quá hạn %(span)s") % {"span": span_words(left)}
    if left >= timedelta(days=3):
        left = timedelta(days=left.days)
    return _("Còn %(span)s") % {"span": span_words(left)}


def due_in_days(due: datetime, now: datetime) -> str:
    """How late or how long, in whole days where there are any, for narrow places."""
    days = (now - due).days
    if days > 0:
        return ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", days) % {"n": days}
    return due_words(due, now)


def due_when(due: date, now: datetime) -> str:
    """The instant itself, days near now by name; a due date at the end of a day shows no time."""
    local = instant(due)
    day = _("Hôm nay") if local.date() == timezone.localtime(now).date() else vn_date(local)
    if local.time() >= END_OF_DAY or local.time() == time():
        return day
    return f"{day} · {vn_time(local)}"


def due_tone(due: date, now: datetime) -> str:
    """The colour word of a due instant: late, warn within a day, else ok."""
    left = instant(due) - now
    if left < timedelta(0):
        return "late"
    return "warn" if left <= SOON else "ok"


def vn_date(value: date) -> str:
    """23/11/2026; "23 Nov 2026" for English readers, who write day and month in either order."""
    return formatted(_local(value), pgettext("date format", "d/m/Y"))


def vn_day(value: date) -> str:
    """The day without its year, where room is short: 23/11."""
    return formatted(_local(value), pgettext("date format", "d/m"))


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) else value


def vn_time(value: datetime) -> str:
    """17:30, on the 24-hour clock."""
    return f"{timezone.localtime(value):%H:%M}"


def vn_datetime(value: datetime) -> str:
    """23/11/2026 · 17:30."""
    return f"{vn_date(value)} · {vn_time(value)}"


def file_stamp(value: datetime) -> str:
    """20261123-1730, for names of files."""
    return f"{timezone.localtime(value):%Y%m%d-%H%M}"


def vn_weekday_date(value: date) -> str:
    """Thứ Hai, 23/11/2026."""
    local = _local(value)
    return f"{days_of_week()[local.weekday()]}, {vn_date(local)}"


def vn_prose(value: date) -> str:
    """The long form of papers, days below 10 and months 1 and 2 with a zero (Decree 30/2020, App. I)."""
    local = _local(value)
    day = _("ngày %(day)s tháng %(month)s năm %(year)s") % {
        "day": f"{local.day:02d}", "month": months_of_papers()[local.month - 1], "year": local.year,
    }  # fmt: skip
    if not isinstance(local, datetime):
        return day
    clock = _("%(hour)s giờ %(minute)s phút") % {"hour": f"{local:%H}", "minute": f"{local:%M}"}
    return f"{clock}, {day}"


def initials(name: str) -> str:
    """First letters of the first and last word, for the round mark beside a colleague's name."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
