"""Many open cases side by side: steps, holders, handoffs, missed limits and silences, read page by page.

Everything is read for the cases of one page at once. Whoever oversees a province reads the trail only:
no words of limits, and silence between steps and handoffs, not between contacts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from audit import vocabulary
from audit.models import AuditEvent
from audit.timeline import Entry, by_case
from caseflow import drawing, law
from caseflow.models import Agency, Case, Clock, Responsibility, Standing, User
from caseflow.models.reach import oversees_province, working_agency_ids
from caseflow.reports import history
from caseflow.reports.lists import Filters, Segment, desk, narrow

PAGE = 20
SILENCE = timedelta(days=3)
QUIET_GROUPS = frozenset({"seen", "access", "refused", "system", "notice"})
"""Events that are no work on the case: looks, grants, what the system tells of itself."""


@dataclass(frozen=True)
class Past:
    """What happened to one case, oldest first."""

    steps: Sequence[drawing.Span]
    holders: Sequence[drawing.Span]
    handoffs: Sequence[drawing.Mark]
    missed: Sequence[drawing.Mark]
    silences: Sequence[drawing.Span]


def segments(
    user: User, standing: Standing, filters: Filters, *, late: bool, now: datetime
) -> list[Segment]:
    """Open cases of the desk, what is due first in front; `late` leaves only what is past its time."""
    ours = narrow(Case.objects.visible_to(user).open().filter(desk(standing)), filters, user)
    if late:
        return [Segment("late", ours.filter(next_due_at__lt=now), dated=True)]
    return [
        Segment("dated", ours.filter(next_due_at__isnull=False), dated=True),
        Segment("undated", ours.filter(next_due_at__isnull=True), dated=False),
    ]


def agencies(standing: Standing) -> list[Agency]:
    """Those whose cases the desk reaches, by name."""
    if oversees_province(standing):
        found = Agency.objects.filter(
            pk__in=Case.objects.open().filter(province=standing.agency.province)
            .order_by().values("responsible_agency")
        )  # fmt: skip
    else:
        found = Agency.objects.filter(pk__in=working_agency_ids(standing))
    return sorted(found, key=lambda agency: agency.label)


def pasts(cases: Sequence[Case], *, trail_only: bool, now: datetime) -> dict[int, Past]:
    """The past of each case, by its number, in a fixed number of queries."""
    told = by_case([case.uid for case in cases], groups=history.TRAIL_GROUPS)
    holders, missed = _holders(cases), _missed(cases, now, named=not trail_only)
    deeds = (
        {uid: [entry.at for entry in entries] for uid, entries in told.items()}
        if trail_only
        else _deeds(cases)
    )
    return {
        case.pk: Past(
            steps=history.lane_steps(case, told[case.uid]),
            holders=holders.get(case.pk, []),
            handoffs=_handoffs(told[case.uid]),
            missed=missed.get(case.pk, []),
            silences=silences([case.received_at, *deeds.get(case.uid, [])], now),
        )
        for case in cases
    }


def _handoffs(told: Sequence[Entry]) -> list[drawing.Mark]:
    return [drawing.Mark(e.at, e.title) for e in reversed(told) if e.group == "handoff"]


def silences(instants: Iterable[datetime], now: datetime) -> list[drawing.Span]:
    """Stretches of three days and more in which nobody did anything; the last one lasts until now."""
    ordered = sorted(at for at in instants if at <= now)
    words = _("Không có cập nhật")
    found = [
        drawing.Span(words, earlier, later)
        for earlier, later in pairwise(ordered)
        if later - earlier >= SILENCE
    ]
    if ordered and now - ordered[-1] >= SILENCE:
        found.append(drawing.Span(words, ordered[-1]))
    return found


def _deeds(cases: Sequence[Case]) -> dict[UUID, list[datetime]]:
    acts = [event.code for event in vocabulary.events() if event.group not in QUIET_GROUPS]
    rows = AuditEvent.objects.filter(case_uid__in=[case.uid for case in cases], act__in=acts)
    found: dict[UUID, list[datetime]] = {}
    for uid, at in rows.values_list("case_uid", "at"):
        if uid is not None:
            found.setdefault(uid, []).append(at)
    return found


def _holders(cases: Sequence[Case]) -> dict[int, list[drawing.Span]]:
    stretches = Responsibility.objects.filter(case__in=cases).select_related("agency")
    found: dict[int, list[drawing.Span]] = {}
    for each in stretches.order_by("started_at", "pk"):
        span = drawing.Span(each.agency.label, each.started_at, each.ended_at)
        found.setdefault(each.case_id, []).append(span)
    return found


def _missed(cases: Sequence[Case], now: datetime, *, named: bool) -> dict[int, list[drawing.Mark]]:
    late = Clock.objects.filter(case__in=cases, stopped_at__isnull=True).filter(
        Q(met_at__gt=F("due_at")) | Q(met_at__isnull=True, due_at__lt=now)
    )
    found: dict[int, list[drawing.Mark]] = {}
    for clock in late.order_by("due_at", "pk"):
        words = law.label(clock.rule) if named else _("Hạn của hồ sơ")
        found.setdefault(clock.case_id, []).append(drawing.Mark(clock.due_at, words, "late"))
    return found
