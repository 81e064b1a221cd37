"""Figures of a period: counts only, computed by the database, limited by reach."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from caseflow.choices import AgeBand, CaseState, Exploitation, Sex
from caseflow.models import Case, Clock, User
from support.choices import ServiceKind
from support.models import ServiceDelivery

SMALL = 3
"""Counts below this are not shown to others."""
DUE_DAYS = ((3, 15), (6, 15), (9, 15), (12, 15))
"""Reports to Steering Committee 138 are due before these days (directive 17/UBND-BCD III.2)."""


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted; `due_on` is the day before which it is owed."""

    start: date
    end: date
    due_on: date

    @property
    def key(self) -> str:
        """How an address names the period."""
        return self.due_on.isoformat()

    def bounds(self) -> tuple[datetime, datetime]:
        """First instant, and first instant after."""
        zone = timezone.get_default_timezone()
        first = datetime.combine(self.start, time.min, zone)
        return first, datetime.combine(self.end + timedelta(days=1), time.min, zone)


def periods(today: date) -> list[Period]:
    """The reporting periods of last year and this year, the newest first.

    The directive names the days reports are due, not the day they count to; that is a setting.
    """
    cutoff = settings.REPORT_CUTOFF_DAY
    ends = [
        (date(year, month, day), date(year, month, cutoff))
        for year in (today.year - 2, today.year - 1, today.year)
        for month, day in DUE_DAYS
    ]
    found = [
        Period(start=before[1] + timedelta(days=1), end=end, due_on=due)
        for before, (due, end) in itertools.pairwise(ends)
    ]
    return [period for period in reversed(found) if period.start <= today]


def received(user: User, period: Period) -> QuerySet[Case]:
    """Files in reach received in the period."""
    first, after = period.bounds()
    return Case.objects.visible_to(user).filter(received_at__gte=first, received_at__lt=after)


def counts(cases: QuerySet[Case], column: str, words: Iterable[tuple[Any, Any]]) -> list[list[Any]]:
    """Rows of label and count, in the order of the choices; absent ones are left out."""
    found = dict(
        cases.order_by().values_list(column).annotate(Count("pk")).values_list(column, "pk__count")
    )
    return [[str(label), shown(found[code])] for code, label in words if code in found]


def by_agency(cases: QuerySet[Case]) -> list[list[Any]]:
    """Rows of responsible agency and count, most first."""
    rows = (
        cases.order_by()
        .values_list("responsible_agency__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "responsible_agency__name")
    )
    return [[name, shown(number)] for name, number in rows]


def services(user: User, period: Period) -> list[list[Any]]:
    """Form 508: persons and instances per kind of service given in the period."""
    given = ServiceDelivery.objects.filter(
        case__in=Case.objects.visible_to(user).values("pk"),
        happened_on__gte=period.start,
        happened_on__lte=period.end,
    )
    found = {
        kind: (persons, instances)
        for kind, persons, instances in given.order_by()
        .values_list("kind")
        .annotate(persons=Count("case", distinct=True), instances=Count("pk"))
        .values_list("kind", "persons", "instances")
    }
    return [
        [str(kind.label), *(shown(number) for number in found.get(kind.value, (0, 0)))]
        for kind in ServiceKind
    ]


def received_508(cases: QuerySet[Case]) -> list[list[Any]]:
    """Form 508 columns 1–4: total, women, 16 to 18, under 16."""
    figures = cases.aggregate(
        total=Count("pk"),
        women=Count("pk", filter=Q(sex=Sex.FEMALE)),
        to_18=Count("pk", filter=Q(age_band=AgeBand.FROM_16)),
        to_16=Count("pk", filter=Q(age_band__in=[AgeBand.UNDER_13, AgeBand.FROM_13])),
    )
    return [[shown(figures[name]) for name in ("total", "women", "to_18", "to_16")]]


def timely(user: User, period: Period) -> tuple[int, int]:
    """Clocks of law that came due in the period: met in time, and all of them."""
    first, after = period.bounds()
    due = Clock.objects.filter(
        case__in=Case.objects.visible_to(user).values("pk"),
        due_at__gte=first,
        due_at__lt=after,
        stopped_at__isnull=True,
    ).exclude(regime="house")
    figures = due.aggregate(
        total=Count("pk"), in_time=Count("pk", filter=Q(met_at__lte=F("due_at")))
    )
    return figures["in_time"], figures["total"]


def shown(number: int) -> str:
    """A count, or “fewer than three” where it could point at somebody."""
    return str(number) if number == 0 or number >= SMALL else f"< {SMALL}"


def tables(user: User, period: Period) -> dict[str, list[list[Any]]]:
    """Every table of the report."""
    cases = received(user, period)
    return {
        "received": received_508(cases),
        "states": counts(cases, "state", CaseState.choices),
        "sex": counts(cases, "sex", Sex.choices),
        "ages": counts(cases, "age_band", AgeBand.choices),
        "purposes": counts(cases, "exploitation", Exploitation.choices),
        "agencies": by_agency(cases),
        "services": services(user, period),
    }
