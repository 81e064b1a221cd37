"""Where master keys come from: a small interface, and the local key file behind it."""

import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from caseflow.sealing.errors import SealError

NONCE = 12


class KekProvider(Protocol):
    """Wraps data keys under a master key that never leaves the provider."""

    def wrap(self, associated: bytes, key: bytes) -> tuple[int, bytes]:
        """The id of the master key used, and the wrapped key (opaque bytes)."""

    def unwrap(self, kek_id: int, associated: bytes, wrapped: bytes) -> bytes:
        """The data key; SealError when anything differs from when it was wrapped."""


@dataclass(frozen=True)
class LocalFileProvider:
    """Master keys in one JSON file that only its owner may read."""

    active: int
    keys: dict[int, AESGCM] = field(repr=False)

    def wrap(self, associated: bytes, key: bytes) -> tuple[int, bytes]:
        """AES-256-GCM under the active master key: nonce, ciphertext, tag."""
        nonce = os.urandom(NONCE)
        bound = associated + self.active.to_bytes(4, "big")
        return self.active, nonce + self.keys[self.active].encrypt(nonce, key, bound)

    def unwrap(self, kek_id: int, associated: bytes, wrapped: bytes) -> bytes:
        """Undo `wrap`; SealError for an unknown master key or a changed wrapping."""
        cipher = self.keys.get(kek_id)
        if cipher is None:
            raise SealError("A data key is wrapped by an unknown master key.")
        bound = associated + kek_id.to_bytes(4, "big")
        try:
            return cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
        except (InvalidTag, ValueError):
            raise SealError("A data key does not open.") from None


def read_file(path: Path) -> LocalFileProvider:
    """The provider of a key file; ImproperlyConfigured when missing or readable by others."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "KEY_FILE does not exist; run `manage.py keyring init`."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured("KEY_FILE must be readable by its owner only (0600).")
    raw = json.loads(path.read_text())
    keys = {int(number): _wrapping_key(bytes.fromhex(key)) for number, key in raw["keys"].items()}
    return LocalFileProvider(active=int(raw["active"]), keys=keys)


def create_file(path: Path) -> None:
    """Write a new key file for its owner only; FileExistsError when there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps({"active": 1, "keys": {"1": secrets.token_hex(32)}}))


def _wrapping_key(master: bytes) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"tiepbuoc/v1/wrap").derive(master)
    return AESGCM(derived)


_loaded: dict[tuple[Path, int], LocalFileProvider] = {}


def current() -> KekProvider:
    """The provider in force; the key file is read again when it changes."""
    path = Path(settings.KEY_FILE)
    changed = path.stat().st_mtime_ns if path.exists() else 0
    key = (path, changed)
    if key not in _loaded:
        _loaded.clear()
        _loaded[key] = read_file(path)
    return _loaded[key]
