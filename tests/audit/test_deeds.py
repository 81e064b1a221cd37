"""A deed writes its events as its last statement; they tell of every row it wrote and of nothing taken back."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from django.db import transaction
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from audit.verify import verify
from caseflow.models import Clock
from tests.machine.world import World
from tests.sealing.test_cells_told import world as world  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db


@trail.deed()
def half_taken_back(clock: Clock) -> None:
    """A deed whose first half is taken back, and which goes on writing after its event."""
    mine = Clock.objects.filter(pk=clock.pk)
    with suppress(ZeroDivisionError), transaction.atomic():
        mine.update(extended_count=7)
        trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(), data={"kind": "call"})
        raise ZeroDivisionError
    mine.update(extended_count=1)
    trail.record("notices.read", actor=trail.SYSTEM, at=timezone.now(), data={"count": 1})
    mine.update(extended_count=2)


def test_a_deed_tells_of_what_it_wrote_after_its_event_and_of_nothing_taken_back(
    world: World,
) -> None:
    clock = Clock.objects.earliest("pk")
    before = AuditEvent.objects.latest("pk").pk

    half_taken_back(clock)

    (event,) = AuditEvent.objects.filter(pk__gt=before)
    told_of = [row.rpartition(":")[0] for row in json.loads(bytes(event.entry))["rows"]]
    assert (event.act, told_of) == ("notices.read", [f"caseflow.clock:{clock.pk}"])
    assert verify(with_rows=True).findings == []


def test_a_deed_that_fails_leaves_no_event_and_the_next_one_is_whole(world: World) -> None:
    clock = Clock.objects.earliest("pk")
    before = AuditEvent.objects.count()
    with suppress(ZeroDivisionError), trail.deed():
        half_taken_back(clock)
        raise ZeroDivisionError

    assert AuditEvent.objects.count() == before
    half_taken_back(clock)
    assert AuditEvent.objects.count() == before + 1
    assert verify(with_rows=True).findings == []
