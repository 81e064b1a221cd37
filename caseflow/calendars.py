"""The working days of a province: the calendar of the country with the days changed there."""

from datetime import date

from django.db.models import QuerySet

from caseflow import workdays
from caseflow.choices import DayKind
from caseflow.models import DayChange


def changes(province: str, *, since: date, until: date) -> QuerySet[DayChange]:
    """Days of the province that are changed between two days, both counted, the earliest first."""
    return DayChange.objects.filter(
        province=province, day__gte=since, day__lte=until, withdrawn_at__isnull=True
    ).order_by("day")


def calendar(province: str, day: date) -> workdays.Calendar:
    """The calendar of the year of this day, the one before and the one after."""
    since, until = date(day.year - 1, 1, 1), date(day.year + 1, 12, 31)
    found = dict(changes(province, since=since, until=until).values_list("day", "kind"))
    return workdays.calendar_around(day).changed(
        off=[changed for changed, kind in found.items() if kind == DayKind.OFF],
        worked=[changed for changed, kind in found.items() if kind == DayKind.WORKED],
    )
