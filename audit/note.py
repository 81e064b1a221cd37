"""Signed notes and what is written in them: checkpoints, cosignatures, proof files (C2SP).

Nothing but Ed25519 and Base 64: no Django, no database. The formats are those of c2sp.org:
signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from audit.merkle import HASH, Bad

LOG_KEY, WITNESS_KEY = 0x01, 0x04
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
MOST_SIGNATURES = 64


# -- Keys and notes (C2SP signed-note, tlog-cosignature) ---------------------------------------


def b64(data: bytes) -> str:
    """Standard Base 64."""
    return base64.b64encode(data).decode()


def unb64(text: str) -> bytes:
    """The bytes of standard Base 64 in its one spelling; Bad for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Bad("not Base 64") from None
    if b64(data) != text:
        raise Bad("not Base 64 in its one spelling")
    return data


@dataclass(frozen=True)
class Key:
    """A public key with its name: of a log (0x01) or of a witness (0x04)."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name, kind and key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """`name+id+key`, as people exchange it."""
        return f"{self.name}+{self.id.hex()}+{b64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> "Key":
        """The key of a vkey; Bad for another kind, another length or an id that does not fit."""
        name, _, rest = vkey.partition("+")
        key_id, _, material = rest.partition("+")
        data = unb64(material)
        if not is_name(name) or len(data) != 1 + HASH or data[0] not in (LOG_KEY, WITNESS_KEY):
            raise Bad("not a key of a log or a witness")
        key = cls(name, data[0], data[1:])
        if key.id.hex() != key_id:
            raise Bad("the id of the key does not fit")
        return key

    def verify(self, signature: bytes, text: str) -> int:
        """Bad unless the signature fits; for a witness the second at which it was made, else 0."""
        at, message = 0, text.encode()
        if self.kind == WITNESS_KEY:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            raise Bad(f"the signature of {self.name} does not fit") from None
        if at >= 1 << 63:
            raise Bad(f"the signature of {self.name} has an impossible time")
        return at


def is_name(name: str) -> bool:
    """Whether notes allow this key name."""
    return re.fullmatch(r"[^\s+\x00-\x1f]+", name) is not None


def cosigned(text: str, at: int) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def signature_line(key: Key, signature: bytes) -> str:
    """One line under a note."""
    return f"\u2014 {key.name} {b64(key.id + signature)}\n"


@dataclass(frozen=True)
class Note:
    """A text and what stands under it: key name, key id, signature."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    def signers(self, keys: Iterable[Key]) -> dict[Key, int]:
        """Known keys whose signatures fit, with the second of each; Bad when one does not fit.

        Signatures of unknown keys are ignored, as the format demands.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[Key, int] = {}
        for name, key_id, signature in self.signatures:
            key = known.get((name, key_id))
            if key is not None:
                found[key] = max(found.get(key, 0), key.verify(signature, self.text))
        return found


def read_note(raw: bytes) -> Note:
    """The note of these bytes; Bad when it is malformed."""
    try:
        whole = raw.decode()
    except UnicodeDecodeError:
        raise Bad("the note is not UTF-8") from None
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise Bad("the note is malformed")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Bad("the note has too many signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = unb64(encoded)
    if dash != "\u2014" or not is_name(name) or len(data) < 5:
        raise Bad("a signature line is malformed")
    return name, data[:4], data[4:]


# -- Checkpoints and proof files (C2SP tlog-checkpoint, tlog-proof) ------------------------------


@dataclass(frozen=True)
class Checkpoint:
    """Which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The checkpoint of a note's text; extension lines are allowed and not read."""
        lines = text.split("\n")
        if len(lines) < 4 or "" in lines[:-1] or lines[-1] or not is_decimal(lines[1]):
            raise Bad("not a checkpoint")
        root = unb64(lines[2])
        if len(root) != HASH:
            raise Bad("the root of the checkpoint has the wrong length")
        return cls(lines[0], int(lines[1]), root)


def is_decimal(text: str) -> bool:
    """Whether this is a number as the formats write it: no sign, no leading zero, at most 63 bits."""
    return re.fullmatch(r"0|[1-9][0-9]{0,18}", text) is not None and int(text) < 1 << 63


def decimal(text: str) -> int:
    """The number of such a text; Bad for anything else."""
    if not is_decimal(text):
        raise Bad("not a number")
    return int(text)


@dataclass(frozen=True)
class Proof:
    """One event's place in the log, in a file of its own."""

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes = b""

    def written(self) -> bytes:
        """The `.tlog-proof` file."""
        lines = [PROOF_HEAD]
        if self.extra:
            lines.append(f"extra {b64(self.extra)}")
        lines += [f"index {self.index}", *map(b64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.note

    @classmethod
    def parse(cls, raw: bytes) -> "Proof":
        """The proof in this file; Bad when it is malformed."""
        above, gap, note = raw.partition(b"\n\n")
        try:
            head, *lines = above.decode().split("\n")
        except UnicodeDecodeError:
            raise Bad("the proof is not UTF-8") from None
        extra = unb64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
        word, _, index = (lines.pop(0) if lines else "").partition(" ")
        if head != PROOF_HEAD or not gap or word != "index" or not is_decimal(index):
            raise Bad("the proof is malformed")
        hashes = tuple(map(unb64, lines))
        if any(len(each) != HASH for each in hashes):
            raise Bad("a hash of the proof has the wrong length")
        return cls(int(index), hashes, note, extra)
