"""The bytes of a sealed file: which key, then a message of C2SP chunked encryption (AES-256-GCM).

    0      4   CSF1
    4      4   version of the data key, big endian
    8     24   salt
    32    32   commitment to the key of this message
    64     n   chunks of 16 KiB, each with its tag of 16; the last is shorter, and may be empty

Key, base nonce and commitment come from the key of the case, the salt, and the place of the file; the
number of a chunk is part of its nonce. So a file that was cut, lengthened, put in another order, or
put in the place of another does not open (c2sp.org/chunked-encryption, with SHA-512).
"""

import hmac
import io
import os
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from caseflow.sealing import keys
from caseflow.sealing.errors import SealError

MAGIC = b"CSF1"
PREFIX = b"tiepbuoc/v1/file\0"
NAME = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
HEADER = 8
SALT = 24
COMMITMENT = 32
NONCE = 12
TAG = 16
CHUNK = 16 * 1024
SEALED_CHUNK = CHUNK + TAG
MOST_CHUNKS = 2**38


@dataclass(frozen=True)
class FilePlace:
    """Where a file belongs: kind and uid of the scope, and the uid of its row."""

    kind: int
    scope: UUID
    file: UUID

    def context(self) -> bytes:
        """What the key of the message is bound to."""
        return PREFIX + bytes([self.kind]) + self.scope.bytes + self.file.bytes


@dataclass(frozen=True)
class Secrets:
    """Key, base nonce and commitment of one message; never shown."""

    key: bytes
    base: bytes
    commitment: bytes

    def __repr__(self) -> str:
        return "<secrets of a file>"

    @classmethod
    def derive(cls, secret: bytes, salt: bytes, context: bytes) -> "Secrets":
        """HKDF-Expand-SHA512 over name, salt and context; SealError for a key of another length."""
        if len(secret) != 32:
            raise SealError("A file key has the wrong length.")
        length = 32 + NONCE + COMMITMENT
        made = HKDFExpand(SHA512(), length, NAME + salt + context).derive(secret)
        return cls(made[:32], made[32 : 32 + NONCE], made[32 + NONCE :])

    def nonce(self, number: int) -> bytes:
        """The nonce of one chunk."""
        if number >= MOST_CHUNKS:
            raise SealError("A file is too long.")
        base = int.from_bytes(self.base, "big")
        return (base ^ number).to_bytes(NONCE, "big")


class Sealer:
    """Takes plain bytes in any portions and gives sealed ones; keeps less than one chunk."""

    def __init__(self, secret: bytes, context: bytes, *, before: bytes = b"") -> None:
        salt = os.urandom(SALT)
        self._secrets = Secrets.derive(secret, salt, context)
        self._cipher = AESGCM(self._secrets.key)
        self._held = bytearray()
        self._number = 0
        self.head = before + salt + self._secrets.commitment

    def take(self, portion: bytes) -> bytes:
        """The chunks this portion completes."""
        self._held += portion
        sealed = bytearray()
        while len(self._held) >= CHUNK:
            sealed += self._seal(bytes(self._held[:CHUNK]))
            del self._held[:CHUNK]
        return bytes(sealed)

    def end(self) -> bytes:
        """The last chunk: what is left, always shorter than the others."""
        return self._seal(bytes(self._held))

    def _seal(self, chunk: bytes) -> bytes:
        sealed = self._cipher.encrypt(self._secrets.nonce(self._number), chunk, None)
        self._number += 1
        return sealed


class Reader(io.RawIOBase):
    """A sealed message as a file that can be read and searched; gives checked bytes only.

    Raises SealError when it does not belong here, and at every chunk that was changed. Its length is
    known for certain from the start, because the last chunk is opened first.
    """

    def __init__(self, source: BinaryIO, secret: bytes, context: bytes, *, start: int = 0) -> None:
        super().__init__()
        self._source = source
        body = source.seek(0, io.SEEK_END) - start - SALT - COMMITMENT
        last, rest = divmod(body, SEALED_CHUNK)
        if body < 0 or rest < TAG:
            raise SealError("A sealed file was cut.")
        source.seek(start)
        self._secrets = Secrets.derive(secret, source.read(SALT), context)
        if not hmac.compare_digest(source.read(COMMITMENT), self._secrets.commitment):
            raise SealError("A sealed file is not the one that belongs here.")
        self._cipher = AESGCM(self._secrets.key)
        self._first = start + SALT + COMMITMENT
        self._at = 0
        self._number, self._chunk = last, self._open(last)
        self.length = last * CHUNK + len(self._chunk)

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As of any file."""
        before = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.length}[whence]
        self._at = max(0, before + offset)
        return self._at

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # the buffers Python hands over
        """At most to the end of the chunk at hand."""
        if self._at >= self.length:
            return 0
        number, begin = divmod(self._at, CHUNK)
        if number != self._number:
            self._number, self._chunk = number, self._open(number)
        part = self._chunk[begin : begin + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        """The stored file too."""
        self._source.close()
        super().close()

    def _open(self, number: int) -> bytes:
        self._source.seek(self._first + number * SEALED_CHUNK)
        try:
            sealed = self._source.read(SEALED_CHUNK)
            return self._cipher.decrypt(self._secrets.nonce(number), sealed, None)
        except (InvalidTag, ValueError):
            raise SealError("A sealed file was changed.") from None


def sealer(place: FilePlace) -> tuple[Sealer, int]:
    """What seals a new file under the key that seals now, and the version of that key."""
    key = keys.active(place.kind, place.scope)
    head = MAGIC + key.version.to_bytes(4, "big")
    return Sealer(_file_key(key.secret), place.context(), before=head), key.version


def reader(source: BinaryIO, place: FilePlace) -> Reader:
    """What opens a stored file. Raises SealError, Erased, Unavailable."""
    head = source.read(HEADER)
    if len(head) < HEADER or head[:4] != MAGIC:
        raise SealError("A sealed file is of an unknown kind.")
    key = keys.version(place.kind, place.scope, int.from_bytes(head[4:], "big"))
    return Reader(source, _file_key(key.secret), place.context(), start=HEADER)


def _file_key(secret: bytes) -> bytes:
    return keys.subkey(secret, b"tiepbuoc/v1/file")
