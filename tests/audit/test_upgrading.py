"""What the log is searched by moved to the places of events: a log of before is taken along, and back."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from audit import searching, sequencer, trail, triggers
from audit.models import Leaf
from audit.searching import Wanted
from audit.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = "0007_pairs_on_the_server_only"


def names_of_indexes() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        else:
            cursor.execute("SELECT indexname FROM pg_indexes")
        return {name for (name,) in cursor.fetchall()}


def test_a_log_of_before_is_found_by_its_places() -> None:
    case = uuid4()
    for _turn in range(3):
        with transaction.atomic():
            trail.record("sign_in.done", actor=trail.SYSTEM, at=timezone.now(), case=case)
    sequencer.sequence(timezone.now())
    try:
        call_command("migrate", "audit", BEFORE, verbosity=0)
        assert "event_act" in names_of_indexes()
        assert "leaf_act" not in names_of_indexes()
    finally:
        call_command("migrate", "audit", verbosity=0)

    assert "event_act" not in names_of_indexes()
    assert set(Leaf.objects.values_list("act", "actor")) == {("sign_in.done", "system")}
    assert len(searching.page(Wanted({"act": "sign_in.done"})).events) == 3
    assert verify().findings == []
    assert triggers.missing({}) == []
