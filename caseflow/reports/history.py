"""What happened to one case as spans and marks: steps from the log, holders, contacts, limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from audit.timeline import Entry, timeline
from caseflow import clocks, drawing
from caseflow.choices import LINE, CaseState, Level, LimitNote
from caseflow.models import Case, Clock

TRAIL_GROUPS = ("step", "handoff")
SEEN_GROUPS = ("seen", "access", "refused")
HANDOFF_GROUPS = ("handoff",)
HIDDEN_FROM_ALL = frozenset({"refused"})


@dataclass(frozen=True)
class Stay:
    """One state of the file, from when to when."""

    state: CaseState
    start: datetime
    end: datetime | None


def stays(case: Case, steps: Sequence[Entry]) -> list[Stay]:
    """The states the file went through, oldest first, from the events of its steps."""
    moves = sorted(
        (
            (entry.at, CaseState(entry.data["after"]))
            for entry in reversed(steps)
            if entry.act == Case.EVENT and entry.data.get("after") in CaseState.values
        ),
        key=lambda move: move[0],
    )
    if not moves:
        return []
    first = min(case.received_at, moves[0][0])
    starts = [first, *[at for at, _state in moves[1:]]]
    ends: list[datetime | None] = [*starts[1:], None]
    return [
        Stay(state, start, end)
        for (_at, state), start, end in zip(moves, starts, ends, strict=True)
    ]


def step_spans(stays_of: Sequence[Stay]) -> list[drawing.Span]:
    """The states of the line as spans for the picture; end states are not drawn."""
    return [
        drawing.Span(str(stay.state.label), stay.start, stay.end)
        for stay in stays_of
        if stay.state in LINE
    ]


def lane_steps(case: Case, steps: Sequence[Entry]) -> list[drawing.Span]:
    """The same for a lane beside others; the last one waits when a handoff is under way."""
    found = step_spans(stays(case, steps))
    if found and getattr(case, "moving", False):
        last = found[-1]
        found[-1] = drawing.Span(last.label, last.start, last.end, "hand")
    return found


def holder_spans(case: Case) -> list[drawing.Span]:
    """Which agency answered for the file, and when."""
    stretches = case.responsibilities.select_related("agency").order_by("started_at", "pk")
    return [
        drawing.Span(stretch.agency.label, stretch.started_at, stretch.ended_at)
        for stretch in stretches
    ]


def contact_instants(case: Case) -> list[datetime]:
    """When somebody spoke with the person or about the person."""
    return list(
        case.contact_notes.order_by("happened_at", "pk").values_list("happened_at", flat=True)
    )


def clocks_of(case: Case) -> list[Clock]:
    """Running limits first, by due date; then those that ended. Each with its `reasons_count`."""
    reasons = Count("delay_reasons", filter=Q(delay_reasons__kind=LimitNote.LATE))
    found = list(case.clocks.annotate(reasons_count=reasons).order_by("due_at", "pk"))
    return sorted(found, key=lambda clock: bool(clock.met_at or clock.stopped_at))


def marks(rows: Sequence[Clock], now: datetime) -> list[drawing.Mark]:
    """Limits as marks for the picture; stopped ones are left out."""
    states = {"met": "met", "met_late": "met", "late": "late"}
    return [
        drawing.Mark(
            clock.due_at, str(clock.ruling().label), states.get(clock.state_at(now), "open")
        )
        for clock in rows
        if clock.stopped_at is None
    ]


def events(case: Case, level: Level, chosen: str, *, limit: int) -> list[Entry]:
    """The timeline this level may read, newest first; `chosen` narrows it to handoffs or readings."""
    if level < Level.WORK:
        groups: tuple[str, ...] = HANDOFF_GROUPS if chosen == "handoff" else TRAIL_GROUPS
        return timeline(case.uid, groups=groups, limit=limit)
    groups = {"handoff": HANDOFF_GROUPS, "seen": SEEN_GROUPS}.get(chosen, ())
    found = timeline(case.uid, groups=groups, limit=limit)
    if chosen == "seen":
        return found
    return [entry for entry in found if entry.group not in HIDDEN_FROM_ALL]


def why_lines(clock: Clock) -> clocks.Why:
    """Rule, article and arithmetic of one limit."""
    return clocks.why(clock)
