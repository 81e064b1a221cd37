"""Writes the log as a bundle that anybody can verify without this installation."""

import json
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from audit import checkpoints, ledger, merkle, signing, standalone, witnesses
from audit.extractcheck import EXTRACT, proof_path
from audit.merkle import WIDTH, Tree, tile_path, tile_width
from audit.models import AuditEvent, Checkpoint, Cosignature, Leaf, Stamp
from audit.note import Proof, b64
from audit.signing import Signer
from audit.timestamp import stamp_path
from audit.verifier import KIND, event_path

DIFFERS = "The tree differs from its checkpoint; run verify_trail."
WHOLE_WORDS = gettext_lazy(
    "Gói này là nhật ký đã ký. Kiểm tra bằng Python 3.11 và gói cryptography: "
    "python verify.py GOI.zip --policy KHOA_CONG_KHAI"
)
EXTRACT_WORDS = gettext_lazy(
    "Gói này là trích lục nhật ký đã ký của một hồ sơ. Kiểm tra bằng Python 3.11 và gói "
    "cryptography: python verify.py GOI.zip --policy KHOA_CONG_KHAI. Trích lục chứng minh các sự "
    "kiện có trong nhật ký và không thiếu sự kiện nào từ đầu đến cuối trích lục; không chứng minh "
    "rằng sau đó không còn sự kiện nào."
)


class Impossible(Exception):
    """The bundle or proof cannot be made here and now; the text says why."""


class Unsigned(Impossible):
    """Nothing of what is asked for is signed yet."""


class Differing(Impossible):
    """The database is not what was signed."""


def bundle(path: Path) -> int:
    """Write everything up to the newest checkpoint of this machine's key; returns how many events.

    Raises Impossible without a signing key, a policy file or a checkpoint.
    """
    signer, newest = _signed()
    _write(path, signer, f"{KIND} {newest.size}", _files(newest))
    return newest.size


def extract(path: Path, case: UUID) -> int:
    """Write the signed events of one case, each with its proof; returns how many.

    Raises Impossible as `bundle` does, for a case of which nothing is signed yet, and when the
    database is not what was signed.
    """
    signer, newest = _signed()
    leaves = list(Leaf.objects.filter(case_uid=case, number__lt=newest.size).order_by("number"))
    if not leaves:
        raise Unsigned("Nothing of this case is signed yet.")
    events = AuditEvent.objects.in_bulk([leaf.event_id for leaf in leaves])
    if len(events) < len(leaves) or ledger.tree(newest.size).root() != bytes(newest.root):
        raise Differing(DIFFERS)
    _write(path, signer, f"{EXTRACT} {case.hex} {len(leaves)}", _of_case(newest, leaves, events))
    return len(leaves)


def _signed() -> tuple[Signer, Checkpoint]:
    signer = signing.current()
    newest = checkpoints.newest(signer.key.name) if signer else None
    if signer is None or newest is None or not Path(settings.AUDIT_POLICY_FILE).exists():
        raise Impossible("A bundle needs the signing key, the policy file and a checkpoint.")
    return signer, newest


def _write(path: Path, signer: Signer, head: str, files: Iterable[tuple[str, bytes]]) -> None:
    digests: dict[str, str] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            digests[name] = sha256(data).hexdigest()
            made.writestr(name, data)
        lines = [f"{digest}  {name}" for name, digest in sorted(digests.items())]
        made.writestr("manifest", signer.sign("\n".join([head, *lines, ""])))


def _common(newest: Checkpoint) -> Iterator[tuple[str, bytes]]:
    yield "verify.py", standalone.source("verifier").encode()
    yield "policy", Path(settings.AUDIT_POLICY_FILE).read_bytes()
    yield "checkpoint", witnesses.cosigned_note(newest).encode()


def _files(newest: Checkpoint) -> Iterator[tuple[str, bytes]]:
    signed = Checkpoint.objects.filter(origin=newest.origin, size__lte=newest.size)
    notes = [witnesses.cosigned_note(each) for each in signed.order_by("size").iterator()]
    yield "README.txt", _readme(WHOLE_WORDS).encode()
    yield from _common(newest)
    yield "checkpoints.json", json.dumps(notes, indent=0).encode()
    yield from _stamps(newest, list(_stamped(newest).values_list("size", flat=True)))
    level = 0
    while newest.size >> 8 * level:
        for number in range(-(-(newest.size >> 8 * level) // WIDTH)):
            width = tile_width(newest.size, level, number)
            yield tile_path(level, number, width), ledger.read(level, number, width)
            if level == 0:
                yield from _events(number, width)
        level += 1


def _of_case(
    newest: Checkpoint, leaves: Sequence[Leaf], events: Mapping[int, AuditEvent]
) -> Iterator[tuple[str, bytes]]:
    tree, note = ledger.tree(newest.size), witnesses.cosigned_note(newest).encode()
    yield "README.txt", _readme(EXTRACT_WORDS).encode()
    yield from _common(newest)
    sizes = _sizes(newest, leaves)
    yield "earlier.json", json.dumps(_earlier(newest, tree, sizes), indent=0).encode()
    yield from _stamps(newest, sizes)
    found = [events[leaf.event_id] for leaf in leaves]
    lines = [bytes(each.mac).hex().encode() + b" " + bytes(each.entry) + b"\n" for each in found]
    yield "events", b"".join(lines)
    for number, leaf in enumerate(leaves, 1):
        hashes = tuple(tree.inclusion(leaf.number))
        written = Proof(leaf.number, hashes, note, bytes(leaf.input)).written()
        yield proof_path(number), written


def _sizes(newest: Checkpoint, leaves: Sequence[Leaf]) -> list[int]:
    """For each event the last checkpoint a witness saw before it, and the first one stamped with it."""
    of_log = Cosignature.objects.filter(origin=newest.origin, size__lt=newest.size)
    seen = sorted(set(of_log.values_list("size", flat=True)))
    stamped = sorted(_stamped(newest).values_list("size", flat=True))
    found = set()
    for leaf in leaves:
        found |= set(seen[: bisect_right(seen, leaf.number)][-1:])
        found |= set(stamped[bisect_right(stamped, leaf.number) :][:1])
    return sorted(found)


def _earlier(newest: Checkpoint, tree: Tree, sizes: Sequence[int]) -> list[tuple[str, list[str]]]:
    """Checkpoints of these sizes, and that the log grew from there."""
    notes = Checkpoint.objects.filter(origin=newest.origin, size__in=sizes).order_by("size")
    return [
        (witnesses.cosigned_note(each), [b64(one) for one in tree.consistency(each.size)])
        for each in notes.exclude(size=newest.size)
    ]


def _stamped(newest: Checkpoint) -> QuerySet[Stamp]:
    return Stamp.objects.filter(origin=newest.origin, size__lte=newest.size)


def _stamps(newest: Checkpoint, sizes: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Time-stamps of checkpoints of these sizes, each with the note that was stamped."""
    notes = dict(
        Checkpoint.objects.filter(origin=newest.origin, size__in=sizes).values_list("size", "note")
    )
    for stamp in _stamped(newest).filter(size__in=list(notes)).order_by("size"):
        yield stamp_path(stamp.size, "tsr"), bytes(stamp.answer)
        yield stamp_path(stamp.size, "note"), notes[stamp.size].encode()


def _readme(sentence: str | Promise) -> str:
    """How to verify, in both languages."""
    said = []
    for language in ("vi", "en"):
        with translation.override(language):
            said.append(str(sentence))
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
        raise Differing(DIFFERS)
    return Proof(leaf.number, tuple(hashes), witnesses.cosigned_note(newest).encode(), data)
