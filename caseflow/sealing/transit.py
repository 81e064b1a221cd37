"""Master keys in a key server that speaks the transit protocol of HashiCorp Vault (and of OpenBao).

The master key never leaves the server: data keys are sent there to be wrapped and unwrapped, many in
one request, bound to their place by `associated_data`. Protocol: transit secrets engine, API v1,
`encrypt/:name`, `decrypt/:name`, `keys/:name`.
"""

import base64
import binascii
import json
import ssl
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from caseflow.sealing.errors import SealError, Unavailable

FIRST = 1_000_000_000
"""Version n of the server's key has the id FIRST + n, apart from keys held by this machine."""
LAST = 2_000_000_000
SECONDS = 5
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class Transit:
    """One named key of a key server; the token is read from its file for each request."""

    address: str
    mount: str
    name: str
    token_path: Path
    namespace: str = ""
    authority: str = ""
    """File of the certificate authority to trust, if not one of the system's."""
    context: ssl.SSLContext | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ImproperlyConfigured("VAULT_ADDR must be https.")
        if parts.scheme not in ("http", "https") or not parts.hostname or not self.name:
            raise ImproperlyConfigured("VAULT_ADDR and VAULT_KEY must be set.")
        secure = parts.scheme == "https"
        context = ssl.create_default_context(cafile=self.authority or None) if secure else None
        object.__setattr__(self, "context", context)

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")

    @property
    def active(self) -> int:
        """Id of the version that wraps now, asked of the server."""
        latest = self._call("GET", f"keys/{self.name}")["latest_version"]
        return FIRST + int(latest)

    def has(self, kek_id: int) -> bool:
        """Whether an id is one of the server's."""
        return FIRST < kek_id <= LAST

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        """Each (associated data, data key) wrapped by the latest version; opaque bytes."""
        batch = [
            {"plaintext": _text(secret), "associated_data": _text(associated)}
            for associated, secret in items
        ]
        wrapped = [result["ciphertext"] for result in self._batch("encrypt", batch)]
        return [(FIRST + _version(text), text.encode()) for text in wrapped]

    def unwrap(self, items: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Undo `wrap`; SealError when an id, a place or a byte differs."""
        batch = []
        for kek_id, associated, wrapped in items:
            text = wrapped.decode("ascii", "replace")
            if FIRST + _version(text) != kek_id:
                raise SealError("A data key does not open.")
            batch.append({"ciphertext": text, "associated_data": _text(associated)})
        try:
            return [
                base64.b64decode(result["plaintext"], validate=True)
                for result in self._batch("decrypt", batch)
            ]
        except binascii.Error:
            raise Unavailable("The key server answers in another protocol.") from None

    def _batch(self, verb: str, batch: list[dict[str, str]]) -> list[dict[str, str]]:
        if not batch:
            return []
        answer = self._call("POST", f"{verb}/{self.name}", {"batch_input": batch})
        results: list[dict[str, str]] = answer.get("batch_results") or []
        if any(result.get("error") for result in results):
            raise SealError("A data key does not open.")
        if len(results) != len(batch):
            raise Unavailable("The key server answers in another protocol.")
        return results

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The `data` of an answer. What the server says of an error is not repeated."""
        headers = {"X-Vault-Token": self._token(), "X-Vault-Request": "true"}
        if self.namespace:
            headers["X-Vault-Namespace"] = self.namespace
        text = json.dumps(body) if body is not None else None
        connection = self._connection()
        try:
            connection.request(method, f"/v1/{self.mount}/{path}", text, headers)
            response = connection.getresponse()
            raw = response.read()
        except (OSError, HTTPException):
            raise Unavailable("The key server does not answer.") from None
        finally:
            connection.close()
        try:
            data = json.loads(raw).get("data") or {}
        except (ValueError, AttributeError):
            data = {}
        if response.status == 200 or (response.status == 400 and "batch_results" in data):
            return dict(data)
        raise Unavailable(f"The key server refuses (status {response.status}).")

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        host = parts.hostname or ""
        if self.context is None:
            return HTTPConnection(host, parts.port, timeout=SECONDS)
        return HTTPSConnection(host, parts.port, timeout=SECONDS, context=self.context)

    def _token(self) -> str:
        try:
            mode = self.token_path.stat().st_mode
            token = self.token_path.read_text().strip()
        except OSError:
            raise Unavailable("The token for the key server cannot be read.") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Unavailable("The token for the key server is readable by others.")
        return token


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _version(text: str) -> int:
    """The n of `vault:vn:…`; SealError for anything else."""
    head, _, _rest = text.removeprefix("vault:v").partition(":")
    if not text.startswith("vault:v") or not head.isdigit():
        raise SealError("A data key does not open.")
    return int(head)
