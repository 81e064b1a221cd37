"""The bytes of an event: canonical JSON (RFC 8785 for ASCII keys, strings, integers) and its MAC."""

import hmac
import json
from collections.abc import Mapping

VERSION = 1


def canonical(entry: Mapping[str, object]) -> bytes:
    """The one way to write an entry: keys sorted, no spaces, UTF-8 text kept."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mac(key: bytes, body: bytes) -> bytes:
    """HMAC-SHA256 over the canonical bytes (RFC 2104)."""
    return hmac.digest(key, body, "sha256")
