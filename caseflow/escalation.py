"""What running clocks raise: reminders on a ladder, each step once, to whoever can still act."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from audit import trail
from caseflow import outbox, workdays
from caseflow.choices import AgencyKind
from caseflow.models import Agency, Clock, Heartbeat, Membership, Reminder, User
from caseflow.notices import Telling, tell_all

TOPIC = "clock.reminder"
BATCH = 500
HALF, MOST, DUE = "half", "most", "due"
LADDER = ((HALF, 50), (MOST, 85), (DUE, 100))
"""Steps of reminding, by the share of the time that is used, in percent.

Half: whoever works on the case. Most: the supervisors of both agencies concerned as well. Due: the
steering committee of the province as well.
"""

OtherSide = Callable[[Sequence[Clock]], Mapping[UUID, Agency]]
_other_sides: list[OtherSide] = []


def register_other_side(finds: OtherSide) -> None:
    """Let an upper floor name, by the uid of the clock, the second agency a clock concerns."""
    _other_sides.append(finds)


def remind_after(clock: Clock, after: datetime) -> None:
    """Keep when this clock next reminds somebody, as its time runs now."""
    at = _next_step(clock, after)
    if at is None:
        Reminder.objects.filter(clock=clock).delete()
    else:
        Reminder.objects.update_or_create(clock=clock, defaults={"at": at})


def _next_step(clock: Clock, after: datetime) -> datetime | None:
    return min((at for _step, at in _ladder(clock) if at > after), default=None)


def _ladder(clock: Clock) -> Iterator[tuple[str, datetime]]:
    span = clock.due_at - clock.started_at
    for step, share in LADDER:
        yield step, clock.started_at + span * share / 100


def sweep(now: datetime, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Put reminders that are due into the outbox; returns how many.

    Any number of sweeps may run at once: each claims rows others skip, and an outbox entry is
    unique per clock and step. Its cost grows with what is due, not with what exists; lateness is
    computed from `due_at`, so a sweep that slept loses nothing.
    """
    raised = 0
    while not stopping():
        with trail.deed():
            batch = _claim(now)
            raised += _raise_steps(batch, now)
        if not batch:
            break
    Heartbeat.objects.update_or_create(name="sweep", defaults={"beat_at": now})
    return raised


def _claim(now: datetime) -> list[Reminder]:
    due = Reminder.objects.filter(at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.order_by("at", "pk")[:BATCH])


def _raise_steps(reminders: Sequence[Reminder], now: datetime) -> int:
    """The clocks are read once their reminders are claimed: a limit lengthened meanwhile counts as it is."""
    running = Clock.objects.running().select_related("case")
    clocks = running.in_bulk([reminder.pk for reminder in reminders])
    entries = [
        outbox.Entry(
            topic=TOPIC,
            key=clock.case.uid,
            dedup=_once(clock, step),
            payload={"clock": clock.uid.hex, "step": step},
        )
        for reminder in reminders
        if (clock := clocks.get(reminder.pk))
        for step, at in _ladder(clock)
        if reminder.at <= at <= now
    ]
    outbox.put(entries, now=now)
    _move(reminders, clocks, now)
    return len(entries)


def _move(reminders: Sequence[Reminder], clocks: Mapping[int, Clock], now: datetime) -> None:
    """On to the next step; nothing is left of a clock that ended or reached its last."""
    going_on, over = [], []
    for reminder in reminders:
        clock = clocks.get(reminder.pk)
        at = _next_step(clock, now) if clock else None
        if at is None:
            over.append(reminder.pk)
        else:
            reminder.at = at
            going_on.append(reminder)
    Reminder.objects.bulk_update(going_on, ["at"])
    Reminder.objects.filter(pk__in=over).delete()


def _once(clock: Clock, step: str) -> str:
    """What makes a step unique; a limit that was lengthened climbs the ladder anew."""
    anew = f":{clock.extended_count}" if clock.extended_count else ""
    return f"clock:{clock.uid.hex}:{step}{anew}"


def carry_out(payloads: Sequence[outbox.Payload], now: datetime) -> None:
    """Outbox handler: tell everybody of the steps reached by clocks that still run."""
    steps = {UUID(payload["clock"]): payload["step"] for payload in payloads}
    clocks = list(
        Clock.objects.running()
        .filter(uid__in=steps)
        .select_related("case__assigned_to", "agency__parent")
        .order_by("pk")
    )
    others: dict[UUID, Agency] = {}
    for finds in _other_sides:
        others.update(finds(clocks))
    committees = _committees(now)
    workers = _still_here(clocks)
    tell_all(
        (
            telling
            for clock in clocks
            for telling in _tellings(clock, steps[clock.uid], others, committees, workers)
        ),
        now=now,
    )


def _tellings(
    clock: Clock,
    step: str,
    others: Mapping[UUID, Agency],
    committees: Mapping[str, Agency],
    workers: Mapping[int, User],
) -> Iterator[Telling]:
    kind = "clock.late" if step == DUE else "clock.soon"
    dedup = _once(clock, step)

    def telling(agency: Agency, to: str = "", user: User | None = None) -> Telling:
        return Telling(
            kind=kind,
            case=clock.case,
            agency=agency,
            clock=clock,
            dedup=f"{dedup}:{to}" if to else dedup,
            user=user,
            supervisors_only=bool(to),
        )

    yield telling(clock.agency, user=workers.get(clock.pk) if step == HALF else None)
    if step == HALF:
        return
    second = others.get(clock.uid) or clock.agency.parent
    for agency in (clock.agency, second):
        if agency is not None:
            yield telling(agency, f"supervisors:{agency.code}")
    if step == DUE and clock.case.province in committees:
        yield telling(committees[clock.case.province], "committee")


def _committees(now: datetime) -> dict[str, Agency]:
    """The steering committee of each province, as it exists today."""
    day: date = workdays.local_day(now)
    return {
        agency.province: agency
        for agency in Agency.objects.filter(kind=AgencyKind.STEERING_138).order_by("pk")
        if agency.exists_on(day)
    }


def _still_here(clocks: Sequence[Clock]) -> dict[int, User]:
    """Who works on the case of each clock, where that person is still at the agency that is bound."""
    workers = [clock.case.assigned_to_id for clock in clocks if clock.case.assigned_to_id]
    posts = dict(
        Membership.objects.current().filter(user__in=workers).values_list("user_id", "agency_id")
    )
    return {
        clock.pk: worker
        for clock in clocks
        if (worker := clock.case.assigned_to) and posts.get(worker.pk) == clock.agency_id
    }
