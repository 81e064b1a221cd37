"""A log of ten years made in the database itself, and everything an auditor may ask of it.

The years are uneven: an agency that ended long ago, an event nobody has caused since, officials with
little to tell beside a system that tells of everything. Needs PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max

from audit import searching, triggers
from audit.models import AuditEvent, SequencerState
from audit.searching import Wanted

Asked = dict[str, str | UUID]

BEGIN, DAYS = datetime(2016, 1, 1, tzinfo=UTC), 3652
STEP = 500_000
MAKE = """
INSERT INTO audit_event (uid, at, act, actor, agency, case_uid, entry, mac)
SELECT lpad(to_hex(n), 32, '0')::uuid,
  timestamptz '2016-01-01 00:00+00' + n * (interval '3652 days' / %(events)s)
    - (n %% 7) * interval '11 minutes',
  CASE WHEN n < %(events)s / 5 AND n %% 3 = 0 THEN 'health.noted'
    ELSE (ARRAY['personal.revealed', 'case.stepped', 'contact.noted', 'clock.late', 'sign_in.done'])
      [1 + (n + n / 2000) %% 5] END,
  CASE n %% 4 WHEN 0 THEN 'system' ELSE md5('p' || n * 104729 %% 2000) END,
  CASE WHEN n %% 4 = 0 THEN '' WHEN n < %(events)s * 3 / 10 THEN 'ended'
    ELSE 'agency-' || n * 104729 %% 2000 %% 300 END,
  CASE WHEN n %% 5 < 4 THEN md5('c' || n / 2000 * 20 + n %% 20)::uuid END,
  convert_to(repeat('x', 420), 'UTF8'), '\\x00'
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""

PLACE = """
INSERT INTO audit_leaf (number, event_id, case_uid, input, at, act, actor, agency)
SELECT (SELECT COUNT(*) FROM audit_leaf) - 1 + row_number() OVER (ORDER BY id), id, case_uid, '\\x00',
  at, act, actor, agency
FROM audit_event WHERE NOT EXISTS (SELECT 1 FROM audit_leaf WHERE event_id = audit_event.id)
"""


def fill(events: int) -> None:
    """So many events, each with a place; the indexes are made when all are there."""
    with triggers.lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename IN ('audit_event', 'audit_leaf')"
            " AND (indexname LIKE 'event_%' OR indexname LIKE 'leaf_%')"
        )
        indexes = cursor.fetchall()
        for name, _ddl in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for first in range(1, events + 1, STEP):
            last = min(first + STEP - 1, events)
            cursor.execute(MAKE, {"events": events, "first": first, "last": last})
        cursor.execute(PLACE)
        SequencerState.objects.update_or_create(
            pk=1, defaults={"low": AuditEvent.objects.aggregate(last=Max("id"))["last"]}
        )
        for _name, ddl in indexes:
            cursor.execute(ddl)
        cursor.execute("ANALYZE audit_event, audit_leaf")


def questions() -> Iterator[tuple[str, Asked]]:
    """Each filter and pair, with much behind it, with little and with nothing."""
    newest = Wanted({"agency": "agency-7"})
    row = searching.placed(newest)[0]
    old = searching.placed(Wanted({"agency": "ended"}))[0]
    file = searching.placed(Wanted({"actor": row.actor})).exclude(case_uid=None)[0].case_uid
    assert file is not None
    official, agency, case = Asked(actor=row.actor), Asked(agency=row.agency), Asked(case_uid=file)
    contact, long_ago = Asked(act="contact.noted"), Asked(act="health.noted")
    system, ended = Asked(actor="system"), Asked(agency="ended")
    yield "nothing", Asked()
    yield "event", contact
    yield "event nobody caused for years", long_ago
    yield "official", official
    yield "the system", system
    yield "agency", agency
    yield "agency that ended", ended
    yield "case", case
    yield "official, event", official | contact
    yield "official, event of long ago", official | long_ago
    yield "the system, event", system | contact
    yield "agency, event", agency | contact
    yield "agency, event it never caused", agency | long_ago
    yield "ended agency, event", ended | long_ago
    yield "official, agency", official | agency
    yield "former agency of an official", Asked(actor=old.actor) | ended
    yield "the system, an agency", system | ended
    yield "case, event", case | contact
    yield "case, official", case | official
    yield "case, agency", case | agency
    yield "official, agency, event", official | agency | contact
    yield "the system, an agency, event", system | agency | contact


def periods() -> Iterator[tuple[datetime, datetime]]:
    """Everything; then years, a month, a week and a day ever farther back."""
    yield searching.FIRST, searching.LAST
    for back, days in ((30, 7), (400, 30), (1800, 365), (3500, 1), (100, 3650)):
        until = BEGIN + timedelta(days=DAYS - back)
        yield until - timedelta(days=days), until


def cursors() -> Iterator[str]:
    """The first page, and pages after a tenth, a half and nearly all of the log."""
    yield ""
    for share in (0.1, 0.5, 0.9, 0.99):
        at = BEGIN + timedelta(days=DAYS) * (1 - share)
        yield f"{(at - searching.EPOCH) // timedelta(microseconds=1)}-0"
