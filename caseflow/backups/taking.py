"""Takes a backup: the cases into one folder, their keys into another, one signed manifest in both."""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings

from audit import ledger, signing, trail
from caseflow.backups import copies, escrow, files
from caseflow.backups.manifest import FILE, Manifest, Part

CASES, KEYS, MASTERS = "cases.age", "keys.age", "masters.age"
NAME = "%Y-%m-%dT%H%M%S"
"""Folders are named after the instant in UTC."""
KEY_FILES = ("KEY_FILE", "AUDIT_KEY_FILE", "AUDIT_SIGNING_KEY_FILE")
"""Settings that name files of keys; those that exist on this machine go along."""


class NotTaken(RuntimeError):
    """No backup was made; the sentence says what to do."""


def take(cases: Path, keys: Path, *, now: datetime) -> tuple[Path, Path, Manifest]:
    """New folders below `cases` and below `keys`, and what they hold.

    The cases are copied before their files and keys: a case finds both in the later copies. NotTaken
    when the two places lie in each other, or this machine lacks the recipient or the signing key.
    """
    signer = signing.current()
    if signer is None:
        raise NotTaken("This machine has no AUDIT_SIGNING_KEY_FILE to sign a backup with.")
    if not settings.BACKUP_RECIPIENT:
        raise NotTaken("BACKUP_RECIPIENT is not set: run manage.py escrow create first.")
    recipient = escrow.recipient(settings.BACKUP_RECIPIENT)
    places = [place.resolve() for place in (cases, keys)]
    if places[0].is_relative_to(places[1]) or places[1].is_relative_to(places[0]):
        raise NotTaken("Cases and keys must go to two places, neither inside the other.")
    size = ledger.size()
    root = ledger.tree(size).root()
    with _fresh(cases / now.strftime(NAME)) as first, _fresh(keys / now.strftime(NAME)) as second:
        parts: list[Part] = []
        rows: dict[str, int] = {}
        for alias, folder, name in (("default", first, CASES), ("keyring", second, KEYS)):
            with copies.copied(alias) as (stream, counted):
                parts.append(_seal(stream, folder / name, recipient))
            rows |= {f"{alias}.{table}": number for table, number in counted.items()}
        files.copy_out(cases)
        parts.append(_seal(io.BytesIO(_key_files()), second / MASTERS, recipient))
        manifest = Manifest(now, signer.key.name, tuple(parts), rows, size, root)
        for folder in (first, second):
            manifest.write(folder, signer)
    trail.record_apart(
        "backup.made",
        actor=trail.SYSTEM,
        at=now,
        data={
            "count": sum(rows.values()),
            "digest": hashlib.sha256(manifest.text().encode()).hexdigest(),
        },
    )
    return first, second, manifest


def expire(keys: Path, *, now: datetime) -> list[Path]:
    """Destroy backups of keys older than KEY_BACKUP_DAYS, so that an erasure becomes final."""
    oldest = (now - timedelta(days=settings.KEY_BACKUP_DAYS)).strftime(NAME)
    gone = [
        folder for folder in sorted(keys.iterdir())
        if (folder / FILE).exists() and folder.name < oldest
    ]  # fmt: skip
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def _key_files() -> bytes:
    held: Mapping[str, str] = {
        name: Path(getattr(settings, name)).read_text()
        for name in KEY_FILES if Path(getattr(settings, name)).exists()
    }  # fmt: skip
    return json.dumps(held).encode()


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """A new folder only the owner opens; gone again when anything fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise NotTaken(f"There is a backup named {folder.name} already.") from None
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder)
        raise


def _seal(stream: IO[bytes], path: Path, recipient: Any) -> Part:
    path.touch(mode=0o600)
    with path.open("wb") as out:
        pyrage.encrypt_io(stream, out, [recipient])
    with path.open("rb") as sealed:
        return Part(
            path.name, hashlib.file_digest(sealed, "sha256").hexdigest(), path.stat().st_size
        )
