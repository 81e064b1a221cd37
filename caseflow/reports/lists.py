"""The desk list: cases in reach, ordered by what is due, paged by key and never counted in full."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from caseflow import references
from caseflow.choices import (
    CHILD_BANDS,
    OPEN_STATES,
    CaseState,
    GrantBasis,
    Hold,
    Interpreter,
    LimitNote,
)
from caseflow.models import (
    Agency,
    Case,
    CaseGroupGrant,
    CaseHold,
    Clock,
    DelayReason,
    Responsibility,
    User,
)
from caseflow.models.case import CaseQuerySet
from caseflow.models.reach import live, oversees_province, working_agency_ids
from caseflow.models.user import Standing

PAGE = 50
SOON = timedelta(hours=24)
YEARS_BACK = 12
CHILD = "tre-em"
LANGUAGE = "phien-dich"
ENDED = "da-ket-thuc"
OURS = "minh"
OTHERS = "khac"
GROUPS = ("late", "soon", "waiting", "on_time", "elsewhere")
AT_OTHERS = ("waiting", "elsewhere")
"""Ours that another side must answer, and what others hold."""

Finder = Callable[[User, str], str | None]
_finders: list[Finder] = []


@dataclass(frozen=True)
class Filters:
    """What the person asked to see; empty means everything open."""

    step: str = ""
    waiting: str = ""
    attention: str = ""
    mine: bool = False
    group: str = ""
    agency: str = ""
    late_week: date | None = None
    """Monday of a week: files of any state with a limit due then that was missed."""


@dataclass(frozen=True)
class Segment:
    """One ordered stretch of the list; `dated` segments are ordered by due date, others by id."""

    group: str
    cases: "QuerySet[Case]"
    dated: bool


@dataclass(frozen=True)
class Page:
    """Some rows of the list, by group, and where the next ones begin."""

    rows: Sequence[tuple[str, Case]]
    cursor: str


def desk(standing: Standing) -> Q:
    """Condition: cases this desk answers for, or oversees."""
    if oversees_province(standing):
        return Q(province=standing.agency.province)
    return Q(responsible_agency__in=working_agency_ids(standing))


def segments(user: User, standing: Standing, filters: Filters, now: datetime) -> list[Segment]:
    """The stretches of the list in their order, each a filter with an index behind it."""
    visible = Case.objects.visible_to(user)
    if filters.step == ENDED:
        ended = visible.exclude(state__in=OPEN_STATES)
        return [Segment("ended", narrow(ended, filters, user), dated=False)]
    if filters.late_week:
        missed = Exists(_missed(filters).filter(case=OuterRef("pk")))
        return [Segment("missed", visible.filter(missed), dated=False)]
    mine = desk(standing)
    moving = Exists(CaseHold.objects.filter(case=OuterRef("pk"), kind=Hold.OPEN_TRANSFER))
    sent = moving & Exists(_sent(now).filter(content_object=OuterRef("pk")))
    ours = narrow(visible.open().filter(mine), filters, user)
    others = narrow(visible.open().exclude(mine), filters, user)
    later = ours.filter(next_due_at__gt=now + SOON)
    undated = ours.filter(next_due_at__isnull=True)
    found = [
        Segment("late", ours.filter(next_due_at__lt=now), dated=True),
        Segment("soon", ours.filter(next_due_at__range=(now, now + SOON)), dated=True),
        Segment("waiting", later.filter(sent), dated=True),
        Segment("waiting", undated.filter(sent), dated=False),
        Segment("on_time", later.exclude(sent), dated=True),
        Segment("on_time", undated.exclude(sent), dated=False),
        Segment("elsewhere", others, dated=False),
    ]
    if filters.waiting == OTHERS:
        found = [part for part in found if part.group in AT_OTHERS]
    if filters.waiting == OURS:
        found = [part for part in found if part.group not in AT_OTHERS]
    if filters.attention:
        # Needs of a person are not part of a trail: files elsewhere do not answer this filter.
        found = [part for part in found if part.cases is not others]
    return [part for part in found if not filters.group or part.group == filters.group]


def _missed(filters: Filters) -> "QuerySet[Clock]":
    assert filters.late_week is not None
    start = timezone.make_aware(datetime.combine(filters.late_week, time.min))
    due = Clock.objects.filter(due_at__gte=start, due_at__lt=start + timedelta(days=7))
    late = due.filter(stopped_at__isnull=True).filter(
        Q(met_at__gt=F("due_at")) | Q(met_at__isnull=True, due_at__lt=timezone.now())
    )
    return late.filter(agency__code=filters.agency) if filters.agency else late


def narrow(cases: CaseQuerySet, filters: Filters, user: User) -> CaseQuerySet:
    """Those of these cases that answer the filters of step, need, person and agency."""
    if filters.step in CaseState.values:
        cases = cases.filter(state=filters.step)
    if filters.attention == CHILD:
        cases = cases.filter(age_band__in=CHILD_BANDS)
    if filters.attention == LANGUAGE:
        cases = cases.exclude(interpreter__in=[Interpreter.NONE, Interpreter.UNKNOWN])
    if filters.mine:
        cases = cases.filter(assigned_to=user)
    if filters.agency:
        cases = cases.filter(responsible_agency__code=filters.agency)
    return cases


def case_page(parts: Sequence[Segment], cursor: str = "", *, size: int = PAGE) -> Page:
    """At most `size` rows from where the cursor says, and the cursor of the next page or nothing."""
    start, due, pk = _read(cursor)
    rows: list[tuple[int, Case]] = []
    for number, part in enumerate(parts):
        if number < start:
            continue
        cases = part.cases
        if number == start and cursor:
            cases = cases.filter(_after(due, pk, dated=part.dated))
        order = ("next_due_at", "pk") if part.dated else ("pk",)
        wanted = size + 1 - len(rows)
        rows += [(number, case) for case in for_list(cases.order_by(*order))[:wanted]]
        if len(rows) > size:
            break
    shown = rows[:size]
    following = _write(*shown[-1], dated=parts[shown[-1][0]].dated) if len(rows) > size else ""
    return Page([(parts[number].group, case) for number, case in shown], following)


def for_list(cases: "QuerySet[Case]") -> "QuerySet[Case]":
    """With what a row of a list shows, in a fixed number of queries."""
    stretch = Responsibility.objects.filter(ended_at__isnull=True)
    moving = Exists(CaseHold.objects.filter(case=OuterRef("pk"), kind=Hold.OPEN_TRANSFER))
    return (
        cases.select_related("responsible_agency")
        .prefetch_related(Prefetch("responsibilities", queryset=stretch, to_attr="open_stretch"))
        .annotate(moving=moving)
    )


def receivers(ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Short names of agencies a file was sent to and that have not taken it over, by case."""
    given = _sent(now).filter(content_object__in=ids).select_related("group__agency")
    return {grant.content_object_id: grant.group.agency.label for grant in given}


def _sent(now: datetime) -> "QuerySet[CaseGroupGrant]":
    return CaseGroupGrant.objects.filter(live(now), basis=GrantBasis.HANDOFF)


def explained(ids: Sequence[int]) -> frozenset[int]:
    """Cases for which a reason was given why a running limit is late."""
    reasons = DelayReason.objects.filter(
        case__in=ids,
        kind=LimitNote.LATE,
        clock__met_at__isnull=True,
        clock__stopped_at__isnull=True,
    )
    return frozenset(reasons.values_list("case", flat=True))


def _after(due: datetime | None, pk: int, *, dated: bool) -> Q:
    if not dated or due is None:
        return Q(pk__gt=pk)
    return Q(next_due_at__gt=due) | Q(next_due_at=due, pk__gt=pk)


def _write(number: int, case: Case, *, dated: bool) -> str:
    due = case.next_due_at if dated else None
    stamp = int(due.timestamp() * 1_000_000) if due else 0
    return f"{number}-{stamp}-{case.pk}"


def _read(cursor: str) -> tuple[int, datetime | None, int]:
    parts = cursor.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return 0, None, 0
    number, stamp, pk = (int(part[:18]) for part in parts)
    seconds, micro = divmod(stamp, 1_000_000)
    if seconds > 4_000_000_000:
        return 0, None, 0
    due = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro) if stamp else None
    return number, due, pk


def register_finder(finder: Finder) -> None:
    """Let an upper floor find a page by a code people read from its papers."""
    _finders.append(finder)


def find_address(user: User, typed: str) -> str | None:
    """The page an upper floor knows for this code."""
    return next((url for finder in _finders if (url := finder(user, typed))), None)


def find_by_code(user: User, typed: str) -> list[Case]:
    """Cases in reach with this reference, or with this number when only digits were typed."""
    found = for_list(Case.objects.visible_to(user).filter(reference__in=list(_references(typed))))
    return list(found.order_by("-received_at", "-pk")[:PAGE])


def _references(typed: str) -> Iterable[str]:
    """The written forms that may be meant; digits alone are tried with every prefix and year."""
    digits = references.last_digits(typed)
    if digits is None:
        return [references.normalise(typed)] if references.is_valid(typed) else []
    serial = int(digits[:9])
    if serial < 1:
        return []
    this_year = timezone.localdate().year
    prefixes = Agency.objects.order_by().values_list("reference_prefix", flat=True).distinct()
    return [
        references.make_reference(prefix, year, serial)
        for prefix in prefixes
        for year in range(this_year - YEARS_BACK, this_year + 1)
    ]
