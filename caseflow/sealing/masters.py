"""Master keys held by this machine: a key file, or the same text in a secret of the environment.

The text is JSON: `{"active": 2, "keys": {"1": "…64 hex digits…", "2": "…"}}`. Every listed key opens;
the active one seals. Keys are turned into ciphers at once, and the text is forgotten.
"""

import json
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured

from caseflow.sealing.errors import SealError

NONCE = 12
MASTER = 32
MOST_LOCAL = 999_999_999
"""Ids above belong to key servers."""


@dataclass(frozen=True)
class LocalKeys:
    """Ciphers of master keys by id; one of them is active. Never shown, never pickled."""

    active: int
    ciphers: dict[int, AESGCM] = field(repr=False)

    def __reduce__(self) -> str:
        raise TypeError("Keys are not pickled.")

    def has(self, kek_id: int) -> bool:
        """Whether this master key is here."""
        return kek_id in self.ciphers

    def wrap(self, items: Sequence[tuple[bytes, bytes]]) -> list[tuple[int, bytes]]:
        """Each (associated data, data key) sealed by AES-256-GCM: nonce, ciphertext, tag."""
        cipher, tail = self.ciphers[self.active], self.active.to_bytes(4, "big")
        wrapped = []
        for associated, secret in items:
            nonce = os.urandom(NONCE)
            wrapped.append((self.active, nonce + cipher.encrypt(nonce, secret, associated + tail)))
        return wrapped

    def unwrap(self, items: Sequence[tuple[int, bytes, bytes]]) -> list[bytes]:
        """Undo `wrap`, item by item: (master key id, associated data, wrapped key)."""
        opened = []
        for kek_id, associated, wrapped in items:
            bound = associated + kek_id.to_bytes(4, "big")
            try:
                opened.append(self.ciphers[kek_id].decrypt(wrapped[:NONCE], wrapped[NONCE:], bound))
            except (InvalidTag, ValueError):
                raise SealError("A data key does not open.") from None
        return opened


def parse(text: str, *, origin: str) -> LocalKeys:
    """The keys of such a text; ImproperlyConfigured names the origin, never the text."""
    active, masters = _contents(text, origin=origin)
    return LocalKeys(active, {number: _cipher(master) for number, master in masters.items()})


def read_file(path: Path) -> LocalKeys:
    """The keys of a file; ImproperlyConfigured when missing or readable by others."""
    return parse(_text(path), origin="KEY_FILE")


def create_file(path: Path) -> None:
    """Write a new key file for its owner only; FileExistsError when there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=False)
    _write(path, 1, {1: secrets.token_bytes(MASTER)})


def add_to_file(path: Path) -> int:
    """Add a master key that opens but does not seal yet; returns its id."""
    active, masters = _contents(_text(path), origin="KEY_FILE")
    number = max(masters) + 1
    _write(path, active, {**masters, number: secrets.token_bytes(MASTER)})
    return number


def use_in_file(path: Path, number: int) -> None:
    """Let this master key seal from now on; LookupError when the file does not hold it."""
    _active, masters = _contents(_text(path), origin="KEY_FILE")
    if number not in masters:
        raise LookupError(number)
    _write(path, number, masters)


def drop_from_file(path: Path, number: int) -> None:
    """Remove a master key for good; LookupError when it is absent or still the active one."""
    active, masters = _contents(_text(path), origin="KEY_FILE")
    if number == active or number not in masters:
        raise LookupError(number)
    _write(path, active, {known: key for known, key in masters.items() if known != number})


def _text(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "KEY_FILE does not exist; run `manage.py keyring init`."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured("KEY_FILE must be readable by its owner only (0600).")
    return path.read_text()


def _contents(text: str, *, origin: str) -> tuple[int, dict[int, bytes]]:
    try:
        raw = json.loads(text)
        masters = {int(number): bytes.fromhex(key) for number, key in raw["keys"].items()}
        active = int(raw["active"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ImproperlyConfigured(f"{origin} does not hold master keys.") from None
    if active not in masters or any(len(key) != MASTER for key in masters.values()):
        raise ImproperlyConfigured(f"{origin} names no active key, or a key is not 32 bytes.")
    if not all(0 < number <= MOST_LOCAL for number in masters):
        raise ImproperlyConfigured(f"{origin} holds a key whose number is out of range.")
    return active, masters


def _write(path: Path, active: int, masters: dict[int, bytes]) -> None:
    """Whole or not at all: a crash leaves the old file or the new one."""
    contents = {"active": active, "keys": {str(n): key.hex() for n, key in masters.items()}}
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600, exist_ok=False)
    with beside.open("w") as file:
        json.dump(contents, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _cipher(master: bytes) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"tiepbuoc/v1/wrap").derive(master)
    return AESGCM(derived)
