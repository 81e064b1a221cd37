"""Rows that own one sealed file: which file, how long, its digest; told to the log with the row."""

import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from audit.trail import Change, tie
from caseflow.sealing import files, reading, storing
from caseflow.sealing.errors import SealError
from caseflow.sealing.models import SealedModel

TOLD = 16
"""Bytes of the digest that the log repeats beside the tag of the row."""


class WithFile(SealedModel):
    """A sealed row with a file; a subclass names FILE_COLUMNS among the columns its tag covers."""

    CONTENT_LABEL = ""
    """Under which label the log knows an opening of the file."""
    FILE_COLUMNS = ("stored_as", "key_ver", "length", "digest")

    stored_as = models.UUIDField(unique=True, editable=False)
    """Random name on the disk; a file sealed anew gets another."""
    key_ver = models.PositiveIntegerField(editable=False)
    length = models.PositiveBigIntegerField(editable=False)
    digest = models.BinaryField(max_length=32, editable=False)
    """SHA-256 of the sealed bytes."""

    class Meta:
        abstract = True

    def take_over(self, writing: storing.Writing) -> None:
        """The file just written becomes this row's."""
        for name in self.FILE_COLUMNS:
            setattr(self, name, getattr(writing, name))

    def file_place(self) -> files.FilePlace:
        """Where the file of this row belongs."""
        return files.FilePlace(self.SCOPE_KIND, self.scope_uid, self.uid)

    def file_uid(self) -> UUID:
        """Under which uid the log knows the file."""
        return file_uid(self.uid)

    def tell(self, stored: dict[str, Any], changes: Sequence[Change] = ()) -> None:
        """The log also learns the digest of the file, whose versions are those of its key."""
        super().tell(stored, changes)
        tie(self.file_uid(), stored["key_ver"], bytes(stored["digest"])[:TOLD])

    def open_file(self) -> files.Reader:
        """The whole, unchanged file, noted in the read set; what is read later needs no reveal."""
        self.check_row()
        reading.note(self.CONTENT_LABEL, self.uid)
        return self._whole_file()

    def copied(self) -> storing.Writing:
        """The same file sealed anew under the key that seals now; SealError when it is damaged."""
        self.check_row()
        fresh = storing.Writing(self.file_place())
        try:
            with self._whole_file() as before:
                while portion := before.read(storing.PORTION):
                    fresh.take(portion)
        except BaseException:
            fresh.drop()
            raise
        fresh.end()
        return fresh

    def _whole_file(self) -> files.Reader:
        if not hmac.compare_digest(storing.digest_of(self.stored_as), bytes(self.digest)):
            raise SealError("A sealed file is not what was stored last.")
        return storing.reader(self.stored_as, self.file_place())


def file_uid(uid: UUID) -> UUID:
    """Under which uid the log knows the file of the row of this uid."""
    return UUID(bytes=sha256(b"tiepbuoc/v1/file-row\0" + uid.bytes).digest()[:16])


def models_with_files() -> list[type[WithFile]]:
    """Every table whose rows own files."""
    return [model for model in apps.get_models() if issubclass(model, WithFile)]


def files_of(kind: int, scope: UUID) -> Iterator[WithFile]:
    """Every row of a scope that owns a file."""
    for model in models_with_files():
        if kind == model.SCOPE_KIND:
            yield from model._base_manager.filter(scope_uid=scope).order_by("pk")


def remove_files(kind: int, scope: UUID) -> None:
    """Remove the files of an erased scope; their rows stay and say what there was."""
    for row in files_of(kind, scope):
        storing.remove(row.stored_as)


def sweep(*, older_than: datetime) -> int:
    """Remove files older than this that no row names; returns how many."""

    def known(batch: set[UUID]) -> set[UUID]:
        return {
            name
            for model in models_with_files()
            for name in model._base_manager.filter(stored_as__in=batch).values_list(
                "stored_as", flat=True
            )
        }

    return storing.sweep(known, older_than=older_than)
