"""Reading the log for people: the events of one case as dated sentences, newest first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from audit import vocabulary
from audit.models import AuditEvent

QUIET = timedelta(hours=12)


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `quiet` is the silence before it, if it was long."""

    uid: UUID
    at: datetime
    act: str
    title: str
    group: str
    icon: str
    actor: str
    role: str
    agency: str
    data: dict[str, Any] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    quiet: timedelta | None = None
    case: str = ""
    """Reference of the case, where the log page shows many."""
    codes: tuple[str, str] = ("", "")
    """Actor and agency as the log knows them, for its filter."""


def timeline(case_uid: UUID, *, groups: Sequence[str] = (), limit: int = 200) -> list[Entry]:
    """The newest events of a case, at most `limit`; `groups` narrows them."""
    events = AuditEvent.objects.filter(case_uid=case_uid).order_by("-id")
    if groups:
        acts = [event.code for event in vocabulary.events() if event.group in groups]
        events = events.filter(act__in=acts)
    return with_silences(entries(events[:limit]))


def by_case(case_uids: Sequence[UUID], *, groups: Sequence[str]) -> dict[UUID, list[Entry]]:
    """The events of these groups of each case, newest first, in three queries for all of them."""
    acts = [event.code for event in vocabulary.events() if event.group in groups]
    rows = list(AuditEvent.objects.filter(case_uid__in=case_uids, act__in=acts).order_by("-id"))
    found: dict[UUID, list[Entry]] = {uid: [] for uid in case_uids}
    for row, entry in zip(rows, entries(rows), strict=True):
        if row.case_uid is not None:
            found[row.case_uid].append(entry)
    return found


def entries(events: QuerySet[AuditEvent] | Iterable[AuditEvent]) -> list[Entry]:
    """Sentences for events, with names of people and agencies found in two queries."""
    rows = [(event, json.loads(bytes(event.entry))) for event in events]
    people = vocabulary.names("actor", {event.actor for event, _entry in rows} | _told_users(rows))
    agencies = vocabulary.names(
        "agency", {event.agency for event, _ in rows} | _told_agencies(rows)
    )
    return [_sentence(event, entry, people, agencies) for event, entry in rows]


def of_many_cases(events: Iterable[AuditEvent]) -> list[Entry]:
    """The same, each with the reference of its case and the codes its filter takes."""
    rows = list(events)
    cases = vocabulary.names("case", {row.case_uid.hex for row in rows if row.case_uid})
    return [
        replace(
            entry,
            case=cases.get(row.case_uid.hex, "") if row.case_uid else "",
            codes=(row.actor, row.agency),
        )
        for row, entry in zip(rows, entries(rows), strict=True)
    ]


def with_silences(newest_first: list[Entry]) -> list[Entry]:
    """The same entries, each with the long silence between it and the one before in time."""
    spaced = []
    for entry, older in zip_longest(newest_first, newest_first[1:]):
        gap = entry.at - older.at if older else timedelta()
        spaced.append(Entry(**{**entry.__dict__, "quiet": gap if gap >= QUIET else None}))
    return spaced


def _sentence(
    event: AuditEvent, entry: dict[str, Any], people: dict[str, str], agencies: dict[str, str]
) -> Entry:
    kind = vocabulary.event(event.act)
    data = entry.get("data", {})
    words = {key: _word(kind, key, value, people, agencies) for key, value in data.items()}
    title = str(kind.title).format_map(_Blank(words))
    return Entry(
        uid=event.uid,
        at=event.at,
        act=event.act,
        title=title.strip(" :"),
        group=kind.group,
        icon=kind.icon,
        actor=people.get(event.actor, ""),
        role=vocabulary.label("as_role", entry.get("role", "")),
        agency=agencies.get(event.agency, event.agency),
        data=data,
        labels=tuple(entry.get("rd", {}).get("labels", ())),
    )


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _word(
    kind: vocabulary.EventKind,
    key: str,
    value: Any,
    people: dict[str, str],
    agencies: dict[str, str],
) -> str:
    shape = kind.data.get(key)
    if shape is vocabulary.AGENCY:
        return str(agencies.get(value, value))
    if shape is vocabulary.UID:
        return people.get(value, "")
    return vocabulary.label(key, str(value), act=kind.code)


def _told(rows: list[tuple[AuditEvent, dict[str, Any]]], shape: vocabulary.Kind) -> set[str]:
    return {
        str(value)
        for event, entry in rows
        for key, value in entry.get("data", {}).items()
        if vocabulary.event(event.act).data.get(key) is shape
    }


def _told_users(rows: list[tuple[AuditEvent, dict[str, Any]]]) -> set[str]:
    return _told(rows, vocabulary.UID)


def _told_agencies(rows: list[tuple[AuditEvent, dict[str, Any]]]) -> set[str]:
    return _told(rows, vocabulary.AGENCY)
