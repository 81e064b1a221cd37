"""SQLite takes text for bytes: an event bent before it has its place stops no sequencer."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import alarms, tasks, trail, triggers
from audit.models import AuditEvent
from audit.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(settings.ON_POSTGRES, reason="about SQLite")
@pytest.mark.parametrize("column", ["entry", "mac"])
def test_an_event_of_text_for_bytes_gets_its_place_and_an_alarm(column: str) -> None:
    with transaction.atomic():
        trail.record("sign_in.done", actor=trail.SYSTEM, at=timezone.now())
        trail.record("sign_in.done", actor=trail.SYSTEM, at=timezone.now())
    bent = AuditEvent.objects.latest("pk").pk
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = 'text' WHERE id = %s", [bent])

    tasks.sequence()

    assert [(alarm.kind, alarm.about) for alarm in alarms.current()] == [("bad_event", str(bent))]
    assert tasks.sequence() == 1, "the event that tells of the alarm"
    assert verify().findings
