"""Readings that deserve a question: at night, very many, of files that are not the reader's work.

Counted from the log over some days, for people of the agencies a supervisor answers for and for
anybody who read their files. Nothing here accuses; the page says what was counted and why.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from audit import searching, vocabulary
from audit.models import AuditEvent
from caseflow import names
from caseflow.choices import GrantBasis
from caseflow.models import Agency, Case, Standing, User
from caseflow.models.reach import working_agency_ids

NIGHT_FROM, NIGHT_TO = 22, 6
"""Local hours between which few people have a reason to read."""
MANY_A_DAY = 30
"""Readings of one person in one day from which on it is a question."""
MANY_FILES = 10
"""Different files of one person in one day."""
MANY_SEARCHES = 20
MOST = 20_000
SEARCH = "person.searched"
OUTSIDE = "refused.out_of_reach"
EMERGENCY = "emergency.opened"


@dataclass
class Reading:
    """One event of the log, reduced to what is counted."""

    at: datetime
    act: str
    case: UUID | None
    basis: str = ""
    not_mine: bool = False

    @property
    def at_night(self) -> bool:
        """Whether it happened at an hour without office work."""
        hour = timezone.localtime(self.at).hour
        return hour >= NIGHT_FROM or hour < NIGHT_TO


@dataclass
class Reader:
    """What one person did in the days looked at."""

    actor: str
    agency: str
    readings: list[Reading] = field(default_factory=list)
    searches: int = 0
    outside: int = 0
    emergencies: int = 0

    @property
    def night(self) -> int:
        """Readings at night."""
        return sum(reading.at_night for reading in self.readings)

    @property
    def not_mine(self) -> int:
        """Readings of files the person neither answers for nor ever wrote into."""
        return sum(reading.not_mine for reading in self.readings)

    @property
    def most_a_day(self) -> int:
        """Readings on the busiest day."""
        return max(Counter(map(_day, self.readings)).values(), default=0)

    @property
    def most_files(self) -> int:
        """Different files on the day with most of them."""
        pairs = {(_day(reading), reading.case) for reading in self.readings}
        return max(Counter(day for day, _case in pairs).values(), default=0)

    @property
    def questions(self) -> list[str]:
        """Codes of what deserves a question."""
        asked = {
            "night": self.night > 0,
            "many": self.most_a_day >= MANY_A_DAY or self.most_files >= MANY_FILES,
            "not_mine": self.not_mine > 0,
            "searches": self.searches >= MANY_SEARCHES,
            "outside": self.outside > 0,
            "emergency": self.emergencies > 0,
        }
        return [code for code, holds in asked.items() if holds]


def readers(standing: Standing, *, days: int, now: datetime) -> list[Reader]:
    """Everybody who read, who gives rise to most questions first."""
    found: dict[str, Reader] = {}
    for event, data in _events(standing, days=days, now=now):
        reader = found.setdefault(event.actor, Reader(event.actor, event.agency))
        _count(reader, event, data)
    _mark_not_mine(found.values())
    return sorted(
        found.values(), key=lambda each: (-len(each.questions), -len(each.readings), each.actor)
    )


def events_of(
    standing: Standing, actor: UUID, *, days: int, now: datetime, limit: int
) -> list[AuditEvent]:
    """The events counted for one person, newest first."""
    theirs = _scope(standing, days=days, now=now) & Q(actor=actor.hex)
    return searching.everything(theirs, most=limit)


def person(uid: UUID) -> User | None:
    """The official of this pseudonym."""
    return User.objects.filter(uid=uid).first()


def _scope(standing: Standing, *, days: int, now: datetime) -> Q:
    acts = [event.code for event in vocabulary.events() if event.group == "seen"]
    ids = working_agency_ids(standing)
    codes = list(Agency.objects.filter(pk__in=ids).values_list("code", flat=True))
    files = Case.objects.filter(responsible_agency__in=ids).values("uid")
    return (Q(agency__in=codes) | Q(case_uid__in=files)) & Q(
        act__in=[*acts, OUTSIDE, EMERGENCY], at__gt=now - timedelta(days=days)
    )


def _events(
    standing: Standing, *, days: int, now: datetime
) -> Iterable[tuple[AuditEvent, dict[str, Any]]]:
    for event in searching.everything(_scope(standing, days=days, now=now), most=MOST):
        if event.actor != names.OUTSIDER:  # took a document by a link; no official
            yield event, json.loads(bytes(event.entry)).get("data", {})


def _count(reader: Reader, event: AuditEvent, data: dict[str, Any]) -> None:
    if event.act == SEARCH:
        reader.searches += 1
    elif event.act == OUTSIDE:
        reader.outside += 1
    elif event.act == EMERGENCY:
        reader.emergencies += 1
    else:
        basis = str(data.get("basis", ""))
        reader.readings.append(Reading(event.at, event.act, event.case_uid, basis))


def _mark_not_mine(found: Iterable[Reader]) -> None:
    """A file is one's own when it is assigned to oneself or to nobody, or one wrote into it."""
    people = list(found)
    cases = {reading.case for each in people for reading in each.readings if reading.case}
    assigned = dict(
        Case.objects.filter(uid__in=cases, assigned_to__isnull=False).values_list(
            "uid", "assigned_to__uid"
        )
    )
    wrote = _writers(cases, [each.actor for each in people])
    for each in people:
        for reading in each.readings:
            holder = assigned.get(reading.case) if reading.case else None
            handed = reading.basis not in ("", GrantBasis.EMERGENCY.value)
            reading.not_mine = (
                holder is not None
                and holder.hex != each.actor
                and (reading.case, each.actor) not in wrote
                and not handed
            )


def _writers(cases: set[UUID], actors: Sequence[str]) -> set[tuple[UUID | None, str]]:
    quiet = {"seen", "refused", "access", "system"}
    deeds = [event.code for event in vocabulary.events() if event.group not in quiet]
    return set(
        AuditEvent.objects.filter(case_uid__in=cases, actor__in=actors, act__in=deeds)
        .values_list("case_uid", "actor")
        .distinct()
    )


def _day(reading: Reading) -> str:
    return timezone.localtime(reading.at).date().isoformat()
