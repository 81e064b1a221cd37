"""Keyed tokens for exact search; index keys are random, versioned, and wrapped in the keyring.

Identifiers and phones: 128 bits. Names: one token over the sounds of the whole name, cut to a few
bits, so that a stolen index gives each token several possible names; the finder opens candidates to
compare. How many bits, and over which form, is fixed per version of an index (`Shape`).
"""

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import log
from typing import NamedTuple
from uuid import UUID

from caseflow.sealing import folding, keys
from caseflow.sealing.cache import DataKey

NAMES_PER_TOKEN = 3
FULL = 0.95
"""Of all tokens there can be; above it they no longer tell how many names there are."""


class Shape(NamedTuple):
    """What a token is made of: a form of `folding`, cut to so many bits."""

    form: str
    bits: int


SHAPES = {
    "identifier": Shape("identifier", 128),
    "phone": Shape("phone", 128),
    "name": Shape("sound", 12),
}
"""How tokens are made where nothing else was fixed for their version."""


def scope_of(label: str) -> UUID:
    """The keyring scope that holds the keys of an index."""
    return UUID(bytes=sha256(b"tiepbuoc/index/" + label.encode()).digest()[:16])


def index_keys(label: str) -> list[DataKey]:
    """Every key of an index that opens, oldest first."""
    return keys.versions(keys.KIND_INDEX, scope_of(label))


def tokens(
    label: str, value: str, opened: Sequence[DataKey], shapes: Mapping[int, Shape]
) -> list[tuple[int, bytes]]:
    """(version, token) under each of these keys; nothing for an empty value."""
    found = []
    for key in opened:
        shape = shapes.get(key.version, SHAPES[label])
        if folded := folding.fold(shape.form, value):
            found.append((key.version, _token(key, label, folded, shape.bits)))
    return found


def bits_for(distinct: int) -> int:
    """Most bits a name token may have so that about three names share each token."""
    return max(1, (max(distinct, 6) // NAMES_PER_TOKEN).bit_length() - 1)


def distinct_values(tokens_seen: int, rows: int, bits: int) -> int:
    """How many values stand behind this many different tokens, by how full their range is.

    Nothing is opened for it. Where the range is nearly full, this tells too few rather than too many.
    """
    range_size: int = 2**bits
    filled = min(tokens_seen / range_size, FULL)
    return min(rows, round(-range_size * log(1 - filled)))


def _token(key: DataKey, label: str, folded: str, bits: int) -> bytes:
    secret = keys.subkey(key.secret, b"tiepbuoc/v1/index")
    digest = hmac.digest(secret, label.encode() + b"\0" + folded.encode(), "sha256")
    whole = digest[: (bits + 7) // 8]
    spare = -bits % 8
    return whole[:-1] + bytes([whole[-1] >> spare << spare]) if spare else whole
