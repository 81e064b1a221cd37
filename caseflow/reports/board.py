"""Where cases wait: bounded reads of open cases and recent limits, counted by week, agency and rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles

from django.db.models import Q
from django.utils import timezone

from audit.timeline import timeline
from caseflow import asked, drawing
from caseflow.choices import CHILD_BANDS, ProposalState
from caseflow.models import Agency, Case, Clock, Proposal, Standing, User
from caseflow.models.reach import oversees_province, working_agency_ids
from caseflow.reports import history
from caseflow.reports.lists import desk, for_list

MOST_LIMITS = 5000
MOST_CASES = 5000
LOOK_FIRST = 8
AGENCIES_SHOWN = 8
RULES_SHOWN = 6
HOUR = 3600


@dataclass(frozen=True)
class Limit:
    """One recent time limit, reduced to what is counted."""

    agency: int
    rule: str
    started_at: datetime
    due_at: datetime
    met_at: datetime | None

    @property
    def late(self) -> bool:
        """Met after its time, or still running past it."""
        return self.met_at is None or self.met_at > self.due_at

    @property
    def hours(self) -> float | None:
        """How long it took, in hours."""
        return (self.met_at - self.started_at).total_seconds() / HOUR if self.met_at else None


@dataclass(frozen=True)
class Picture:
    """What the board counts, over some weeks that end now."""

    weeks: Sequence[date]
    limits: Sequence[Limit]
    opened: int
    children: int
    late: int
    received: Sequence[int]
    told: asked.Burden | None
    """How often people had to tell; None where nobody was asked."""

    def by_week(self, limits: Iterable[Limit]) -> list[list[Limit]]:
        """Limits by the week in which they were due."""
        found: list[list[Limit]] = [[] for _week in self.weeks]
        for limit in limits:
            place = week_of(limit.due_at)
            if place in self.weeks:
                found[self.weeks.index(place)].append(limit)
        return found


@dataclass(frozen=True)
class Lateness:
    """Late limits of one agency by week."""

    agency: Agency
    counts: Sequence[int]


@dataclass(frozen=True)
class Duration:
    """How long one kind of limit takes against its time, in hours."""

    rule: str
    median: float
    p90: float
    limit: float


def week_of(at: datetime) -> date:
    """Monday of the local week."""
    day = timezone.localtime(at).date()
    return day - timedelta(days=day.weekday())


def picture(user: User, standing: Standing, *, weeks: int, now: datetime) -> Picture:
    """Everything the board counts; reads at most a fixed number of rows."""
    mondays = [week_of(now) - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    cases = Case.objects.visible_to(user).open().filter(desk(standing))
    bands = list(
        cases.order_by().values_list("age_band", "next_due_at", "received_at")[:MOST_CASES]
    )
    received = Counter(week_of(at) for _band, _due, at in bands)
    return Picture(
        weeks=mondays,
        limits=_limits(standing, mondays[0], now),
        opened=len(bands),
        children=sum(band in CHILD_BANDS for band, _due, _at in bands),
        late=sum(due is not None and due < now for _band, due, _at in bands),
        received=[received[monday] for monday in mondays],
        told=asked.burden(cases),
    )


def _limits(standing: Standing, since: date, now: datetime) -> list[Limit]:
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    if oversees_province(standing):
        whose = Q(case__province=standing.agency.province)
    else:
        whose = Q(agency__in=working_agency_ids(standing))
    rows = (
        Clock.objects.filter(whose, due_at__gte=start, stopped_at__isnull=True)
        .filter(Q(due_at__lt=now) | Q(met_at__isnull=False))
        .order_by("-due_at", "-pk")
        .values_list("agency", "rule", "started_at", "due_at", "met_at")[:MOST_LIMITS]
    )
    return [Limit(*row) for row in rows]


def lateness(seen: Picture) -> list[Lateness]:
    """Agencies with late limits, the latest first, each by week."""
    late = [limit for limit in seen.limits if limit.late]
    most = [pk for pk, _n in Counter(limit.agency for limit in late).most_common(AGENCIES_SHOWN)]
    agencies = Agency.objects.in_bulk(most)
    return [
        Lateness(
            agencies[pk],
            [len(week) for week in seen.by_week(limit for limit in late if limit.agency == pk)],
        )
        for pk in most
    ]


def durations(seen: Picture) -> list[Duration]:
    """The kinds of limits met most often, with median and ninth decile."""
    met = [limit for limit in seen.limits if limit.met_at]
    common = Counter(limit.rule for limit in met).most_common(RULES_SHOWN)
    return [_duration(rule, [limit for limit in met if limit.rule == rule]) for rule, _n in common]


def _duration(rule: str, limits: Sequence[Limit]) -> Duration:
    hours = sorted(limit.hours or 0 for limit in limits)
    given = [(limit.due_at - limit.started_at).total_seconds() / HOUR for limit in limits]
    p90 = quantiles(hours, n=10, method="inclusive")[-1] if len(hours) > 1 else hours[0]
    return Duration(rule, median(hours), p90, median(given))


def look_first(user: User, standing: Standing) -> list[Case]:
    """Open cases of the desk whose limit ended or ends first."""
    cases = Case.objects.visible_to(user).open().filter(desk(standing), next_due_at__isnull=False)
    return list(for_list(cases).order_by("next_due_at", "pk")[:LOOK_FIRST])


def spans(case: Case) -> list[drawing.Span]:
    """The steps of one case for the swimlane; the last one waits when a handoff is under way."""
    return history.lane_steps(case, timeline(case.uid, groups=("step",)))


def waiting_proposals(user: User, standing: Standing) -> list[Proposal]:
    """Steps that wait for a second person, the oldest first."""
    cases = Case.objects.visible_to(user).filter(desk(standing))
    found = Proposal.objects.filter(state=ProposalState.WAITING, case__in=cases)
    return list(
        found.select_related("case__responsible_agency", "proposed_by").order_by(
            "proposed_at", "pk"
        )[:20]
    )
