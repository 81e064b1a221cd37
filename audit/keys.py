"""The keys of the log: MAC keys by id and yearly keys of search digests, in a file of their own."""

import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class LogKeys:
    """Keys in memory; never shown."""

    active: str
    mac: dict[str, bytes] = field(repr=False)
    query: dict[int, bytes] = field(repr=False)


def read(path: Path) -> LogKeys:
    """The keys of a file; ImproperlyConfigured when it is missing or others may read it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ImproperlyConfigured(
            "AUDIT_KEY_FILE does not exist; run `manage.py audit_keys init`."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured("AUDIT_KEY_FILE must be readable by its owner only (0600).")
    raw = json.loads(path.read_text())
    return LogKeys(
        active=raw["active"],
        mac={kid: bytes.fromhex(key) for kid, key in raw["mac"].items()},
        query={int(year): bytes.fromhex(key) for year, key in raw["query"].items()},
    )


@lru_cache(maxsize=4)
def _cached(path: str, changed_ns: int) -> LogKeys:
    return read(Path(path))


def current() -> LogKeys:
    """The keys in force, read again when the file changes."""
    path = os.fspath(settings.AUDIT_KEY_FILE)
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116 - asked with every event
    except FileNotFoundError:
        changed = 0
    return _cached(path, changed)


def create(path: Path, *, first_year: int, years: int = 5) -> None:
    """Write a new key file, readable by its owner only; FileExistsError when there is one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    contents = {
        "active": "1",
        "mac": {"1": secrets.token_hex(32)},
        "query": {str(first_year + n): secrets.token_hex(32) for n in range(years)},
    }
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps(contents))
