"""The seventeen attacks of the design, by their numbers: which command names each, in which words.

Whoever does them owns the database, and every trigger is off. One is not seen by anything here: it is the
last row, and stands in docs/security/log.md.
"""

from __future__ import annotations

from io import StringIO
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.management import call_command

from audit import triggers
from tests.audit.bending import (
    OFFICER_TO_AUDITOR,
    TAIL,
    UNSIGNED,
    Attack,
    backup_back,
    forged,
    last_one,
    older_row,
    rebuilt,
    remade,
    shift,
    sql,
    swap,
)

pytestmark = pytest.mark.django_db
VERIFY = "verify_trail --most=1000"
EDIT = f"UPDATE audit_event SET entry = {OFFICER_TO_AUDITOR} WHERE id = "
NOT_SEEN = ""
RISK = "Who holds the MAC key can tell a new lie"


class Row(NamedTuple):
    """One attack: what is done, and the command that names it in these words."""

    number: int
    name: str
    do: Attack
    command: str
    words: str


ATTACKS = [
    Row(1, "edit", sql(EDIT + ":4;"), VERIFY, "its MAC does not fit"),
    Row(2, "delete", sql("DELETE FROM audit_event WHERE id = :4;"), VERIFY,
        "the event of place 4 of the tree is missing"),
    Row(3, "delete with its leaf", sql("DELETE FROM audit_event WHERE id = :4;",
                                       "DELETE FROM audit_leaf WHERE number = 4"), VERIFY,
        "place 4 of the tree is missing"),
    Row(4, "delete and renumber", shift, VERIFY, "differs from its tile"),
    Row(5, "swap", swap, VERIFY, "it is not the event that got place 4"),
    Row(6, "cut the tail", sql(*TAIL), VERIFY, "has more than the 265 that are left"),
    Row(7, "cut the tail and all checkpoints", sql(*TAIL, *UNSIGNED), VERIFY,
        "266 events were signed here, 265 are left"),
    Row(8, "rebuild with a key of one's own", rebuilt(bytes(32)), VERIFY, "is signed by nobody we know"),
    Row(9, "rebuild with the stolen key of the log", rebuilt(None), VERIFY,
        "vks cosigned another tree of 266 events"),
    Row(10, "restore a backup and go on", backup_back, "sequence_trail --once",
        "not signed: 266 events were signed, 8 are left"),
    Row(11, "edit before sequencing", sql(EDIT + ":269;"), VERIFY, "its MAC does not fit"),
    Row(12, "delete before sequencing", sql("DELETE FROM audit_event WHERE id = :266;"), VERIFY,
        "before it is missing"),
    Row(13, "delete the last before sequencing", last_one, VERIFY, "before it is missing"),
    Row(14, "forge before sequencing", forged(bytes(32)), VERIFY, "its MAC does not fit"),
    Row(15, "roll a row back to older ciphertext", older_row, VERIFY + " --rows",
        "an older version was put back"),
    Row(16, "edit with the MAC key after sequencing", remade, VERIFY,
        "it is not the event that got place 4"),
    Row(17, "forge a new event with the MAC key before sequencing",
        forged(), VERIFY, NOT_SEEN),
]  # fmt: skip


def said(command: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    out = StringIO()
    try:
        call_command(*command.split(), stdout=out, stderr=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def test_all_seventeen_are_here() -> None:
    assert [row.number for row in ATTACKS] == list(range(1, 18))
    assert [row.number for row in ATTACKS if row.words == NOT_SEEN] == [17]


def test_what_nothing_sees_stands_in_the_documents() -> None:
    text = (settings.BASE_DIR / "docs" / "security" / "log.md").read_text()

    assert f"**{RISK}.**" in text.split("## What is left")[1]


def test_the_log_verifies_before_anybody_does_anything(log: None) -> None:
    assert said(VERIFY + " --rows")[0] == 0
    assert said("sequence_trail --once") == (0, "events sequenced: 4\n")


@pytest.mark.parametrize("row", ATTACKS, ids=lambda row: f"{row.number} {row.name}")
def test_the_command_names_it(log: None, row: Row) -> None:
    with triggers.lifted():
        row.do()

    code, out = said(row.command)

    assert (code, row.words in out) == (1 if row.words else 0, True), out[:800]
