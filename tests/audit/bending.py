"""Ways to bend the log for whoever has the database: each is done as its owner, with every trigger off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from audit import keys, ledger, note, signing, trail, witnesses
from audit.entry import canonical, mac
from audit.merkle import root_of
from audit.models import AuditEvent, Checkpoint, Leaf
from caseflow.models import Person
from tests import factories
from tests.sealing.test_rows_told import put_back, renamed, whole_row

Attack = Callable[[], None]

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


def sql(*statements: str) -> Attack:
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


def rebuilt(seed: bytes | None) -> Attack:
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


def forged(own: bytes = b"") -> Attack:
    """A new event that nobody did, under a MAC key of one's own or the log's."""

    def attack() -> None:
        key = own or keys.current().mac["1"]
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
UNSIGNED = (
    "DELETE FROM audit_checkpoint WHERE size > 265",
    "DELETE FROM audit_cosignature WHERE size > 265",
)


def remade() -> None:
    """An event that has its place says something else, under a MAC that fits."""
    victim = AuditEvent.objects.order_by("pk")[4]
    body = bytes(victim.entry).replace(b'"officer"', b'"auditor"')
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_event SET entry = %s, mac = %s WHERE id = %s",
            [body, mac(keys.current().mac["1"], body), victim.pk],
        )


def backup_back() -> None:
    """The database as it was after six events, which goes on from there."""
    sixth = Leaf.objects.get(number=5).event_id
    with connection.cursor() as cursor:
        for statement in (
            f"DELETE FROM audit_event WHERE id > {sixth}",
            "DELETE FROM audit_leaf WHERE number > 5",
            "DELETE FROM audit_tile",
            "DELETE FROM audit_checkpoint WHERE size > 6",
            "DELETE FROM audit_cosignature WHERE size > 6",
            "UPDATE audit_sequencer SET low = 0, mark = 0, mark_xid = 0",
        ):
            cursor.execute(statement)
        if not ON_POSTGRES:
            cursor.execute(f"UPDATE sqlite_sequence SET seq = {sixth} WHERE name = 'audit_event'")
    events(2)


def older_row() -> None:
    """A person's row as it was before the name was mended, whole and under its own key."""
    person = Person.objects.get(case=factories.case())
    old = whole_row(person)
    renamed(person, "Tên mới")
    put_back(person, old)
