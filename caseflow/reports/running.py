"""How the clock and the outbox are doing: what waits, for how long, and when they last ran."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from caseflow.models import Clock, Heartbeat, OutboxEntry

BEATS = {"sweep": timedelta(minutes=3), "relay": timedelta(minutes=2)}
"""How long each may be silent before somebody should look."""
SHOWN = 100
OLDEST = timedelta(minutes=10)
"""How long work may wait in the outbox before somebody should look."""


@dataclass(frozen=True)
class Measure:
    """One figure: its name for machines, what it means, and its value."""

    name: str
    meaning: str
    value: float


@dataclass(frozen=True)
class Running:
    """The state of the clock and the outbox at one instant."""

    now: datetime
    waiting: int
    retried: int
    dead: int
    oldest: datetime | None
    clocks: int
    to_raise: int
    late: int
    beats: dict[str, datetime]

    def age(self, at: datetime | None) -> float:
        """Seconds since an instant; 0 where there is none."""
        return max(0.0, (self.now - at).total_seconds()) if at else 0.0

    def measures(self) -> Iterator[Measure]:
        """Every figure, for metrics and for people at a terminal."""
        yield Measure("outbox_waiting", "Outbox entries not yet done", self.waiting)
        yield Measure("outbox_retried", "Waiting entries that failed before", self.retried)
        yield Measure("outbox_dead", "Entries given up, for a person to look at", self.dead)
        yield Measure(
            "outbox_oldest_seconds", "Age of the oldest entry that is due", self.age(self.oldest)
        )
        yield Measure("clocks_running", "Time limits neither met nor stopped", self.clocks)
        yield Measure("clocks_to_raise", "Reminders due and not yet raised", self.to_raise)
        yield Measure("clocks_late", "Running time limits past their time", self.late)
        for name in BEATS:
            at = self.beats.get(name)
            yield Measure(
                f"{name}_silent_seconds",
                f"Seconds since the last {name}; -1 when there was none",
                self.age(at) if at else -1.0,
            )

    def troubles(self) -> Iterator[str]:
        """What somebody should look at, one code each; nothing when all is well."""
        for name, longest in BEATS.items():
            at = self.beats.get(name)
            if at is None or self.now - at > longest:
                yield f"{name}_silent"
        if self.oldest and self.now - self.oldest > OLDEST:
            yield "outbox_behind"
        if self.dead:
            yield "outbox_dead"


def running(now: datetime) -> Running:
    """Measured now, by counts over partial indexes."""
    waiting = OutboxEntry.objects.filter(done_at__isnull=True, dead_at__isnull=True)
    clocks = Clock.objects.running()
    return Running(
        now=now,
        waiting=waiting.count(),
        retried=waiting.filter(attempts__gt=0).count(),
        dead=OutboxEntry.objects.filter(dead_at__isnull=False, done_at__isnull=True).count(),
        oldest=waiting.filter(available_at__lte=now).aggregate(oldest=Min("available_at"))[
            "oldest"
        ],
        clocks=clocks.count(),
        to_raise=clocks.filter(reminder__at__lte=now).count(),
        late=clocks.overdue(now).count(),
        beats=dict(Heartbeat.objects.filter(name__in=BEATS).values_list("name", "beat_at")),
    )


def dead_entries() -> list[OutboxEntry]:
    """Entries that were given up, the latest first."""
    dead = OutboxEntry.objects.filter(dead_at__isnull=False, done_at__isnull=True)
    return list(dead.order_by("-dead_at", "-pk")[:SHOWN])
