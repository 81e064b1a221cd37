"""Files on their way in: sealed as the bytes arrive, so that none of them ever lies plain on a disk."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _

from caseflow import magic, scanning
from caseflow.choices import FileKind, Scan
from caseflow.refusals import WrongInput
from caseflow.sealing import attached, files, storing

FIELD = "file"
KEPT = timedelta(days=1)
MEBIBYTE = 1024**2
AROUND = MEBIBYTE
"""What a form holds beside its file, at most, before its size alone says that the file is too large."""
UNKNOWN = _(
    "Loại tệp này không nhận được. Gửi PDF, ảnh JPEG, PNG, HEIC, văn bản Word, Excel, ODT, "
    "ghi âm MP3, M4A, WAV, phim MP4 hoặc văn bản thuần."
)
HARMFUL = _("Máy quét vi-rút thấy mã độc trong tệp này, nên không nhận. Hãy báo quản trị đơn vị.")
SCANNER_AWAY = _("Máy quét vi-rút đang không chạy, nên chưa nhận tệp. Hãy gửi lại sau ít phút.")


class NoFiles(FileUploadHandler):
    """For every page that asks for no file: what comes is read past and kept nowhere."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Pass over it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called."""

    def file_complete(self, file_size: int) -> None:
        """Never called."""


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # no parameters at run time
    """A file that came in and was sealed; removed with the request unless a row took it over."""

    def __init__(self, writing: storing.Writing | None, name: str, size: int) -> None:
        super().__init__(None, name, size=size)
        self.writing = writing
        """None for a file that was too large: nothing of it is left."""
        self.kept = False

    def close(self) -> None:
        """End of the request."""
        if self.writing is not None and not self.kept:
            self.writing.drop()

    def opened(self) -> files.Reader:
        """The file as it was sealed."""
        assert self.writing is not None
        return storing.reader(self.writing.stored_as, self.writing.place)


class SealingUpload(FileUploadHandler):
    """Takes the one file of a form and seals it at its place; stops writing at the size limit."""

    def __init__(self, request: HttpRequest, place: files.FilePlace) -> None:
        super().__init__(request)
        self.place = place
        self.began = self.too_large = False
        self.writing: storing.Writing | None = None

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> None:  # noqa: N803 - Django's signature
        """A form that says itself that it is too large is not even begun."""
        self.too_large = content_length > settings.FILE_MOST_BYTES + AROUND

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin to seal; a second file, or one of another field, is passed over."""
        super().new_file(field_name, *args, **kwargs)
        if self.began or field_name != FIELD:
            raise SkipFile
        self.began = True
        if not self.too_large:
            self.writing = storing.Writing(self.place)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal and forget."""
        if start + len(raw_data) > settings.FILE_MOST_BYTES:
            self.too_large = True
            self.drop()
        elif self.writing is not None:
            self.writing.take(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """The sealed file, or the word that it was too large."""
        writing, self.writing = self.writing, None
        if writing is not None:
            writing.end()
        return SealedUpload(writing, self.file_name or "", file_size)

    def drop(self) -> None:
        """Remove what is half-written."""
        if self.writing is not None:
            self.writing.drop()
            self.writing = None


def examine(upload: SealedUpload) -> tuple[FileKind, Scan]:
    """What the file is, and whether it was looked through. Raises WrongInput for one not taken."""
    if upload.writing is None:
        raise WrongInput(too_large())
    with closing(upload.opened()) as file:
        kind = magic.kind_of(file)
        if kind is None:
            raise WrongInput(UNKNOWN)
        if not scanning.is_configured():
            return kind, Scan.NOT_SCANNED
        return kind, _scan(Portions(file))


class Portions(Iterator[bytes]):
    """An opened file a little at a time; closed by whoever hands it on."""

    def __init__(self, file: files.Reader) -> None:
        file.seek(0)
        self._file = file
        self.close = file.close

    def __next__(self) -> bytes:
        if portion := self._file.read(files.CHUNK):
            return portion
        raise StopIteration


def tidy(now: datetime) -> int:
    """Remove sealed files older than a day that no row names: half-written ones, replaced ones."""
    return attached.sweep(older_than=now - KEPT)


def too_large() -> str:
    """The sentence, with the limit of this installation."""
    most = settings.FILE_MOST_BYTES // MEBIBYTE
    words = gettext(
        "Tệp lớn hơn %(most)s MB nên không nhận được. Hãy chia nhỏ hoặc nén lại rồi gửi."
    )
    return words % {"most": most}


def _scan(content: Iterator[bytes]) -> Scan:
    try:
        scanning.look_through(content)
    except scanning.Infected:
        raise WrongInput(HARMFUL) from None
    except scanning.Away:
        if settings.CLAMD_REQUIRED:
            raise WrongInput(SCANNER_AWAY) from None
        return Scan.NOT_SCANNED
    return Scan.CLEAN
