"""An authority for time (OpenSSL on this machine, over HTTP) stamps checkpoints; what is bent is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.x509 import load_pem_x509_certificates
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit import alarms, authority, checks, stamps, tasks, triggers
from audit.authority import Silent
from audit.merkle import Bad
from audit.models import Checkpoint, Stamp
from audit.timestamp import read_stamp
from audit.verify import verify
from tests.audit.bending import events
from tests.audit.test_attacks import said
from tests.audit.tsa import Authority, serving

pytestmark = [pytest.mark.network, pytest.mark.django_db]
HOUR = timedelta(hours=1)


@pytest.fixture
def tsa(tmp_path: Path, settings: Settings) -> Iterator[Authority]:
    """The authority this installation asks, and whose certificates it believes."""
    with serving(tmp_path / "tsa") as found:
        settings.AUDIT_TSA_URL = found.url
        settings.AUDIT_TSA_CERTS = str(found.roots)
        yield found


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Authority]:
    """Another authority, which nobody here believes."""
    with serving(tmp_path / "stranger", "stranger") as found:
        yield found


def signed(count: int = 3) -> Checkpoint:
    """So many more events, and the checkpoint over all."""
    events(count)
    tasks.sequence()
    return Checkpoint.objects.latest("size")


def problems() -> list[str]:
    """What the verifier says of the log."""
    return [finding.problem for finding in verify().findings]


def test_a_checkpoint_is_stamped_once_and_verified(tsa: Authority) -> None:
    checkpoint, before = signed(), timezone.now()

    assert tasks.stamp() == 1

    stored = Stamp.objects.get()
    assert (stored.origin, stored.size) == (checkpoint.origin, checkpoint.size)
    assert abs(stored.at - before) < timedelta(seconds=30)
    assert tasks.stamp() == 0
    assert said("verify_trail") == (0, "3 places in the tree\n3 events, 0 findings\n")


def test_the_next_one_is_stamped_when_its_time_has_come(tsa: Authority, settings: Settings) -> None:
    signed()
    tasks.stamp()
    signed(1)
    now = timezone.now()

    assert stamps.stamp(now + 23 * HOUR) is None
    assert said("stamp_trail")[1].startswith("4 events stamped at ")
    assert said("stamp_trail") == (0, "no news\n")
    assert Stamp.objects.count() == 2


def test_without_an_authority_nothing_is_asked_and_nothing_is_said(settings: Settings) -> None:
    signed()

    assert tasks.stamp() == 0
    assert stamps.standing(timezone.now()) is None
    assert verify().unchecked == []
    with pytest.raises(CommandError, match="AUDIT_TSA_URL"):
        call_command("stamp_trail")


def test_silence_is_an_alarm_until_a_time_stamp_comes(tsa: Authority) -> None:
    tsa.answers = False
    first = signed().signed_at

    assert tasks.stamp() == 0
    assert said("stamp_trail") == (1, "no time-stamp: it answered 503\n")
    stamps.watch(first + 47 * HOUR)
    assert alarms.current() == []
    stamps.watch(first + 49 * HOUR)
    assert [alarm.kind for alarm in alarms.current()] == ["unstamped"]
    tsa.answers = True
    assert said("stamp_trail")[0] == 0
    tasks.one_round()
    assert alarms.current() == []


def test_a_silent_authority_is_not_pressed(tsa: Authority) -> None:
    tsa.answers = False
    signed()
    now = timezone.now()
    with pytest.raises(Silent):
        stamps.stamp(now)
    tsa.answers = True

    assert stamps.stamp(now + timedelta(minutes=9)) is None
    assert stamps.stamp(now + timedelta(minutes=10)) is not None


def change(column: str, value: Any) -> None:
    """One column of the one time-stamp, or of the checkpoint, set by the owner of the tables."""
    table, _, name = column.partition(".")
    if isinstance(value, datetime):
        value = connection.ops.adapt_datetimefield_value(value)
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_{table} SET {name} = %s", [value])


def test_a_time_that_cannot_be_is_not_taken(tsa: Authority) -> None:
    signed()
    now = timezone.now()

    with pytest.raises(Silent, match="a later time than it came in"):
        stamps.stamp(now - HOUR)
    change("checkpoint.signed_at", now + HOUR)
    with pytest.raises(Silent, match="an earlier time than the checkpoint was signed at"):
        stamps.stamp(now)
    assert not Stamp.objects.exists()


def by_stranger(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """The answer of somebody else."""
    roots = load_pem_x509_certificates(stranger.roots.read_bytes())
    answer = authority.ask(stranger.url, roots, note)
    change("stamp.answer", answer)
    change("stamp.at", read_stamp(answer).at)


def about_another(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """The authority's answer about another note."""
    change("stamp.answer", authority.ask(tsa.url, authority.roots(), note + b"x"))


def bent(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """The year in the answer, and in its row, is another."""
    stored = Stamp.objects.get()
    year = f"{stored.at:%Y}".encode()
    answer = bytes(stored.answer).replace(
        year + f"{stored.at:%m%d}".encode(), b"2020" + f"{stored.at:%m%d}".encode(), 1
    )
    change("stamp.answer", answer)


def nothing(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """No answer at all."""
    change("stamp.answer", b"x")


def of_nobody(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """Another size, which was never signed."""
    change("stamp.size", 2)


def other_time(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """The time of the row only."""
    change("stamp.at", timezone.now() - HOUR)


def signed_later(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """The checkpoint says it was signed after it was stamped."""
    change("checkpoint.signed_at", timezone.now() + HOUR)


def came_before(tsa: Authority, stranger: Authority, note: bytes) -> None:
    """It came in before it was made."""
    change("stamp.received_at", timezone.now() - HOUR)


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        (by_stranger, "is signed by no authority we know (unable to get local issuer certificate)"),
        (about_another, "is about something else"),
        (bent, "is signed by no authority we know"),
        (nothing, "no time-stamp"),
        (of_nobody, "has no checkpoint"),
        (other_time, "tells another time than its row"),
        (signed_later, "tells an earlier time than the checkpoint was signed at"),
        (came_before, "tells a later time than it came in"),
    ],
)
def test_every_time_stamp_that_is_bent_is_named(
    tsa: Authority,
    stranger: Authority,
    attack: Callable[[Authority, Authority, bytes], None],
    words: str,
) -> None:
    note = signed().note.encode()
    tasks.stamp()
    assert problems() == []

    attack(tsa, stranger, note)

    (found,) = problems()
    assert found.startswith("the time-stamp of ")
    assert words in found


def test_without_certificates_only_the_digest_is_checked(
    tsa: Authority, stranger: Authority, settings: Settings
) -> None:
    note = signed().note.encode()
    tasks.stamp()
    settings.AUDIT_TSA_CERTS = ""

    code, out = said("verify_trail")
    assert (code, "1 signers not checked" in out) == (2, True)
    by_stranger(tsa, stranger, note)
    assert problems() == []
    settings.AUDIT_TSA_CERTS = str(tsa.roots)
    about_another(tsa, stranger, note)
    settings.AUDIT_TSA_CERTS = ""
    assert problems() == ["the time-stamp of 3 events is about something else"]


@pytest.mark.parametrize(
    "verb", ["UPDATE audit_stamp SET size = size", "DELETE FROM audit_stamp", "again"]
)
def test_the_database_refuses_to_change_a_time_stamp(tsa: Authority, verb: str) -> None:
    signed()
    tasks.stamp()
    if verb == "again":
        on_server = connection.vendor == "postgresql"
        verb = (
            "TRUNCATE audit_stamp"
            if on_server
            else "REPLACE INTO audit_stamp SELECT * FROM audit_stamp"
        )

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)

    assert problems() == []


def test_bytes_that_are_no_answer_are_no_time_stamp(tsa: Authority) -> None:
    note = signed().note.encode()
    answer = authority.ask(tsa.url, authority.roots(), note)

    for cut in range(len(answer)):
        with pytest.raises(Bad):
            authority.check(answer[:cut], authority.roots(), note)
    with pytest.raises(Bad):
        authority.check(answer, authority.roots(), note, nonce=1)


@pytest.mark.parametrize(
    ("url", "certificates", "found"),
    [("", "", []), ("ftp://a", "x", ["audit.E002"]), ("https://a", "", ["audit.E002"]),
     ("https://a", "/nonexistent", ["audit.E003"]), ("https://a", __file__, ["audit.E003"])],
)  # fmt: skip
def test_settings_that_cannot_work_are_named_at_the_start(
    settings: Settings, url: str, certificates: str, found: list[str]
) -> None:
    settings.AUDIT_TSA_URL, settings.AUDIT_TSA_CERTS = url, certificates

    assert [each.id for each in checks.time_stamps(None)] == found
