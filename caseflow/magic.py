"""What a file is by its content; what it is called does not matter."""

import codecs
import struct
from io import RawIOBase

from caseflow.choices import FileKind

HEAD = 4096
PORTION = 64 * 1024
STARTS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"ID3", FileKind.MP3),
)
BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), FileKind.HEIC),
    **dict.fromkeys((b"M4A ", b"M4B "), FileKind.M4A),
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"),
        FileKind.MP4,
    ),
}  # fmt: skip
"""First brand of a file in the ISO base media format."""
LAYER_3 = range(0xE2, 0x100)
ZIP_END = 22
ZIP_COMMENT = 65_535
ZIP_ENTRY = 46
MOST_DIRECTORY = 1024 * 1024
PARTS = ((b"word/document.xml", FileKind.DOCX), (b"xl/workbook.xml", FileKind.XLSX))
MACROS = b"vbaproject.bin"
ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
SIGNS = frozenset("\t\n\r\f\ufeff")


def kind_of(file: RawIOBase) -> FileKind | None:
    """The kind of an opened file, or None for one that is not taken; reads what it needs only."""
    file.seek(0)
    head = file.read(HEAD) or b""
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12])
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return FileKind.WAV
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(file, head)
    if _is_mp3_frame(head):
        return FileKind.MP3
    return FileKind.TEXT if _is_text(file) else None


def _is_mp3_frame(head: bytes) -> bool:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _in_zip(file: RawIOBase, head: bytes) -> FileKind | None:
    """An office file by the names in its directory; one with macros is not taken."""
    names = _names(file)
    if any(name.lower().endswith(MACROS) for name in names):
        return None
    if head[30 : 30 + len(ODT)] == ODT and b"content.xml" in names:
        return FileKind.ODT
    if b"[Content_Types].xml" in names:
        return next((kind for part, kind in PARTS if part in names), None)
    return None


def _names(file: RawIOBase) -> set[bytes]:
    """Names of the entries; nothing is unpacked, and a directory beyond measure counts as none."""
    whole = file.seek(0, 2)
    file.seek(max(0, whole - ZIP_END - ZIP_COMMENT))
    tail = _read(file, ZIP_END + ZIP_COMMENT)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + ZIP_END:
        return set()
    size, begin = struct.unpack_from("<II", tail, at + 12)
    if size > MOST_DIRECTORY:
        return set()
    file.seek(begin)
    directory, names, place = _read(file, size), set(), 0
    while directory[place : place + 4] == b"PK\x01\x02" and place + ZIP_ENTRY <= len(directory):
        name, extra, comment = struct.unpack_from("<HHH", directory, place + 28)
        names.add(directory[place + ZIP_ENTRY : place + ZIP_ENTRY + name])
        place += ZIP_ENTRY + name + extra + comment
    return names


def _is_text(file: RawIOBase) -> bool:
    """UTF-8 to the last byte, without signs that show nothing."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    file.seek(0)
    empty = True
    try:
        while portion := file.read(PORTION):
            empty = False
            if not all(sign.isprintable() or sign in SIGNS for sign in set(decode(portion))):
                return False
        decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not empty


def _read(file: RawIOBase, size: int) -> bytes:
    read = bytearray()
    while len(read) < size and (portion := file.read(size - len(read))):
        read += portion
    return bytes(read)
