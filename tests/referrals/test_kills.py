"""The process that receives a person is killed at each of its statements, and done again by another."""

from __future__ import annotations

import sys

import pytest
from django.db import connection

from audit.verify import verify
from referrals.choices import HandoffState
from tests.referrals import crashing
from tests.referrals.scene import Scene
from tests.support.test_invariants import violations

pytestmark = [
    pytest.mark.ticking,
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def test_a_receipt_killed_at_any_statement_leaves_one_agency_and_a_whole_trail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    scene = Scene()
    handoff = scene.sent()
    killed = 0

    while crashing.killed_at(killed, lambda: scene.receive(handoff, by=scene.worker)):
        assert crashing.responsible(scene.case) == [handoff.sender_id], killed
        assert crashing.newest(scene).state == HandoffState.SENT, killed
        assert verify().findings == [], killed
        killed += 1
        assert killed < crashing.MOST

    with capsys.disabled():
        sys.stdout.write(f"\n{connection.vendor:10} receive, killed {killed} times")
    assert killed > 30
    assert crashing.responsible(scene.case) == [handoff.receiver_id]
    assert crashing.newest(scene).state == HandoffState.RECEIVED
    assert violations() == {}
    assert verify(with_rows=True).findings == []
