"""Handing over by the protocol: a thousand short random runs here, ten thousand long ones at night."""

from __future__ import annotations

import os
import sys

import pytest
import time_machine
from django.conf import settings
from hypothesis import HealthCheck, settings as hypothesis_settings
from hypothesis.extra.django import TestCase as HypothesisTestCase

from caseflow.sealing import setup
from tests import laws
from tests.conftest import NOW
from tests.machine.handing import World
from tests.machine.protocol import HandingOver

RUNS = int(os.environ.get("TB_PROTOCOL_RUNS", "0"))
"""Another number of runs, to measure how long one takes."""
FEW = 300
"""From so many runs on every deed was done by somebody."""
DEEDS = (
    "draft", "preview", "send", "open", "receive", "sign", "decline", "withdraw", "remind",
    "take back", "succession",
)  # fmt: skip
SHORT = hypothesis_settings(
    max_examples=RUNS or (200 if settings.ON_POSTGRES else 1000),
    stateful_step_count=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class TestHandingOver(HypothesisTestCase, HandingOver.TestCase):  # type: ignore[misc, valid-type]  # made by hypothesis
    """A thousand runs of a few steps each; `make nightly` takes ten thousand longer ones."""

    databases = {"default", "keyring"}
    settings = SHORT  # type: ignore[assignment]  # the name hypothesis reads

    @classmethod
    def setUpTestData(cls) -> None:
        """Agencies, people and the person, once for all runs."""
        with time_machine.travel(NOW, tick=False):
            setup.create_missing()
            laws.lay()
            HandingOver.world = World()
        HandingOver.tally.clear()

    @classmethod
    def tearDownClass(cls) -> None:
        """A run in which nobody did a thing proves nothing about it."""
        super().tearDownClass()
        done = HandingOver.tally
        sys.stdout.write(f"{dict(sorted(done.items()))}\n")
        missing = [deed for deed in DEEDS if not done[deed]]
        assert cls.settings.max_examples < FEW or not missing


@pytest.mark.slow
class TestHandingOverForLong(TestHandingOver):
    """The same, ten thousand times."""

    settings = hypothesis_settings(SHORT, max_examples=RUNS or 10_000, stateful_step_count=12)
