"""Events get their place once, the tree is signed, and a rewritten database is not."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from audit import (
    alarms,
    checkpoints,
    ledger,
    merkle,
    note,
    sequencer,
    signing,
    tasks,
    trail,
    triggers,
)
from audit.models import AuditEvent, Checkpoint, Leaf, SequencerState, Tile
from audit.verify import verify

pytestmark = pytest.mark.django_db
ONE, TWO = UUID(int=1), UUID(int=2)


@transaction.atomic
def events(count: int, *, case: UUID | None = ONE) -> None:
    """So many ordinary events of one case, or of none."""
    act = "contact.noted" if case else "sign_in.done"
    for number in range(count):
        trail.record(
            act,
            actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
            at=datetime(2026, 11, 23, 1, 2, 3, number, tzinfo=UTC),
            case=case,
            data={"kind": "call"} if case else {},
        )


def now() -> datetime:
    """The instant of the test."""
    return timezone.now()


def test_every_event_gets_one_place_and_the_tree_is_the_one_of_the_rfc() -> None:
    events(300)
    events(300, case=None)
    events(300, case=TWO)

    assert sequencer.sequence(now(), batch=128) == 900
    assert sequencer.sequence(now()) == 0
    leaves = [merkle.leaf_hash(bytes(leaf.input)) for leaf in Leaf.objects.order_by("number")]
    assert len(leaves) == ledger.size() == 900
    assert sorted(Tile.objects.values_list("level", "number")) == [(0, 0), (0, 1), (0, 2)]
    for size in (1, 255, 256, 257, 700, 900):
        assert ledger.tree(size).root() == merkle.root_of(leaves[:size])
    assert verify().findings == []
    assert verify().leaves == 900


def test_levels_of_tiles_are_made_when_they_are_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """With tiles of four the tree is high after few events."""
    for module in (merkle, ledger):
        monkeypatch.setattr(module, "WIDTH", 4)
    events(70, case=None)

    sequencer.sequence(now(), batch=7)

    kept = Tile.objects.order_by("level", "number")
    assert [kept.filter(level=level).count() for level in range(4)] == [17, 4, 1, 0]
    for level in (1, 2):
        for tile in kept.filter(level=level):
            below = kept.filter(
                level=level - 1, number__range=(tile.number * 4, tile.number * 4 + 3)
            )
            assert bytes(tile.hashes) == b"".join(bytes(each.root) for each in below)


def test_the_chain_of_a_case_is_in_its_leaves() -> None:
    events(2)
    events(1, case=TWO)
    sequencer.sequence(now())
    events(2)
    events(1, case=None)
    sequencer.sequence(now())

    rows = Leaf.objects.order_by("number").values_list("case_uid", "input")
    seen: dict[UUID | None, tuple[int, bytes]] = {}
    for case, raw in rows:
        place, before = seen.get(case, (0, merkle.NO_LEAF))
        assert bytes(raw)[:41] == b"\x01" + (place + 1 if case else 0).to_bytes(8, "big") + before
        if case:
            seen[case] = (place + 1, merkle.leaf_hash(bytes(raw)))
    assert {case: place for case, (place, _leaf) in seen.items()} == {ONE: 4, TWO: 1}


def test_a_checkpoint_is_a_signed_note_and_is_made_only_for_news() -> None:
    assert checkpoints.sign(now()) is None
    events(3)
    tasks.sequence()
    signer = signing.current()
    assert signer is not None

    stored = Checkpoint.objects.get()
    read = note.read_note(stored.note.encode())
    assert read.signers([signer.key]) == {signer.key: 0}
    assert note.Checkpoint.parse(read.text) == note.Checkpoint(
        signer.key.name, 3, ledger.tree().root()
    )
    tasks.sequence()
    assert Checkpoint.objects.count() == 1
    events(1)
    tasks.sequence()
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [3, 4]
    assert verify().findings == []


def test_who_is_killed_between_remembering_and_storing_leaves_the_checkpoint_to_the_next() -> None:
    events(5)
    tasks.sequence()
    (signed,) = Checkpoint.objects.values_list("note", flat=True)
    with triggers.lifted():
        connection.cursor().execute("DELETE FROM audit_checkpoint")
    assert verify().findings

    tasks.sequence()

    assert list(Checkpoint.objects.values_list("note", flat=True)) == [signed]
    assert verify().findings == []


def test_a_machine_without_the_key_sequences_and_does_not_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "AUDIT_SIGNING_KEY_FILE", "/nonexistent/signing.json")
    events(2)

    assert tasks.sequence() == 2
    assert not Checkpoint.objects.exists()
    assert verify().unchecked != []


def rolled_back() -> None:
    """The database as it was one event ago."""
    last = Leaf.objects.latest("number")
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [last.event_id])
        cursor.execute("DELETE FROM audit_leaf WHERE number = %s", [last.number])
        cursor.execute("DELETE FROM audit_checkpoint WHERE size > %s", [last.number])
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'audit_event'")


def rewritten() -> None:
    """The same number of leaves, another one among them, and no checkpoint that contradicts."""
    with triggers.lifted():
        connection.cursor().execute(
            "UPDATE audit_leaf SET input = (SELECT input FROM audit_leaf WHERE number = 1) "
            "WHERE number = 2"
        )
        connection.cursor().execute("DELETE FROM audit_checkpoint")
    events(1)


@pytest.mark.parametrize("attack", [rolled_back, rewritten])
def test_what_does_not_begin_with_what_was_signed_is_not_signed(attack: object) -> None:
    events(5)
    tasks.sequence()
    signed = Checkpoint.objects.get().note
    assert callable(attack)
    attack()
    before = Checkpoint.objects.count()
    said = io.StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("sequence_trail", "--once", stderr=said, stdout=said)

    assert left.value.code == 1
    assert "not signed" in said.getvalue()
    assert not Checkpoint.objects.exclude(note=signed).exists()
    assert Checkpoint.objects.count() == before
    assert [alarm.kind for alarm in alarms.current()] == ["contradiction"]
    assert AuditEvent.objects.filter(act="trail.alarmed").count() == 1
    assert verify().findings


def test_a_database_that_takes_no_events_is_not_signed_either(
    caplog: pytest.LogCaptureFixture,
) -> None:
    events(3)
    tasks.sequence()
    rolled_back()
    with triggers.lifted():
        connection.cursor().execute("ALTER TABLE audit_alarm RENAME TO gone")

    assert tasks.one_round() == (0, "3 events were signed, 2 are left")
    assert "the alarm was not written" in caplog.text


def test_an_alarm_sounds_once_and_ends_with_its_cause() -> None:
    for _time in range(3):
        alarms.sound("contradiction", now())
    alarms.end("contradiction", now())

    assert alarms.current() == []
    assert AuditEvent.objects.filter(act="trail.alarmed").count() == 1
    assert alarms.sound("contradiction", now())


def test_a_new_machine_takes_the_newest_checkpoint_for_its_memory() -> None:
    events(4)
    tasks.sequence()
    settings.AUDIT_STATE_FILE.unlink()
    checkpoint = Checkpoint.objects.get()
    rolled_back()
    Checkpoint.objects.bulk_create([checkpoint])

    assert tasks.one_round().refusal


def test_a_forged_event_gets_its_place_and_an_alarm() -> None:
    events(1)
    with triggers.lifted():
        connection.cursor().execute("UPDATE audit_event SET mac = entry")

    tasks.sequence()

    (alarm,) = alarms.current()
    assert (alarm.kind, alarm.about) == ("bad_event", str(AuditEvent.objects.earliest("pk").pk))
    assert tasks.sequence() == 1
    assert verify().findings[0].problem == "its MAC does not fit"


def test_an_entry_nobody_can_read_gets_its_place() -> None:
    events(1)
    with triggers.lifted():
        connection.cursor().execute("UPDATE audit_event SET entry = mac")

    tasks.sequence()

    assert Leaf.objects.get(number=0).case_uid is None
    assert any("not canonical" in finding.problem for finding in verify().findings)


@transaction.atomic
def one_that_fails() -> None:
    """A deed that is rolled back after its event was written."""
    events(1)
    raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_waits() -> None:
    """The sequencer sees what is committed only, and forgets nothing that is late."""
    events(2)
    assert sequencer.waiting() == 2
    with pytest.raises(ZeroDivisionError):
        one_that_fails()
    events(1)

    assert tasks.sequence() == 4  # three events and the one that tells of the roll-back
    assert sequencer.waiting() == 0
    assert verify().findings == []
    for _round in range(3):
        tasks.sequence()
    state = SequencerState.objects.get()
    assert state.low <= AuditEvent.objects.latest("pk").pk
    assert state.ran_at == now()


def test_the_clock_signs_the_log() -> None:
    events(1)

    call_command("run_clock", "--once", stdout=io.StringIO())

    assert Checkpoint.objects.get().size == ledger.size()


def test_the_clock_goes_on_when_the_log_is_not_signed() -> None:
    events(2)
    tasks.sequence()
    rolled_back()
    said = io.StringIO()

    call_command("run_clock", "--once", stdout=io.StringIO(), stderr=said)

    assert "not signed" in said.getvalue()
