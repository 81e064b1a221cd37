"""Checks every event: bytes, MAC, copied columns, and that no number of a worker is missing."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection

from audit import keys
from audit.entry import canonical, mac

BATCH = 2000
FIRST = -(2**63)
MOST_UNREADABLE = 100
TEXT = ("uid", "at", "act", "actor", "agency", "case_uid")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the log, the event it concerns, and the how-manieth read that was."""

    event_id: int
    uid: str
    problem: str
    place: int = 0


@dataclass
class Report:
    """What was read and what was found."""

    events: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Progress:
    last_id: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, dict[int, Finding]] = field(default_factory=dict)


def verify() -> Report:
    """Read the whole log once, in order; memory stays constant but for open gaps."""
    report, progress = Report(), _Progress()
    for row in _rows(report):
        report.events += 1
        report.findings += _check(row, progress, report.events)
    for gaps in progress.gaps.values():
        report.findings += gaps.values()
    report.findings.sort(key=lambda finding: finding.place)
    report.findings += _damaged_file()
    return report


def _rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """Every event by number; one that the file no longer yields is a finding, and passed over."""
    last = FIRST
    while True:
        try:
            batch = _read(last, BATCH)
        except DatabaseError:
            if connection.vendor != "sqlite":
                raise
            yield from _one_by_one(last, report)
            return
        yield from batch
        if len(batch) < BATCH or batch[-1][0] <= last:
            return
        last = batch[-1][0]


def _one_by_one(last: int, report: Report) -> Iterator[tuple[Any, ...]]:
    unreadable = 0
    while unreadable < MOST_UNREADABLE:
        try:
            found = _read(last, 1)
        except DatabaseError:
            last, unreadable = max(last, 0) + 1, unreadable + 1
            report.findings.append(Finding(last, "", "it cannot be read", report.events))
            continue
        yield from found
        if not found or found[0][0] <= last:
            return
        last = found[0][0]


def _read(last: int, most: int) -> list[tuple[Any, ...]]:
    if connection.vendor == "sqlite":
        columns = ", ".join(f"CAST({name} AS BLOB)" for name in TEXT)
    else:
        columns = (
            "replace(uid::text, '-', ''), to_char(at AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD HH24:MI:SS.US'), act, actor, agency, replace(case_uid::text, '-', '')"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {columns}, entry, mac FROM audit_event "  # noqa: S608 - constant column names
            f"WHERE id > %s ORDER BY id LIMIT {most}",
            [last],
        )
        return list(cursor.fetchall())


def _check(row: tuple[Any, ...], progress: _Progress, place: int) -> list[Finding]:
    event_id, *copies, body, seal = row
    texts = [_text(value) for value in copies]
    problems = list(_problems(texts, body, seal))
    entry = _parsed(body) if not problems else None
    uid = texts[0]
    if connection.vendor == "sqlite" and event_id != progress.last_id + 1:
        problems.append("its number does not follow the event before")
    progress.last_id = event_id
    found = [Finding(event_id, uid, problem, place) for problem in problems]
    if entry is not None:
        found += _count(Finding(event_id, uid, "", place), entry, progress)
    return found


def _problems(texts: list[str], body: Any, seal: Any) -> Iterator[str]:
    entry = _parsed(body)
    if entry is None:
        yield "its entry is not canonical"
        return
    key = keys.current().mac.get(str(entry.get("kid")))
    if key is None:
        yield "its MAC key is unknown"
    elif not isinstance(seal, bytes | memoryview) or not hmac.compare_digest(
        mac(key, bytes(body)), bytes(seal)
    ):
        yield "its MAC does not fit"
    else:
        expected = [
            entry["uid"],
            _stored_time(entry["ts"]),
            entry["act"],
            entry["actor"],
            entry["agency"],
            entry.get("case", ""),
        ]
        for name, copy, value in zip(TEXT, texts, expected, strict=True):
            if _normal(name, copy) != value:
                yield f"its column {name} differs from its entry"


def _count(here: Finding, entry: dict[str, Any], progress: _Progress) -> list[Finding]:
    name, number = entry["w"], entry["n"]
    before = progress.numbers.get(name, 0)
    gaps = progress.gaps.setdefault(name, {})
    found = []
    if number <= before:
        found.append(replace(here, problem="it stands in the wrong order"))
    for missing in range(before + 1, number):
        problem = f"event {missing} of its worker {name} before it is missing"
        gaps[missing] = replace(here, problem=problem)
    for lost in entry.get("lost", ()):
        gaps.pop(lost, None)
    progress.numbers[name] = max(before, number)
    return found


def _parsed(body: Any) -> dict[str, Any] | None:
    if not isinstance(body, bytes | memoryview):
        return None
    try:
        entry = json.loads(bytes(body))
    except ValueError:
        return None
    if not isinstance(entry, dict) or canonical(entry) != bytes(body):
        return None
    return entry


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def _normal(name: str, copy: str) -> str:
    if name == "at" and len(copy) == len("2025-01-01 00:00:00"):
        return f"{copy}.000000"
    return copy


def _stored_time(ts: str) -> str:
    moment = datetime.strptime(ts, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def _damaged_file() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA integrity_check(audit_event)")
            (answer,) = cursor.fetchone()
        except DatabaseError as error:
            answer = str(error)
    return [] if answer == "ok" else [Finding(0, "", f"the database file is damaged: {answer}")]
