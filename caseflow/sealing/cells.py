"""The bytes of a sealed value (suite 1): header, nonce, AES-256-GCM over a typed, padded value.

    0      1   suite 0x01
    1      4   version of the data key, big endian
    5     12   nonce
    17     n   ciphertext of: type (1) | value | 0x80 | zeros up to the field's step
    17+n  16   tag

The associated data bind a cell to its label, its scope (case) and its row, so that it opens nowhere
else. Values are never pickled.
"""

import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag

from caseflow.sealing import keys
from caseflow.sealing.errors import SealError

SUITE = 1
HEADER = 5
NONCE = 12
TAG = 16
PREFIX = b"tiepbuoc/v1/field\0"


@dataclass(frozen=True)
class Place:
    """Where a cell belongs: kind and uid of the scope, the row, the label."""

    kind: int
    scope: UUID
    row: UUID
    label: str

    def associated(self, header: bytes) -> bytes:
        """Associated data, every part of fixed or stated length."""
        return b"".join(
            (_beginning(self.label, self.kind), self.scope.bytes, self.row.bytes, header)
        )


@cache
def _beginning(label: str, kind: int) -> bytes:
    """Prefix, length of the label, label, kind."""
    return PREFIX + bytes([len(label.encode())]) + label.encode() + bytes([kind])


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


ENCODE: dict[type, tuple[int, Callable[[Any], bytes]]] = {
    str: (1, lambda value: unicodedata.normalize("NFC", value).encode()),
    int: (2, lambda value: str(value).encode()),
    date: (3, lambda value: value.isoformat().encode()),
    bool: (5, lambda value: b"1" if value else b"0"),
    dict: (7, _json),
    list: (7, _json),
    bytes: (8, bytes),
}
DECODE: dict[int, Callable[[bytes], Any]] = {
    1: lambda raw: raw.decode(),
    2: int,
    3: lambda raw: date.fromisoformat(raw.decode()),
    5: lambda raw: raw == b"1",
    7: json.loads,
    8: bytes,
}


def seal(value: Any, place: Place, *, step: int) -> bytes:
    """The cell of a value at its place, under the active key of its scope."""
    key = keys.active(place.kind, place.scope)
    header = bytes([SUITE]) + key.version.to_bytes(4, "big")
    nonce = os.urandom(NONCE)
    body = key.cipher.encrypt(nonce, _pad(value, step), place.associated(header))
    return header + nonce + body


def unseal(cell: bytes, place: Place) -> Any:
    """The value; SealError when the cell is cut, changed, moved, or of an unknown suite."""
    if len(cell) < HEADER + NONCE + TAG + 2 or cell[0] != SUITE:
        raise SealError("A sealed value cannot be opened.")
    header, nonce, body = cell[:HEADER], cell[HEADER : HEADER + NONCE], cell[HEADER + NONCE :]
    key = keys.version(place.kind, place.scope, int.from_bytes(header[1:], "big"))
    try:
        padded = key.cipher.decrypt(nonce, body, place.associated(header))
    except (InvalidTag, ValueError):
        raise SealError("A sealed value cannot be opened.") from None
    return _unpad(padded)


def _pad(value: Any, step: int) -> bytes:
    try:
        code, encode = ENCODE[type(value)]
    except KeyError:
        raise TypeError("This type of value cannot be sealed.") from None
    body = bytes([code]) + encode(value) + b"\x80"
    return body + bytes(-len(body) % step)


def _unpad(padded: bytes) -> Any:
    body = padded.rstrip(b"\0")
    if len(body) < 2 or body[-1] != 0x80 or body[0] not in DECODE:
        raise SealError("A sealed value cannot be opened.")
    return DECODE[body[0]](body[1:-1])
