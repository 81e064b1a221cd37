"""What other agencies saw of the log: cosignatures taken, contradictions and silence told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from audit import alarms, checkpoints, headcheck, ledger, note
from audit.merkle import Bad
from audit.models import Checkpoint, Cosignature
from audit.note import Key
from audit.policy import Policy

LONGEST = 64 * 1024


class Diverged(Exception):
    """A witness cosigned, and the log signed, a tree that is not ours."""


def receive(raw: bytes, now: datetime) -> int:
    """Take the cosignatures under a checkpoint; returns how many were new.

    Bad for a note that is malformed, not signed by the log or cosigned by nobody of the policy;
    Diverged, after an alarm, when log and witness both signed another tree than ours.
    """
    read, policy = note.read_note(raw), headcheck.policy()
    head = note.Checkpoint.parse(read.text)
    if head.origin not in {key.name for key in read.signers(headcheck.log_keys())}:
        raise Bad("the checkpoint is not signed by this log")
    signers = read.signers(policy.witnesses.values())
    if not signers:
        raise Bad("nobody of the policy cosigned")
    if head.size > ledger.size() or ledger.tree(head.size).root() != head.root:
        for name in _names(policy, signers):
            alarms.sound("diverged", now, about=name, size=head.size)
        raise Diverged
    if max(signers.values()) > (now + timedelta(hours=1)).timestamp():
        raise Bad("the cosignature is from the future")
    lines = {(name, key_id): raw for name, key_id, raw in read.signatures}
    new = 0
    for name in _names(policy, signers):
        key = policy.witnesses[name]
        _row, made = Cosignature.objects.get_or_create(
            origin=head.origin,
            size=head.size,
            witness=name,
            at=datetime.fromtimestamp(signers[key], UTC),
            defaults={
                "line": note.signature_line(key, lines[key.name, key.id]),
                "received_at": now,
            },
        )
        new += made
    return new


def _names(policy: Policy, signers: dict[Key, int]) -> list[str]:
    return [name for name, key in policy.witnesses.items() if key in signers]


@dataclass(frozen=True)
class Standing:
    """How recently one witness cosigned; none when it never did."""

    witness: str
    size: int
    at: datetime | None
    silent: bool


def standings(now: datetime) -> list[Standing]:
    """Every witness of the policy, in its order."""
    newest = checkpoints.newest()
    found = []
    for name in headcheck.policy().witnesses:
        last = Cosignature.objects.filter(witness=name).order_by("-at", "-size").first()
        news = newest is not None and newest.size > (last.size if last else 0)
        since = last.at if last else (newest.signed_at if newest else now)
        silent = news and now - since > timedelta(hours=settings.AUDIT_WITNESS_HOURS)
        found.append(Standing(name, last.size if last else 0, last.at if last else None, silent))
    return found


def watch(now: datetime) -> None:
    """Sound an alarm for every witness that fell silent; end it when it is back."""
    for standing in standings(now):
        if standing.silent:
            alarms.sound("silent", now, about=standing.witness)
        else:
            alarms.end("silent", now, about=standing.witness)


def cosigned_note(checkpoint: Checkpoint) -> str:
    """The checkpoint with every cosignature under it, the newest of each witness."""
    return checkpoint.note + "".join(_lines(checkpoint))


def cosigners(checkpoint: Checkpoint) -> dict[str, datetime]:
    """Which witnesses cosigned this very checkpoint, and when first."""
    rows = Cosignature.objects.filter(origin=checkpoint.origin, size=checkpoint.size)
    return dict(rows.order_by("-at").values_list("witness", "at"))


def _lines(checkpoint: Checkpoint) -> Iterator[str]:
    rows = Cosignature.objects.filter(origin=checkpoint.origin, size=checkpoint.size)
    newest = {row.witness: row.line for row in rows.order_by("at")}
    yield from newest.values()
