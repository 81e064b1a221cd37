"""Keyed tokens for exact search; index keys are random, versioned, and wrapped in the keyring.

Identifiers and phones: 128 bits. Names: one token over the whole folded name, cut to a few bits, so
that a stolen index gives each token several possible names; the finder opens candidates to compare.
"""

import hmac
from hashlib import sha256
from uuid import UUID

from caseflow.sealing import folding, keys

BITS = {"identifier": 128, "phone": 128, "name": 12}


def scope_of(label: str) -> UUID:
    """The keyring scope that holds the keys of an index."""
    return UUID(bytes=sha256(b"tiepbuoc/index/" + label.encode()).digest()[:16])


def tokens(label: str, value: str) -> list[tuple[int, bytes]]:
    """(version, token) under every index key that opens; nothing for an empty value."""
    folded = folding.fold(label, value)
    if not folded:
        return []
    return [
        (key.version, _token(keys.subkey(key.secret, b"tiepbuoc/v1/index"), label, folded))
        for key in keys.versions(keys.KIND_INDEX, scope_of(label))
    ]


def bits_for(distinct: int) -> int:
    """Most bits a name token may have so that about three names share each token."""
    return max(1, (max(distinct, 6) // 3).bit_length() - 1)


def _token(key: bytes, label: str, folded: str) -> bytes:
    digest = hmac.digest(key, label.encode() + b"\0" + folded.encode(), "sha256")
    bits = BITS[label]
    whole = digest[: (bits + 7) // 8]
    spare = -bits % 8
    return whole[:-1] + bytes([whole[-1] >> spare << spare]) if spare else whole
