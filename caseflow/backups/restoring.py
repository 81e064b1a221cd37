"""Puts a backup back into empty databases, and says whether everything is there."""

import hashlib
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from audit import ledger, signing, trail
from audit.merkle import Bad
from audit.note import Key
from caseflow import erasing
from caseflow.backups import copies, escrow, files, taking
from caseflow.backups.manifest import Manifest


class NotRestored(RuntimeError):
    """Nothing, or not everything, was put back; the sentence says what to do."""


def restore(
    cases: Path, keys: Path, shares: Sequence[str], *, now: datetime, known: Key | None = None
) -> list[str]:
    """Fill both empty databases and write missing key files; what differs from the manifest, if anything.

    `known` is the key of the log that made the backup; without it the one on this machine, and on an
    empty machine the one that lies among the sealed key files. Cases erased since are erased again.
    Raises NotRestored, or `escrow.NotOpened` for wrong shares.
    """
    for alias in ("default", "keyring"):
        if not copies.is_empty(alias):
            raise NotRestored(f"The database {alias} is not empty; restore into a new one.")
    identity = escrow.open_with(shares)
    held = json.loads(_open(keys / taking.MASTERS, identity))
    manifest = _manifest(cases, keys, known or _signing_key(held))
    _write_key_files(held)
    for alias, folder, name in (
        ("default", cases, taking.CASES), ("keyring", keys, taking.KEYS),
    ):  # fmt: skip
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as plain:
            _open_into(folder / name, identity, plain)
            plain.seek(0)
            copies.put_back(alias, plain)
    wrong = _differences(manifest) + files.put_back(cases.parent)
    again = erasing.again()
    trail.record_apart(
        "backup.restored",
        actor=trail.SYSTEM,
        at=now,
        data={"count": sum(manifest.rows.values()), "erased": again},
    )
    return wrong


def _manifest(cases: Path, keys: Path, known: Key) -> Manifest:
    """The one manifest of both folders, every part of it with the digest it names."""
    try:
        manifest, other = Manifest.read(cases, [known]), Manifest.read(keys, [known])
        listed = {
            folder / name: manifest.part(name).digest
            for folder, names in ((cases, [taking.CASES]), (keys, [taking.KEYS, taking.MASTERS]))
            for name in names
        }
    except Bad as error:
        raise NotRestored(f"The manifest is not to be trusted: {error}.") from error
    if other != manifest:
        raise NotRestored("The two folders are of different backups.")
    for path, expected in listed.items():
        with _sealed(path) as sealed:
            if hashlib.file_digest(sealed, "sha256").hexdigest() != expected:
                raise NotRestored(f"{path.name} is not as it was when the manifest was signed.")
    return manifest


def _signing_key(held: Mapping[str, str]) -> Key:
    here = signing.current()
    if here is not None:
        return here.key
    try:
        return signing.parse(held["AUDIT_SIGNING_KEY_FILE"]).key
    except KeyError:
        raise NotRestored("Name the key of the log with --key: it is not in the backup.") from None


def _write_key_files(held: Mapping[str, str]) -> None:
    for name, text in held.items():
        path = Path(getattr(settings, name))
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(text)


def _sealed(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise NotRestored(f"{path.name} is missing.") from None


def _open(path: Path, identity: Any) -> bytes:
    out = io.BytesIO()
    _open_into(path, identity, out)
    return out.getvalue()


def _open_into(path: Path, identity: Any, out: Any) -> None:
    try:
        with _sealed(path) as sealed:
            pyrage.decrypt_io(sealed, out, [identity])
    except (pyrage.DecryptError, OSError) as error:
        raise NotRestored(f"{path.name} does not open with these shares, or is damaged.") from error


def _differences(manifest: Manifest) -> list[str]:
    rows = {
        f"{alias}.{table}": number
        for alias in ("default", "keyring") for table, number in copies.counts(alias).items()
    }  # fmt: skip
    wrong = [
        f"{table}: {manifest.rows.get(table, 0)} in the backup, {rows.get(table, 0)} here"
        for table in sorted({*rows, *manifest.rows})
        if rows.get(table, 0) != manifest.rows.get(table, 0)
    ]
    if (
        ledger.size() < manifest.log_size
        or ledger.tree(manifest.log_size).root() != manifest.log_root
    ):
        wrong.append("the log does not lead to the root that was signed")
    return wrong
