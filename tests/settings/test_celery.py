"""Celery carries the clock and the outbox where a broker is set, and is not asked where none is."""

from __future__ import annotations

import os
import time

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings

from caseflow import notices, outbox
from settings.celery import app

BROKERS = [os.environ[name] for name in ("TB_REDIS_URL", "TB_RABBIT_URL") if name in os.environ]
"""Every broker the environment names is tried."""


def test_a_lost_worker_loses_nothing() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert not app.conf.get("result_backend")
    assert app.conf.get("CELERY_DB_REUSE_MAX") == 1000


def test_the_limits_are_shorter_than_what_the_broker_waits() -> None:
    waits = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]

    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < waits


def test_the_clock_calls_tasks_that_exist_with_nothing_to_carry() -> None:
    app.loader.import_default_modules()

    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["task"] in app.conf.task_routes
        assert "args" not in entry
        assert entry["options"]["expires"] < entry["schedule"]


def celery_for(url: str) -> Celery:
    """An app as settings make it where BROKER_URL names this broker."""
    probe = Celery("probe")
    probe.config_from_object("django.conf:settings", namespace="CELERY")
    probe.conf.update(broker_url=url)
    if url.startswith("amqp"):
        probe.conf.update(
            task_default_queue_type="quorum", broker_transport_options={"confirm_publish": True}
        )
    probe.autodiscover_tasks(force=True)
    return probe


@pytest.mark.network
@pytest.mark.parametrize("url", BROKERS or [""], ids=lambda url: url.partition(":")[0] or "none")
def test_a_worker_carries_them_out(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not url:
        pytest.skip("needs Redis or RabbitMQ (TB_REDIS_URL, TB_RABBIT_URL)")
    done: list[str] = []
    monkeypatch.setattr(notices, "sweep", lambda now: done.append("sweep"))
    monkeypatch.setattr(outbox, "relay", lambda now: done.append("relay"))
    probe = celery_for(url)

    with start_worker(
        probe, perform_ping_check=False, queues=["clock", "notify"], shutdown_timeout=30
    ):
        probe.send_task("caseflow.sweep")
        probe.send_task("caseflow.relay")
        patience = time.monotonic() + 20
        while len(set(done)) < 2 and time.monotonic() < patience:
            time.sleep(0.05)

    assert set(done) == {"relay", "sweep"}  # at least once, as brokers promise
