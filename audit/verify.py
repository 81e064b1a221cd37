"""Checks every event: bytes, MAC, copied columns, and that no number of a worker is missing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from audit import keys
from audit.entry import canonical, mac

BATCH = 2000
TEXT = ("uid", "at", "act", "actor", "agency", "case_uid")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the log, and the event it concerns."""

    event_id: int
    uid: str
    problem: str


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
    report.findings += _damaged_file()
    for row in _rows():
        report.events += 1
        report.findings += _check(row, progress)
    for gaps in progress.gaps.values():
        report.findings += gaps.values()
    report.findings.sort(key=lambda finding: finding.event_id)
    return report


def _rows() -> Iterator[tuple[Any, ...]]:
    if connection.vendor == "sqlite":
        columns = ", ".join(f"CAST({name} AS BLOB)" for name in TEXT)
    else:
        columns = (
            "replace(uid::text, '-', ''), to_char(at AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD HH24:MI:SS.US'), act, actor, agency, replace(case_uid::text, '-', '')"
        )
    last = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {columns}, entry, mac FROM audit_event "  # noqa: S608 - constant column names
                f"WHERE id > %s ORDER BY id LIMIT {BATCH}",
                [last],
            )
            batch = cursor.fetchall()
        if not batch:
            return
        yield from batch
        last = batch[-1][0]


def _check(row: tuple[Any, ...], progress: _Progress) -> list[Finding]:
    event_id, *copies, body, seal = row
    texts = [_text(value) for value in copies]
    problems = list(_problems(texts, body, seal))
    entry = _parsed(body) if not problems else None
    uid = texts[0]
    if connection.vendor == "sqlite" and event_id != progress.last_id + 1:
        problems.append("its number does not follow the event before")
    progress.last_id = event_id
    found = [Finding(event_id, uid, problem) for problem in problems]
    if entry is not None:
        found += _count(event_id, uid, entry, progress)
    return found


def _problems(texts: list[str], body: Any, seal: Any) -> Iterator[str]:
    entry = _parsed(body)
    if entry is None:
        yield "its entry is not canonical"
        return
    key = keys.current().mac.get(str(entry.get("kid")))
    if key is None:
        yield "its MAC key is unknown"
    elif not isinstance(seal, bytes | memoryview) or mac(key, bytes(body)) != bytes(seal):
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


def _count(event_id: int, uid: str, entry: dict[str, Any], progress: _Progress) -> list[Finding]:
    name, number = entry["w"], entry["n"]
    before = progress.numbers.get(name, 0)
    gaps = progress.gaps.setdefault(name, {})
    found = []
    if number <= before:
        found.append(Finding(event_id, uid, "it stands in the wrong order"))
    for missing in range(before + 1, number):
        gaps[missing] = Finding(
            event_id, uid, f"event {missing} of its worker {name} before it is missing"
        )
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
        cursor.execute("PRAGMA integrity_check(1)")
        (answer,) = cursor.fetchone()
    return [] if answer == "ok" else [Finding(0, "", f"the database file is damaged: {answer}")]
