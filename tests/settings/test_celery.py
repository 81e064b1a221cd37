"""Celery carries the clock and the outbox where a broker is set, and is not asked where none is."""

from __future__ import annotations

import os
import time
from uuid import uuid4

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.utils import timezone
from kombu import Queue

from caseflow import outbox
from caseflow.models import Heartbeat, OutboxEntry
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


def test_a_message_that_kills_workers_is_dropped_in_the_end() -> None:
    assert settings.QUORUM == {"x-queue-type": "quorum", "x-delivery-limit": settings.DELIVERIES}
    assert 0 < settings.DELIVERIES < 10


def test_the_clock_calls_tasks_that_exist_with_nothing_to_carry() -> None:
    app.loader.import_default_modules()

    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["task"] in app.conf.task_routes
        assert "args" not in entry
        assert entry["options"]["expires"] < entry["schedule"]


def celery_for(url: str) -> Celery:
    """An app as settings make it where BROKER_URL names this broker, on queues of its own."""
    tag = uuid4().hex[:8]
    probe = Celery("probe")
    probe.config_from_object("django.conf:settings", namespace="CELERY")
    quorum = settings.QUORUM if url.startswith("amqp") else None
    probe.conf.update(
        broker_url=url,
        task_queues=[
            Queue(f"{name}-{tag}", queue_arguments=quorum) for name in ("clock", "notify")
        ],
        task_routes={
            "caseflow.sweep": {"queue": f"clock-{tag}"},
            "caseflow.relay": {"queue": f"notify-{tag}"},
        },
    )
    if quorum:
        probe.conf.broker_transport_options = {"confirm_publish": True}
    probe.autodiscover_tasks(force=True)
    return probe


@pytest.mark.network
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.parametrize("url", BROKERS or [""], ids=lambda url: url.partition(":")[0] or "none")
def test_a_worker_carries_them_out(url: str) -> None:
    if not url:
        pytest.skip("needs Redis or RabbitMQ (TB_REDIS_URL, TB_RABBIT_URL)")
    outbox.register("test.done", lambda payloads, now: None)
    outbox.put([outbox.Entry("test.done", uuid4(), "celery")], now=timezone.now())
    probe = celery_for(url)
    queues = [queue.name for queue in probe.conf.task_queues]

    with start_worker(probe, perform_ping_check=False, queues=queues, shutdown_timeout=30):
        probe.send_task("caseflow.sweep")
        probe.send_task("caseflow.relay")
        patience = time.monotonic() + 30
        while time.monotonic() < patience and not finished():
            time.sleep(0.1)
    with probe.connection_for_write() as connection:
        for queue in probe.conf.task_queues:
            queue(connection.default_channel).delete()

    assert finished()


def finished() -> bool:
    """Whether the sweep left its heartbeat and the entry is done."""
    beat = Heartbeat.objects.filter(name="sweep").exists()
    return beat and OutboxEntry.objects.filter(done_at__isnull=False).exists()
