"""The names of all people in memory, kept as the tables have them: read once, then by the log.

Every opening is recorded, as any other. What the log tells of a case makes its names be read again;
the log's numbers may commit out of order, so the last few are looked at each time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from audit import trail
from audit.models import AuditEvent
from caseflow.finding.index import Found, NameIndex
from caseflow.models import Person
from caseflow.sealing import keys, reading
from caseflow.sealing.errors import SealError

BATCH = 500
OVERLAP = 200
"""More events than are written while one of them commits."""
CHANGES_NAMES = ("case.stepped", "person.amended", "case.erased")
BETWEEN_NAMES = re.compile(r"[,;/()\n]")


class Keeper:
    """An index and how far it has followed the tables."""

    def __init__(self) -> None:
        self.index = NameIndex()
        self._versions: dict[int, int] = {}
        self._event = 0
        self._followed: set[int] = set()

    def load(self, now: datetime) -> int:
        """Read every name; returns how many people there are."""
        self._event = AuditEvent.objects.aggregate(last=Max("id"))["last"] or 0
        self._read(Person.objects.all(), now)
        keys.forget_opened()
        return len(self._versions)

    def find(self, name: str, most: int, near: Sequence[int] | None, *, now: datetime) -> Found:
        """Cases by name, with everything that was committed before the question."""
        self.catch_up(now)
        return self.index.find(name, most=most, near=near)

    def catch_up(self, now: datetime) -> None:
        """Read again what changed, forget what was erased."""
        events = AuditEvent.objects.filter(pk__gt=self._event - OVERLAP, act__in=CHANGES_NAMES)
        last = AuditEvent.objects.aggregate(last=Max("id"))["last"] or 0
        told = {pk: (act, uid) for pk, act, uid in events.values_list("pk", "act", "case_uid")}
        fresh = [(act, uid) for pk, (act, uid) in told.items() if uid and pk not in self._followed]
        if fresh:
            erased = {uid for act, uid in fresh if act == "case.erased"}
            self._forget(erased)
            self._read_if_changed({uid for _act, uid in fresh} - erased, now)
        self._event, self._followed = last, set(told)

    def _forget(self, uids: Iterable[UUID]) -> None:
        for case in Person.objects.filter(case__uid__in=uids).values_list("case", flat=True):
            self.index.drop(case)

    def _read_if_changed(self, uids: Iterable[UUID], now: datetime) -> None:
        people = Person.objects.filter(case__uid__in=uids)
        changed = [
            pk
            for pk, version in people.values_list("pk", "row_ver")
            if self._versions.get(pk) != version
        ]
        if changed:
            self._read(Person.objects.filter(pk__in=changed), now)

    def _read(self, people: QuerySet[Person], now: datetime) -> None:
        """Put the names of these people into the index; the reading is recorded before it is used."""
        fresh: list[tuple[int, int, int, list[str]]] = []
        with reading.opened("index") as reads:
            for batch in _batches(people):
                keys.warm(keys.KIND_CASE, {person.scope_uid for person in batch})
                fresh += [(row.pk, row.row_ver, row.case_id, _names(row)) for row in batch]
        trail.record_apart(
            "names.indexed",
            actor=trail.SYSTEM,
            at=now,
            data={"people": len(fresh)},
            reads=trail.Reads(labels=tuple(reads.labels), row_uids=tuple(reads.row_uids)),
        )
        for person, version, case, names in fresh:
            self.index.put(case, names)
            self._versions[person] = version


def _names(person: Person) -> list[str]:
    """The name and other names; none where the row was damaged or erased."""
    try:
        whole, others = person.full_name or "", person.other_names or ""
    except SealError:
        return []
    return [whole, *BETWEEN_NAMES.split(others)]


def _batches(people: QuerySet[Person]) -> Iterator[list[Person]]:
    last = 0
    while batch := list(people.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
