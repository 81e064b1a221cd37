"""Writes the log as a bundle that anybody can verify without this installation."""

import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from audit import checkpoints, ledger, merkle, signing, standalone, witnesses
from audit.merkle import WIDTH, tile_path, tile_width
from audit.models import AuditEvent, Checkpoint, Leaf
from audit.note import Proof
from audit.verifier import event_path


class Impossible(Exception):
    """The bundle or proof cannot be made here and now; the text says why."""


def bundle(path: Path) -> int:
    """Write everything up to the newest checkpoint of this machine's key; returns how many events.

    Raises Impossible without a signing key, a policy file or a checkpoint.
    """
    signer, policy = signing.current(), Path(settings.AUDIT_POLICY_FILE)
    newest = checkpoints.newest(signer.key.name) if signer else None
    if signer is None or newest is None or not policy.exists():
        raise Impossible("A bundle needs the signing key, the policy file and a checkpoint.")
    digests: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in _files(newest, policy):
            digests[name] = sha256(data).hexdigest()
            made.writestr(name, data)
        lines = [f"{digest}  {name}" for name, digest in sorted(digests.items())]
        text = "\n".join([f"tiepbuoc-bundle/v1 {newest.size}", *lines, ""])
        made.writestr("manifest", signer.sign(text))
    return newest.size


def _files(newest: Checkpoint, policy: Path) -> Iterator[tuple[str, bytes]]:
    signed = Checkpoint.objects.filter(origin=newest.origin, size__lte=newest.size)
    notes = [witnesses.cosigned_note(each) for each in signed.order_by("size").iterator()]
    yield "README.txt", _readme().encode()
    yield "verify.py", standalone.source("verifier").encode()
    yield "policy", policy.read_bytes()
    yield "checkpoint", witnesses.cosigned_note(newest).encode()
    yield "checkpoints.json", json.dumps(notes, indent=0).encode()
    level = 0
    while newest.size >> 8 * level:
        for number in range(-(-(newest.size >> 8 * level) // WIDTH)):
            width = tile_width(newest.size, level, number)
            yield tile_path(level, number, width), ledger.read(level, number, width)
            if level == 0:
                yield from _events(number, width)
        level += 1


def _readme() -> str:
    """How to verify, in both languages."""
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said.append(
                _(
                    "Gói này là nhật ký đã ký. Kiểm tra bằng Python 3.11 và gói cryptography: "
                    "python verify.py GOI.zip --policy KHOA_CONG_KHAI"
                )
            )
    return "\n".join([*said, ""])


def _events(number: int, width: int) -> Iterator[tuple[str, bytes]]:
    """Places and events of one tile."""
    first = number * WIDTH
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.input, e.mac, e.entry FROM audit_leaf l"
            " JOIN audit_event e ON e.id = l.event_id"
            " WHERE l.number >= %s AND l.number < %s ORDER BY l.number",
            [first, first + width],
        )
        rows = [tuple(map(bytes, row)) for row in cursor.fetchall()]
    inputs = b"".join(len(data).to_bytes(2, "big") + data for data, _mac, _entry in rows)
    yield tile_path("entries", number, width), inputs
    lines = b"".join(seal.hex().encode() + b" " + entry + b"\n" for _data, seal, entry in rows)
    yield event_path(number), lines


def proof(uid: UUID) -> Proof:
    """One event's place under the newest checkpoint; what its leaf stands for is the extra data.

    Raises Impossible for an event that is unknown or not signed yet.
    """
    event = AuditEvent.objects.filter(uid=uid).first()
    leaf = Leaf.objects.filter(event_id=event.pk).first() if event else None
    newest = checkpoints.newest()
    if leaf is None or newest is None or leaf.number >= newest.size:
        raise Impossible("This event is unknown, or not signed yet.")
    data = bytes(leaf.input)
    hashes = ledger.tree(newest.size).inclusion(leaf.number)
    found = merkle.root_from_inclusion(leaf.number, newest.size, merkle.leaf_hash(data), hashes)
    if found != bytes(newest.root):
        raise Impossible("The tree differs from its checkpoint; run verify_trail.")
    return Proof(leaf.number, tuple(hashes), witnesses.cosigned_note(newest).encode(), data)
