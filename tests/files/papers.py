"""Small files of every kind, and what people do with them at the page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.urls import reverse

from audit.verify import verify
from caseflow.models import Case, CaseFile
from caseflow.sealing import reading, storing
from caseflow.sealing.files import CHUNK

PDF = b"%PDF-1.7\n" + b"Chim Yen 77 Hoang Oanh\n" * 200 + b"%%EOF\n"
LONG = PDF + b"x" * (3 * CHUNK)


class Paper:
    """A file as a browser sends it; may be sent again."""

    content_type = "application/octet-stream"

    def __init__(self, content: bytes, name: str = "to-giay.bin") -> None:
        self.content, self.name = content, name

    def read(self) -> bytes:
        """All of it, each time."""
        return self.content


def office(*names: str, first: bytes = b"") -> bytes:
    """A zip file with these entries; `first` becomes a stored entry called mimetype."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "x")
    return packed.getvalue()


def box(brand: bytes) -> bytes:
    """The beginning of a file in the ISO base media format."""
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mp42isom" + bytes(64)


TYPES = "[Content_Types].xml"
ODT = b"application/vnd.oasis.opendocument.text"
TAKEN = {
    "pdf": PDF,
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(64),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "heic": box(b"heic"),
    "docx": office(TYPES, "word/document.xml"),
    "xlsx": office(TYPES, "xl/workbook.xml"),
    "odt": office("content.xml", first=ODT),
    "mp3": b"ID3\4" + bytes(64),
    "m4a": box(b"M4A "),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(64),
    "mp4": box(b"isom"),
    "txt": "Lời kể của chị\r\n".encode(),
}
REFUSED = {
    "program": b"MZ" + bytes(64),
    "elf": b"\x7fELF" + bytes(64),
    "zip": office("a.txt"),
    "macros": office(TYPES, "word/document.xml", "word/vbaProject.bin"),
    "pdf-later": b"x\0%PDF-1.7",
    "unknown-brand": box(b"qt  "),
    "latin-1": "Lời".encode("utf-16"),
    "control": b"abc\x1b[2J",
    "split-at-the-end": "Lờ".encode()[:-1],
    "cut-zip": office(TYPES, "word/document.xml")[:-30],
    "endless-directory": b"PK\3\4" + bytes(64) + b"PK\5\6" + bytes(8) + b"\xff" * 8 + bytes(2),
    "gif": b"GIF89a" + bytes(64),
}


def address(case: Case, file: CaseFile | None = None) -> str:
    """The page of the files of a case, or of one of them."""
    if file is None:
        return reverse("caseflow:files", args=[case.reference])
    return reverse("caseflow:file", args=[case.reference, file.uid])


def send(client: Client, case: Case, content: bytes = PDF, file: str = "a.pdf", **more: Any) -> Any:
    """Send the form with a file of this name."""
    fields = {"name": "", "once": uuid4().hex, "file": Paper(content, file)}
    return client.post(address(case), {**fields, **more})


def added(client: Client, case: Case, content: bytes = PDF, name: str = "a.pdf") -> CaseFile:
    """A file just taken in."""
    answer = send(client, case, content, name)
    assert answer.status_code == 302, answer.content.decode()
    found: CaseFile = case.files.latest("pk")
    return found


def fetch(client: Client, file: CaseFile) -> Any:
    """Take the file home, with a reason."""
    return client.post(address(file.case, file), {"reason": "contact"})


def stored() -> list[Path]:
    """Every sealed file on the disk."""
    return sorted(Path(settings.FILES_DIR).glob("??/*"))


def findings() -> list[str]:
    """What the verifier says of rows, files and keys."""
    return [str(finding) for finding in verify(with_rows=True).findings if finding.row]


def path_of(file: CaseFile) -> Path:
    """Where it lies."""
    return storing.path_of(file.stored_as)


def content(file: CaseFile) -> bytes:
    """The plain bytes, as a recorded opening reads them."""
    with reading.opened("test"), CaseFile.objects.get(pk=file.pk).open_file() as opened:
        return opened.readall() or b""
