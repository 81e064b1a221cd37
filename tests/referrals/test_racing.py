"""Answers to one handoff that arrive at the same instant, on PostgreSQL with real connections."""

from __future__ import annotations

import random
import threading
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import Http404
from django.utils import timezone

from caseflow.models import Case, User
from caseflow.refusals import Refused
from referrals import actions
from referrals.models import Handoff
from tests.referrals.scene import Scene

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"),
    pytest.mark.django_db(transaction=True, databases=["default", "keyring"]),
]


def test_receive_withdraw_and_decline_racing_have_exactly_one_outcome() -> None:
    outcomes: Counter[str] = Counter()
    for round_number in range(6):
        scene = Scene()
        handoff = scene.sent()
        deeds = [
            lambda s=scene, h=handoff: s.receive(h, by=User.objects.get(pk=s.worker.pk)),
            lambda s=scene, h=handoff: actions.withdraw(
                h, by=User.objects.get(pk=s.officer.pk), now=timezone.now()
            ),
            lambda s=scene, h=handoff: actions.decline(
                h, reason="Lý do", by=User.objects.get(pk=s.worker.pk), now=timezone.now()
            ),
        ]
        random.Random(round_number).shuffle(deeds)  # noqa: S311 - repeatable dice
        done: list[str] = []

        def run(deed: Any, done: list[str] = done) -> None:
            try:
                done.append(deed().state)
            except (Refused, Http404, PermissionDenied):
                pass
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(done) == 1
        case = Case.objects.get(pk=scene.case.pk)
        assert case.responsibilities.filter(ended_at__isnull=True).count() == 1
        assert Handoff.objects.get(pk=handoff.pk).state == done[0]
        outcomes[done[0]] += 1
    assert sum(outcomes.values()) == 6
