"""Sealed files in a backup: as they lie on the disk, each copied once, because none ever changes.

They are sealed by the keys of their cases and bound to them, and rows and log hold their digests; so they
need no second seal, and `verify_trail --rows` names what is not as it was.
"""

import os
import shutil
from pathlib import Path

from caseflow.backups.copies import PIECE
from caseflow.sealing import attached, keys, storing

FOLDER = "files"
"""Beside the folders of single backups, for all of them."""


def copy_out(place: Path) -> int:
    """Bring every file that is not there yet to the place of the cases; returns how many."""
    count = 0
    for path in storing.everything():
        there = place / FOLDER / path.parent.name / path.name
        if not there.exists():
            try:
                _copy(path, there)
            except FileNotFoundError:
                continue  # an upload that was refused meanwhile
            count += 1
    return count


def put_back(place: Path) -> list[str]:
    """Bring back what the restored rows name; tells which rows of cases not erased lack their file."""
    missing = []
    for model in attached.models_with_files():
        for row in model._base_manager.order_by("scope_uid", "pk").iterator():
            here = storing.path_of(row.stored_as)
            try:
                if not here.exists():
                    _copy(place / FOLDER / here.parent.name / here.name, here)
            except FileNotFoundError:
                if not keys.is_destroyed(model.SCOPE_KIND, row.scope_uid):
                    missing.append(f"{model._meta.label_lower} {row.uid.hex}: its file is missing")
    return missing


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as bytes_in:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(".part")
        part.touch(mode=0o600)
        with part.open("wb") as out:
            shutil.copyfileobj(bytes_in, out, PIECE)
            out.flush()
            os.fsync(out.fileno())
    part.replace(target)
