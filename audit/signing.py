"""The key that signs checkpoints, and what it signed last; both in files, outside the database.

Only the machine that runs the sequencer has them. The memory of what was signed last is what lets a
sequencer refuse a database that was rolled back or rewritten.
"""

import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from audit.merkle import HASH
from audit.note import LOG_KEY, Key, is_name, signature_line


@dataclass(frozen=True)
class Signer:
    """A private key with the name it signs under; never shown."""

    key: Key
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, text: str) -> str:
        """The text as a signed note."""
        return f"{text}\n{signature_line(self.key, self._private.sign(text.encode()))}"


def signer(name: str, seed: bytes, kind: int = LOG_KEY) -> Signer:
    """The signer of a name and a 32-byte seed."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Signer(Key(name, kind, public), private)


def current() -> Signer | None:
    """The log's signer, or None on machines without the key; ImproperlyConfigured if others can read it."""
    path = Path(settings.AUDIT_SIGNING_KEY_FILE)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured("AUDIT_SIGNING_KEY_FILE must be readable by its owner only.")
    return parse(path.read_text())


def parse(text: str) -> Signer:
    """The signer of a key file's text."""
    raw = json.loads(text)
    return signer(raw["name"], bytes.fromhex(raw["seed"]))


def create(path: Path, name: str) -> Signer:
    """Write a new signing key, readable by its owner only; FileExistsError when there is one.

    `name` is the origin of the log, for example `tiepbuoc.example/nhat-ky`; ValueError for spaces
    or a plus sign.
    """
    if not is_name(name):
        raise ValueError("The name of a log has no spaces and no plus sign.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seed = secrets.token_bytes(HASH)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps({"name": name, "seed": seed.hex()}))
    return signer(name, seed)


@dataclass
class Memory:
    """The last size and root signed under one name on this machine; size 0 when there was none."""

    size: int
    root: bytes
    _path: Path
    _name: str

    def keep(self, size: int, root: bytes) -> None:
        """Remember before anybody sees the signature; survives a crash of the machine."""
        known = _known(self._path) | {self._name: {"size": size, "root": root.hex()}}
        fresh = self._path.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump(known, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        self.size, self.root = size, root


@contextmanager
def memory(name: str) -> Iterator[Memory]:
    """What was signed last under this name, locked against other processes of this machine."""
    path = Path(settings.AUDIT_STATE_FILE)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last = _known(path).get(name, {"size": 0, "root": ""})
        yield Memory(last["size"], bytes.fromhex(last["root"]), path, name)


def _known(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return known
