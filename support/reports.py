"""Figures of a period: counts only, computed by the database, limited by reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, QuerySet, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from caseflow import asked, law, workdays
from caseflow.choices import AgeBand, CaseState, Exploitation, Sex
from caseflow.models import Case, Clock, Responsibility, User
from support.choices import ServiceKind
from support.models import ServiceDelivery

SMALL = 3
"""Counts below this are not shown to others."""


class Span(TextChoices):
    """The four reports of a year to Steering Committee 138 (directive 17/UBND-BCĐ III.2)."""

    FIRST_QUARTER = "q1", _("Quý 1")
    HALF_YEAR = "h1", _("6 tháng")
    THIRD_QUARTER = "q3", _("Quý 3")
    YEAR = "year", _("Năm")


CALENDAR = (
    (Span.FIRST_QUARTER, None, 3),
    (Span.HALF_YEAR, None, 6),
    (Span.THIRD_QUARTER, 6, 9),
    (Span.YEAR, None, 12),
)
"""Each report, the month whose cut-off it begins after (none: December of the year before), and the
month in which it is due."""
DUE_DAY = 15
"""Reports are due before this day of the month."""


@dataclass(frozen=True)
class Period:
    """From one day to another, both counted; `due_on` is the day before which it is owed."""

    span: Span
    start: date
    end: date
    due_on: date

    @property
    def key(self) -> str:
        """How an address names the period."""
        return self.due_on.isoformat()

    def bounds(self) -> tuple[datetime, datetime]:
        """First instant, and first instant after."""
        return workdays.start_of(self.start), workdays.start_of(self.end + timedelta(days=1))


def periods(today: date) -> list[Period]:
    """The reporting periods of last year and this year that have begun, the newest due first.

    A quarter counts its three months, the half-year six and the year twelve. The directive names
    the days reports are due, not the day they count to; that is the setting REPORT_CUTOFF_DAY.
    """
    found = [
        _period(span, year, after, month)
        for year in (today.year - 1, today.year, today.year + 1)
        for span, after, month in CALENDAR
    ]
    begun = [period for period in found if period.start <= today]
    return sorted(begun, key=lambda period: period.due_on, reverse=True)


def next_due(today: date) -> Period:
    """The period whose report is owed next."""
    return min(
        (period for period in periods(today) if period.due_on > today),
        key=lambda period: period.due_on,
    )


def _period(span: Span, year: int, after: int | None, month: int) -> Period:
    cutoff = settings.REPORT_CUTOFF_DAY
    before = date(year, after, cutoff) if after else date(year - 1, 12, cutoff)
    return Period(
        span=span,
        start=before + timedelta(days=1),
        end=date(year, month, cutoff),
        due_on=date(year, month, DUE_DAY),
    )


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


def by_agency(cases: QuerySet[Case], *, before: datetime) -> list[list[Any]]:
    """Rows of agency and count, most first: who answered at the end of the period, by its name then.

    A file written down only afterwards stands under the agency that first answered for it.
    """
    stretches = Responsibility.objects.filter(case=OuterRef("pk")).order_by("started_at", "pk")
    held_then = stretches.filter(started_at__lt=before).reverse().values("agency__name")[:1]
    rows = (
        cases.order_by()
        .annotate(holder=Coalesce(held_then, stretches.values("agency__name")[:1]))
        .values_list("holder")
        .annotate(number=Count("pk"))
        .order_by("-number", "holder")
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


def timely(user: User, period: Period, now: datetime) -> tuple[int, int]:
    """Limits of the trafficking law decided in the period: met in time, and all of them.

    The directive asks for support “in time” and does not define it; it is measured against the
    limits of the law (at once, 3 days, 9 working days and so on). A limit counts in the period in
    which it was due, once it was met or its time is over; one that stopped to run before counts not.
    """
    first, after = period.bounds()
    decided = Clock.objects.filter(
        Q(stopped_at__isnull=True) | Q(stopped_at__gt=F("due_at")),
        Q(met_at__isnull=False) | Q(due_at__lt=now),
        case__in=Case.objects.visible_to(user).values("pk"),
        regime__code__in=[each.code for each in law.regimes()],
        due_at__gte=first,
        due_at__lt=after,
    )
    figures = decided.aggregate(
        total=Count("pk"), in_time=Count("pk", filter=Q(met_at__lte=F("due_at")))
    )
    return figures["in_time"], figures["total"]


def told(user: User, period: Period) -> asked.Burden | None:
    """How often people received in the period had to tell; None where too few were asked to show it."""
    found = asked.burden(received(user, period))
    return found if found and found.cases >= SMALL else None


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
        "agencies": by_agency(cases, before=period.bounds()[1]),
        "services": services(user, period),
    }
