"""Work that follows a change: in order per case, tried again, given up loudly, never lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from caseflow import outbox
from caseflow.models import OutboxEntry, Serial

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TOPIC = "test.count"


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What a handler of the topic carried out, in order; `bad` fails."""
    seen: list[str] = []

    def handler(payloads: Sequence[outbox.Payload], now: object) -> None:
        if any(payload["name"] == "bad" for payload in payloads):
            raise RuntimeError("Nguyễn Thị Bí Mật")
        seen.extend(payload["name"] for payload in payloads)

    outbox.register(TOPIC, handler)
    yield seen
    outbox._handlers.pop(TOPIC)


def put(name: str, key: UUID | None = None) -> None:
    entry = outbox.Entry(
        topic=TOPIC, key=key or uuid4(), dedup=f"test:{name}", payload={"name": name}
    )
    outbox.put([entry], now=timezone.now())


def test_the_same_work_twice_is_done_once(done: list[str]) -> None:
    put("a")
    put("a")

    assert outbox.relay(timezone.now()) == 1
    assert outbox.relay(timezone.now()) == 0
    assert done == ["a"]


def test_work_of_one_case_is_done_in_its_order(done: list[str]) -> None:
    key = uuid4()
    for name in ("1", "2", "3"):
        put(name, key)
    put("other")

    outbox.relay(timezone.now())

    assert [name for name in done if name != "other"] == ["1", "2", "3"]
    assert "other" in done


def test_what_follows_a_failed_piece_of_the_same_case_waits_for_it(done: list[str]) -> None:
    key = uuid4()
    put("bad", key)
    put("after", key)
    put("elsewhere")

    outbox.relay(timezone.now())

    assert done == ["elsewhere"]


def test_failures_are_tried_again_ever_later_and_then_given_up(done: list[str]) -> None:
    put("bad")
    now = timezone.now()
    waits = []
    for _attempt in range(outbox.MAX_ATTEMPTS):
        outbox.relay(now)
        entry = OutboxEntry.objects.get()
        waits.append(entry.available_at - now)
        now = entry.available_at
    entry = OutboxEntry.objects.get()

    assert waits == [outbox.FIRST_WAIT * 2**number for number in range(outbox.MAX_ATTEMPTS)]
    assert entry.dead_at is not None
    assert entry.last_error == "RuntimeError"  # the class only, never its words
    assert outbox.relay(now + timedelta(days=1)) == 0


def test_a_rolled_back_change_leaves_no_work(done: list[str]) -> None:
    @transaction.atomic
    def change() -> None:
        put("never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()

    assert not OutboxEntry.objects.exists()


def test_effect_and_mark_stand_or_fall_together() -> None:
    def half(payloads: Sequence[outbox.Payload], now: object) -> None:
        Serial.objects.create(series="half-done", last=1)
        raise RuntimeError

    outbox.register(TOPIC, half)
    put("x")

    outbox.relay(timezone.now())

    assert not Serial.objects.filter(series="half-done").exists()
    assert OutboxEntry.objects.get().done_at is None
    outbox._handlers.pop(TOPIC)


def test_a_relay_that_is_told_to_stop_begins_nothing_more(done: list[str]) -> None:
    put("a")

    assert outbox.relay(timezone.now(), stopping=lambda: True) == 0
    assert done == []


def test_old_work_is_tidied_away_and_open_work_stays(done: list[str]) -> None:
    put("old")
    outbox.relay(timezone.now())
    put("open")
    later = timezone.now() + outbox.KEPT + timedelta(days=1)

    assert outbox.tidy(later) == 1
    assert OutboxEntry.objects.get().dedup == "test:open"


@pytest.mark.postgres
@pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_four_relays_side_by_side_do_everything_once_and_in_order() -> None:
    seen: list[tuple[str, int]] = []
    lock = threading.Lock()

    def handler(payloads: Sequence[outbox.Payload], now: object) -> None:
        with lock:
            seen.extend((payload["key"], int(payload["number"])) for payload in payloads)

    outbox.register(TOPIC, handler)
    keys = [uuid4() for _ in range(40)]
    outbox.put(
        (
            outbox.Entry(TOPIC, key, f"{key.hex}:{number}", {"key": key.hex, "number": str(number)})
            for number in range(25)
            for key in keys
        ),
        now=timezone.now(),
    )

    def run() -> None:
        try:
            while OutboxEntry.objects.filter(done_at__isnull=True).exists():
                outbox.relay(timezone.now())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox._handlers.pop(TOPIC)

    assert len(seen) == len(set(seen)) == 1000
    for key in keys:
        numbers = [number for found, number in seen if found == key.hex]
        assert numbers == sorted(numbers)
