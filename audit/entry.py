"""The bytes of an event: canonical JSON (RFC 8785 for ASCII keys, strings, integers) and its MAC.

No Django, no database: the verifier reads entries with these same functions.
"""

import hmac
import json
import re
from collections.abc import Mapping
from typing import NamedTuple

VERSION = 1
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

_TEXT = rb'"[^"\\\x00-\x1f]*+"'
_KEPT = rb'"([^"\\\x00-\x1f]*+)"'
_GRAMMAR = re.compile(
    rb'\{"act":' + _KEPT + rb',"actor":' + _KEPT + rb',"agency":' + _KEPT
    + rb'(?:,"case":"([0-9a-f]{32})")?+(?:,"chg":\[[^][]*+\])?+,"data":\{[^{}]*+\}'
    + rb'(?:,"det":' + _TEXT + rb')?+,"kid":' + _KEPT + rb'(?:,"lost":\[([\d,]*+)\])?+,"n":(\d++)'
    + rb'(?:,"obj":\{"l":' + _TEXT + rb',"u":"[0-9a-f]{32}"\})?+(?:,"q":' + _TEXT + rb")?+"
    + rb'(?:,"rd":\{[^{}]*+\})?+,"req":' + _TEXT + rb',"role":' + _TEXT
    + rb'(?:,"rows":\[([^][]*+)\])?+,"salt":' + _TEXT
    + rb',"ts":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)","uid":"([0-9a-f]{32})","v":1,"w":' + _KEPT + rb"\}"
)  # fmt: skip


class Fields(NamedTuple):
    """What verifiers need of an entry, as bytes; `case`, `lost` and `rows` may be missing."""

    act: bytes
    actor: bytes
    agency: bytes
    case: bytes | None
    kid: bytes
    lost: bytes | None
    n: bytes
    rows: bytes | None
    ts: bytes
    uid: bytes
    w: bytes


def canonical(entry: Mapping[str, object]) -> bytes:
    """The one way to write an entry: keys sorted, no spaces, UTF-8 text kept."""
    return _ENCODER.encode(entry).encode()


def fields(body: bytes) -> Fields | None:
    """The fields of an entry of version 1, or None when it is not written as `trail` writes it.

    One regular expression is the whole grammar: every member once, in order, nothing else.
    """
    found = _GRAMMAR.fullmatch(body)
    return None if found is None else Fields._make(found.groups())


def mac(key: bytes, body: bytes) -> bytes:
    """HMAC-SHA256 over the canonical bytes (RFC 2104)."""
    return hmac.digest(key, body, "sha256")
