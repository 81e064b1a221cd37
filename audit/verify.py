"""Checks every event: bytes, MAC, copied columns, that no number of a worker is missing, its place."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DatabaseError, connection, transaction

from audit import headcheck, keys, stamps
from audit.comparing import Told
from audit.entry import Fields, fields, mac
from audit.findings import Finding, Report
from audit.models import AuditEvent, Leaf, SequencerState, Tile
from audit.readable import each, mistyped, unread
from audit.treecheck import TreeCheck

BATCH = 2000
FIRST = -(2**63)
MOST_UNREADABLE = 100
EVENTS = "audit_event"
SECONDS = len("2026-01-01 00:00:00")
TEXT = ("uid", "at", "act", "actor", "agency", "case_uid")
BLOBS = ("entry", "mac")
FOUND_BY = ("number", "event_id", "case_uid", "at", "act", "actor", "agency")
LITE_LEAF = (
    "l.number, CASE typeof(l.event_id) WHEN 'integer' THEN l.event_id ELSE 0 END,"
    " CAST(l.case_uid AS BLOB), CASE typeof(l.input) WHEN 'blob' THEN l.input END,"
    " CASE WHEN e.id IS NULL THEN NULL WHEN typeof(e.entry) = 'blob' THEN e.entry ELSE x'' END"
)
"""A leaf and its event where any column may hold anything: what is not of its type is not read."""


@dataclass
class _Progress:
    last_id: int = 0
    numbers: dict[bytes, int] = field(default_factory=dict)
    gaps: dict[bytes, dict[int, Finding]] = field(default_factory=dict)
    told: Told | None = None
    macs: dict[str, bytes] = field(default_factory=lambda: keys.current().mac)
    without_gaps: bool = field(default_factory=lambda: connection.vendor == "sqlite")
    """Whether the database numbers events one after another, those rolled back left out."""


def verify(*, with_rows: bool = False) -> Report:
    """Read the whole log at one moment: events in order, then the tree, then what was signed.

    `with_rows` also compares every sealed row, key and state with what the log told of it last. Memory stays constant but for open gaps and one head per case; writers are not held up.
    """
    memories = headcheck.remembered()
    report, progress = Report(), _Progress()
    if with_rows:
        progress.told = Told(progress.macs)
    with _one_moment():
        for row in _rows(report):
            report.events += 1
            report.findings += _check(row, progress, report.events)
        report.findings += mistyped(AuditEvent, TEXT)
        for gaps in progress.gaps.values():
            report.findings += gaps.values()
        report.findings.sort(key=lambda finding: finding.place)
        _check_tree(report, memories)
        if progress.told is not None:
            report.findings += progress.told.differences()
            report.rows = progress.told.compared
        report.findings += _damaged_file()
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """Everything is read as it stood at one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.cursor().execute("BEGIN")
        try:
            yield
        finally:
            connection.cursor().execute("ROLLBACK")
    else:
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _check_tree(report: Report, memories: dict[str, tuple[int, bytes]]) -> None:
    try:
        tree = TreeCheck()
        for *row, agrees in _leaves():
            tree.check(*row, agrees=bool(agrees))
        tree.end()
        report.leaves = tree.size
        report.findings += tree.findings
        report.findings += mistyped(Leaf, FOUND_BY)
        report.findings += mistyped(Tile, ("level", "number"))
        report.findings += headcheck.check(tree, memories)
        report.findings += stamps.findings()
        report.findings += _passed_over()
    except DatabaseError as error:
        if connection.vendor != "sqlite":
            raise
        report.findings.append(Finding(0, "", f"the tree cannot be read: {error}"))
    if not headcheck.log_keys():
        report.unchecked.append("no key of the log is known here: signatures were not checked")
    report.unchecked += stamps.unchecked()


def _passed_over() -> Iterator[Finding]:
    """Events the sequencer believes it is done with, although they have no place."""
    low = 0
    for pk, state in each(SequencerState.objects.order_by("pk")):
        if state is None:
            yield unread(SequencerState, pk)
            return
        low = state.low
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id FROM audit_event e WHERE e.id <= %s AND NOT EXISTS"
            " (SELECT 1 FROM audit_leaf l WHERE l.event_id = e.id) ORDER BY e.id LIMIT 100",
            [low],
        )
        for (event_id,) in cursor.fetchall():
            yield Finding(event_id, "", "it was passed over when places in the tree were given")


def _leaves() -> Iterator[tuple[Any, ...]]:
    """Every place in the tree: number, event, case, input, the entry, and whether its copies agree."""
    columns = "l.number, l.event_id, replace(l.case_uid::text, '-', ''), l.input, e.entry"
    readable = ""
    if connection.vendor == "sqlite":
        columns, readable = LITE_LEAF, "AND typeof(l.number) = 'integer'"
    last = FIRST
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns}, "  # noqa: S608 - constants
                "l.at = e.at AND l.act = e.act AND l.actor = e.actor AND l.agency = e.agency "
                "FROM audit_leaf l LEFT JOIN audit_event e ON e.id = l.event_id "
                f"WHERE l.number > %s {readable} ORDER BY l.number LIMIT {BATCH}",
                [last],
            )
            batch = cursor.fetchall()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1][0]


def _rows(report: Report) -> Iterator[tuple[Any, ...]]:
    """Every event by number; one that the file no longer yields is a finding, and passed over."""
    last = FIRST
    while True:
        try:
            batch = _read(last, BATCH)
        except DatabaseError:
            if (
                connection.vendor != "sqlite"
                or EVENTS not in connection.introspection.table_names()
            ):
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
        body = ", ".join(f"CASE typeof({name}) WHEN 'blob' THEN {name} END" for name in BLOBS)
    else:
        body = ", ".join(BLOBS)
        columns = (
            "replace(uid::text, '-', ''), to_char(at AT TIME ZONE 'UTC', "
            "'YYYY-MM-DD HH24:MI:SS.US'), act, actor, agency, replace(case_uid::text, '-', '')"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {columns}, {body} FROM audit_event "  # noqa: S608 - constant column names
            f"WHERE id > %s ORDER BY id LIMIT {most}",
            [last],
        )
        return list(cursor.fetchall())


def _check(row: tuple[Any, ...], progress: _Progress, place: int) -> list[Finding]:
    event_id, *copies, body, seal = row
    entry = fields(bytes(body)) if isinstance(body, bytes | memoryview) else None
    problems = list(_problems(copies, entry, body, seal, progress.macs))
    whole = entry if not problems else None
    if progress.without_gaps and event_id != progress.last_id + 1:
        problems.append("its number does not follow the event before")
    progress.last_id = event_id
    found = [
        Finding(event_id, _bytes(copies[0]).decode("utf-8", "replace"), problem, place)
        for problem in problems
    ]
    if whole is not None:
        if progress.told is not None:
            progress.told.note(event_id, bytes(body))
        found += _count(Finding(event_id, whole.uid.decode(), "", place), whole, progress)
    return found


def _problems(
    copies: list[Any], entry: Fields | None, body: Any, seal: Any, macs: dict[str, bytes]
) -> Iterator[str]:
    if entry is None:
        yield "its entry is not canonical"
        return
    key = macs.get(entry.kid.decode("utf-8", "replace"))
    if key is None:
        yield "its MAC key is unknown"
    elif not isinstance(seal, bytes | memoryview) or not hmac.compare_digest(
        mac(key, bytes(body)), bytes(seal)
    ):
        yield "its MAC does not fit"
    else:
        at = entry.ts[:10] + b" " + entry.ts[11:-1]
        expected = [entry.uid, at, entry.act, entry.actor, entry.agency, entry.case or b""]
        stored = [_bytes(copy) for copy in copies]
        if stored[1] != at and len(stored[1]) == SECONDS:
            stored[1] += b".000000"  # how SQLite keeps an instant on the second
        if stored != expected:
            for name, copy, value in zip(TEXT, stored, expected, strict=True):
                if copy != value:
                    yield f"its column {name} differs from its entry"


def _count(here: Finding, entry: Fields, progress: _Progress) -> list[Finding]:
    name, number = entry.w, int(entry.n)
    before = progress.numbers.get(name, 0)
    found = []
    if number <= before:
        found.append(replace(here, problem="it stands in the wrong order"))
    if number > before + 1 or entry.lost:
        gaps = progress.gaps.setdefault(name, {})
        for missing in range(before + 1, number):
            problem = f"event {missing} of its worker {name.decode()} before it is missing"
            gaps[missing] = replace(here, problem=problem)
        for lost in (entry.lost or b"").split(b","):
            gaps.pop(int(lost or 0), None)
    progress.numbers[name] = max(before, number)
    return found


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()


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
