"""Sealed files on the disk: under random names, written once, never changed, swept when nobody's."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings

from caseflow.sealing import files
from caseflow.sealing.errors import SealError

BATCH = 500
PORTION = 1024 * 1024


def path_of(stored_as: UUID) -> Path:
    """Where the file of this name lies."""
    return Path(settings.FILES_DIR) / stored_as.hex[:2] / stored_as.hex


class Writing:
    """A file that is sealed while it comes in; nobody's until a row names it."""

    def __init__(self, place: files.FilePlace) -> None:
        self.place = place
        self.stored_as = uuid4()
        self.length = 0
        self._sealer, self.key_ver = files.sealer(place)
        self._digest = hashlib.sha256()
        path = path_of(self.stored_as)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        self._put(self._sealer.head)

    def take(self, portion: bytes) -> None:
        """Seal and write the next plain bytes."""
        self.length += len(portion)
        self._put(self._sealer.take(portion))

    def end(self) -> None:
        """The last chunk; the file is on the disk for good before a row may name it."""
        self._put(self._sealer.end())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        folder = os.open(path_of(self.stored_as).parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self) -> None:
        """Remove what was written."""
        self._file.close()
        remove(self.stored_as)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the sealed bytes."""
        return self._digest.digest()

    def _put(self, sealed: bytes) -> None:
        self._digest.update(sealed)
        self._file.write(sealed)


def reader(stored_as: UUID, place: files.FilePlace) -> files.Reader:
    """What opens the file of this name at its place. Raises SealError, Erased, Unavailable."""
    source = _stored(stored_as)
    try:
        return files.reader(source, place)
    except BaseException:
        source.close()
        raise


def _stored(stored_as: UUID) -> BufferedReader:
    try:
        return path_of(stored_as).open("rb")
    except OSError:
        raise SealError("A sealed file is not there.") from None


def digest_of(stored_as: UUID) -> bytes:
    """SHA-256 of the stored bytes; SealError when there are none."""
    with _stored(stored_as) as file:
        return hashlib.file_digest(file, "sha256").digest()


def everything() -> Iterator[Path]:
    """Every stored file, whoever's it is."""
    yield from Path(settings.FILES_DIR).glob("[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 32)


def remove(stored_as: UUID) -> None:
    """Gone, if it was there."""
    path_of(stored_as).unlink(missing_ok=True)


def release(stored_as: UUID) -> None:
    """Leave a file that was replaced to the sweep: a backup taken today may still name it."""
    path = path_of(stored_as)
    if path.exists():
        os.utime(path)


def sweep(known: Callable[[set[UUID]], set[UUID]], *, older_than: datetime) -> int:
    """Remove files older than this that no row names, such as half-written ones; returns how many."""
    removed = 0
    for batch in _old(older_than.timestamp()):
        for stored_as in batch - known(batch):
            remove(stored_as)
            removed += 1
    return removed


def _old(moment: float) -> Iterator[set[UUID]]:
    batch: set[UUID] = set()
    for path in everything():
        with suppress(FileNotFoundError):  # removed meanwhile
            if path.stat().st_mtime < moment:
                batch.add(UUID(path.name))
        if len(batch) == BATCH:
            yield batch
            batch = set()
    yield batch
