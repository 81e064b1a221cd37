"""A database administrator at work: each way to bend the log is stopped or named by `verify_trail`.

The first table is refused by the database. The second is done as its owner, with every trigger off; the
word beside it is what the verifier says. What is left over is the last test, and docs/security/log.md.
The seventeen attacks of the design by their numbers are in test_attacks.py, the twenty SQL edits in
test_sql_edits.py.
"""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from audit import ledger, triggers
from audit.growing import TABLES
from audit.models import AuditEvent, Tile
from audit.verify import verify
from tests.audit.bending import (
    BYTES,
    OFFICER_TO_AUDITOR,
    ON_POSTGRES,
    TAIL,
    UNSIGNED,
    Attack,
    forged,
    last_one,
    rebuilt,
    shift,
    sql,
    swap,
)

pytestmark = pytest.mark.django_db

TAMPERINGS: list[tuple[str, Attack, str]] = [
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
    ("cut and unsign", sql(*TAIL, *UNSIGNED),
     "266 events were signed here, 265 are left"),
    ("rebuild, own key", rebuilt(bytes(32)), "is signed by nobody we know"),
    ("rebuild, stolen key", rebuilt(None), "vks cosigned another tree of 266 events"),
    ("place", sql(f"UPDATE audit_leaf SET input = {BYTES.format(chr(39) + 'x' + chr(39))}"
                  " WHERE number = 4"), "does not follow the event before it in its case"),
    ("case of a place", sql("UPDATE audit_leaf SET case_uid = NULL WHERE number = 4"), "in its case"),
    ("what a place is found by", sql("UPDATE audit_leaf SET actor = 'nobody' WHERE number = 4"),
     "it is found by what it does not say"),
    ("when a place is found", sql("UPDATE audit_leaf SET at = '2020-01-01 00:00:00+00' WHERE number = 4"),
     "it is found by what it does not say"),
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
def test_every_tampering_is_named(log: None, attack: Attack, word: str) -> None:
    with triggers.lifted():
        attack()

    found = [finding.problem for finding in verify().findings]

    assert any(word in problem for problem in found), found[:5]


@pytest.mark.parametrize("table", sorted(TABLES.keys() - {"audit_stamp"}))  # see test_stamps.py
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
        forged()()

    assert verify().findings == []
