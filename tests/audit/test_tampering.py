"""A database administrator at work: each way to bend the log is stopped or named by `verify_trail`.

The first table is refused by the database. The second is done as its owner, with every trigger off; the
word beside it is what the verifier says. What is left over is the last test, and docs/security/log.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import keys, ledger, note, signing, tasks, trail, triggers, witnesses
from audit.entry import canonical, mac
from audit.growing import TABLES
from audit.merkle import root_of
from audit.models import AuditEvent, Checkpoint, Leaf, Tile
from audit.verify import verify

pytestmark = pytest.mark.django_db
WITNESS = signing.signer("vks.example", bytes(range(32)), note.WITNESS_KEY)
ON_POSTGRES = settings.ON_POSTGRES
TEXT = "convert_from(entry, 'UTF8')" if ON_POSTGRES else "CAST(entry AS TEXT)"
BYTES = "convert_to({0}, 'UTF8')" if ON_POSTGRES else "CAST({0} AS BLOB)"
OFFICER_TO_AUDITOR = BYTES.format(f"replace({TEXT}, 'officer', 'auditor')")


@transaction.atomic
def events(count: int, case: int = 1) -> None:
    """So many ordinary events of a case."""
    for number in range(count):
        trail.record(
            "contact.noted",
            actor=trail.Actor(uid=uuid4().hex, role="officer", agency="cong-an-mau"),
            at=datetime(2026, 11, 23, 1, 2, 3, number + 1, tzinfo=UTC),
            case=UUID(int=case),
            data={"kind": "call"},
        )


def cosign() -> None:
    """Another agency sees the newest checkpoint."""
    newest = Checkpoint.objects.latest("size")
    text, at = note.read_note(newest.note.encode()).text, int(timezone.now().timestamp())
    signature = WITNESS._private.sign(note.cosigned(text, at))
    line = note.signature_line(WITNESS.key, at.to_bytes(8, "big") + signature)
    assert witnesses.receive((newest.note + line).encode(), timezone.now()) == 1


@pytest.fixture
def log() -> None:
    """266 events of two cases in the tree, signed at 6 and at 266, cosigned; four more wait."""
    ours = signing.current()
    assert ours is not None
    Path(settings.AUDIT_POLICY_FILE).write_text(
        f"log {ours.key.vkey}\nwitness vks {WITNESS.key.vkey}\nquorum vks\n"
    )
    events(3)
    events(3, case=2)
    tasks.sequence()
    cosign()
    events(260)
    tasks.sequence()
    cosign()
    events(4)


def sql(*statements: str) -> Callable[[], None]:
    """An attack in SQL; `:n` is the id of the n-th event, counted from zero."""

    def attack() -> None:
        ids = list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))
        with connection.cursor() as cursor:
            for statement in statements:
                for number in (5, 4, 3, 265, 266, 269):
                    statement = statement.replace(f":{number};", str(ids[number]))  # noqa: PLW2901 - filled in place
                cursor.execute(statement)

    return attack


def swap() -> None:
    """Two events exchange what they say."""
    one, two = AuditEvent.objects.order_by("pk")[4:6]
    with connection.cursor() as cursor:
        for target, source in ((one, two), (two, one)):
            cursor.execute(
                "UPDATE audit_event SET entry = %s, mac = %s WHERE id = %s",
                [bytes(source.entry), bytes(source.mac), target.pk],
            )


def shift() -> None:
    """An event and its place go, and the places after it move up."""
    gone = Leaf.objects.get(number=3)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [gone.event_id])
        cursor.execute("DELETE FROM audit_leaf WHERE number = 3")
        for number in range(4, 266):
            cursor.execute(
                "UPDATE audit_leaf SET number = %s WHERE number = %s", [number - 1, number]
            )


def rebuilt(seed: bytes | None) -> Callable[[], None]:
    """A place exchanged, the tile and both checkpoints made anew, with one's own key or the log's."""

    def attack() -> None:
        ours = signing.current()
        assert ours is not None
        signer = ours if seed is None else signing.signer(ours.key.name, seed)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE audit_leaf SET input = (SELECT input FROM audit_leaf WHERE number = 1)"
                " WHERE number = 2"
            )
            hashes = ledger.leaf_hashes(0, 256)
            cursor.execute(
                "UPDATE audit_tile SET hashes = %s, root = %s", [b"".join(hashes), root_of(hashes)]
            )
            for size in (6, 266):
                head = note.Checkpoint(signer.key.name, size, ledger.tree(size).root())
                cursor.execute(
                    "UPDATE audit_checkpoint SET root = %s, note = %s WHERE size = %s",
                    [head.root, signer.sign(head.text), size],
                )

    return attack


def forged(key: bytes) -> Callable[[], None]:
    """A new event that nobody did, under this MAC key."""

    def attack() -> None:
        uid = uuid4()
        entry: dict[str, object] = {
            "act": "contact.noted", "actor": "0" * 32, "agency": "x", "data": {}, "kid": "1", "n": 1,
            "req": "", "role": "officer", "salt": "0" * 32, "ts": "2026-11-23T01:02:03.000001Z",
            "uid": uid.hex, "v": 1, "w": "f" * 16,
        }  # fmt: skip
        body = canonical(entry)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_event (uid, at, act, actor, agency, entry, mac)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    uid if ON_POSTGRES else uid.hex,
                    connection.ops.adapt_datetimefield_value(
                        datetime(2026, 11, 23, 1, 2, 3, 1, tzinfo=UTC)
                    ),
                    "contact.noted", "0" * 32, "x", body, mac(key, body),
                ],
            )  # fmt: skip

    return attack


def last_one() -> None:
    """The newest event goes before it has a place; its worker writes another one later."""
    last = AuditEvent.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [last])
        if not ON_POSTGRES:
            cursor.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'audit_event'")
    events(1)


TAIL = ("DELETE FROM audit_event WHERE id >= :265;", "DELETE FROM audit_leaf WHERE number >= 265")
TAMPERINGS: list[tuple[str, Callable[[], None], str]] = [
    ("act", sql("UPDATE audit_event SET act = 'x' WHERE id = :4;"), "its column act differs"),
    ("actor", sql("UPDATE audit_event SET actor = 'x' WHERE id = :4;"), "its column actor differs"),
    ("agency", sql("UPDATE audit_event SET agency = 'x' WHERE id = :4;"), "its column agency"),
    ("time", sql("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = :4;"), "its column at"),
    ("case", sql("UPDATE audit_event SET case_uid = NULL WHERE id = :4;"), "its column case_uid"),
    ("uid", sql(f"UPDATE audit_event SET uid = '{'a' * 32}' WHERE id = :4;"), "its column uid"),
    ("entry", sql(f"UPDATE audit_event SET entry = {OFFICER_TO_AUDITOR} WHERE id = :4;"), "its MAC"),
    ("entry gone", sql(f"UPDATE audit_event SET entry = {BYTES.format(chr(39) * 2)} WHERE id = :4;"),
     "not canonical"),
    ("mac of another", sql("UPDATE audit_event SET mac = (SELECT mac FROM audit_event WHERE id = :3;)"
                           " WHERE id = :4;"), "its MAC does not fit"),
    ("swap", swap, "it is not the event that got place 4"),
    ("delete", sql("DELETE FROM audit_event WHERE id = :4;"), "the event of place 4"),
    ("delete with place", sql("DELETE FROM audit_event WHERE id = :4;",
                              "DELETE FROM audit_leaf WHERE number = 4"), "place 4 of the tree is missing"),
    ("delete and renumber", shift, "differs from its tile"),
    ("cut events", sql(TAIL[0]), "the event of place 265"),
    ("cut events and places", sql(*TAIL), "has more than the 265 that are left"),
    ("cut and unsign", sql(*TAIL, "DELETE FROM audit_checkpoint WHERE size > 265",
                           "DELETE FROM audit_cosignature WHERE size > 265"),
     "266 events were signed here, 265 are left"),
    ("rebuild, own key", rebuilt(bytes(32)), "is signed by nobody we know"),
    ("rebuild, stolen key", rebuilt(None), "vks cosigned another tree of 266 events"),
    ("place", sql(f"UPDATE audit_leaf SET input = {BYTES.format(chr(39) + 'x' + chr(39))}"
                  " WHERE number = 4"), "does not follow the event before it in its case"),
    ("case of a place", sql("UPDATE audit_leaf SET case_uid = NULL WHERE number = 4"), "in its case"),
    ("places exchanged", sql("UPDATE audit_leaf SET event_id = 0 WHERE number = 4",
                             "UPDATE audit_leaf SET event_id = :4; WHERE number = 5",
                             "UPDATE audit_leaf SET event_id = :5; WHERE number = 4"),
     "it is not the event that got place 4"),
    ("place moved", sql("UPDATE audit_leaf SET number = 900 WHERE number = 265"), "is missing"),
    ("place before all", sql("UPDATE audit_leaf SET number = -1 WHERE number = 265"),
     "its place -1 does not follow"),
    ("tile", sql("UPDATE audit_tile SET hashes = root"), "is missing or cut"),
    ("tile gone", sql("DELETE FROM audit_tile"), "is missing or cut"),
    ("tile root", sql(f"UPDATE audit_tile SET root = {BYTES.format(chr(39) * 2)}"), "the root of tile"),
    ("tile too many", sql("INSERT INTO audit_tile (level, number, hashes, root)"
                          " SELECT level, 7, hashes, root FROM audit_tile"), "has no leaves"),
    ("tile of a level", sql("INSERT INTO audit_tile (level, number, hashes, root)"
                            " SELECT 1, 0, hashes, root FROM audit_tile"), "of level 1 has no leaves"),
    ("signed root", sql(f"UPDATE audit_checkpoint SET root = {BYTES.format(chr(39) * 2)}"
                        " WHERE size = 6"), "differs from its signed text"),
    ("signed text", sql("UPDATE audit_checkpoint SET note = replace(note, '266', '265')"),
     "cannot be believed"),
    ("signature gone", sql("UPDATE audit_checkpoint SET note = 'x' WHERE size = 6"), "cannot be believed"),
    ("checkpoint gone", sql("DELETE FROM audit_checkpoint WHERE size = 266"), "is gone or another"),
    ("older checkpoint gone", sql("DELETE FROM audit_checkpoint WHERE size = 6"),
     "vks cosigned another tree of 6 events"),
    ("checkpoint of nobody", sql("INSERT INTO audit_checkpoint (origin, size, root, note, signed_at)"
                                 " SELECT 'x', size, root, note, signed_at FROM audit_checkpoint"),
     "differs from its signed text"),
    ("cosignature moved", sql("UPDATE audit_cosignature SET size = 266, at = '2020-01-01' WHERE size = 6"),
     "vks cosigned another tree of 266"),
    ("cosignature changed", sql("UPDATE audit_cosignature SET line = replace(line, '=', 'A=')"),
     "vks cosigned another tree"),
    ("passed over", sql("UPDATE audit_sequencer SET low = 1000000"), "was passed over"),
    ("delete before sequencing", sql("DELETE FROM audit_event WHERE id = :266;"), "before it is missing"),
    ("edit before sequencing", sql(f"UPDATE audit_event SET entry = {OFFICER_TO_AUDITOR}"
                                   " WHERE id = :269;"), "its MAC does not fit"),
    ("delete last before sequencing", last_one, "before it is missing"),
    ("forge without the key", forged(bytes(32)), "its MAC does not fit"),
]  # fmt: skip


def test_the_untouched_log_verifies(log: None) -> None:
    assert verify().findings == []
    assert len(TAMPERINGS) > 30
    assert (AuditEvent.objects.count(), ledger.size(), Tile.objects.count()) == (270, 266, 1)


@pytest.mark.parametrize(("attack", "word"), [case[1:] for case in TAMPERINGS],
                         ids=[case[0] for case in TAMPERINGS])  # fmt: skip
def test_every_tampering_is_named(log: None, attack: Callable[[], None], word: str) -> None:
    with triggers.lifted():
        attack()

    found = [finding.problem for finding in verify().findings]

    assert any(word in problem for problem in found), found[:5]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "again"])
def test_the_database_refuses_to_change_the_tree(log: None, table: str, verb: str) -> None:
    column = "number" if table in ("audit_leaf", "audit_tile") else "size"
    again = "TRUNCATE {0}" if ON_POSTGRES else "REPLACE INTO {0} SELECT * FROM {0}"
    statement = (again if verb == "again" else verb).format(table, column)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert verify().findings == []


def test_what_is_left_who_holds_the_mac_key_can_tell_a_new_lie_before_it_is_sealed(
    log: None,
) -> None:
    """The one residual risk, written down in docs/security/log.md: nothing here can know it."""
    with triggers.lifted():
        forged(keys.current().mac["1"])()

    assert verify().findings == []
