"""What an answer of a time-stamping authority says (RFC 3161), read by hand: no Django, no library.

Its signature is left to `openssl ts`, and inside this project to `audit.authority`.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from audit.merkle import Bad

SEQUENCE, OCTETS, OBJECT, TIME, EXPLICIT = 0x30, 0x04, 0x06, 0x18, 0xA0
SHA256 = bytes.fromhex("608648016503040201")
SIGNED_DATA, TST_INFO = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d0109100104")


class Told(NamedTuple):
    """The SHA-256 an authority saw, and when."""

    digest: bytes
    at: datetime


def read_stamp(answer: bytes) -> Told:
    """Digest and time of a TimeStampResp in DER; Bad when it is none, was refused, or hashes otherwise."""
    try:
        [(_tag, response), *_rest] = _parts(answer)
        (_status, _), (_content, content) = _parts(response)
        (_kind, kind), (_wrap, wrapped) = _parts(content)
        signed = list(_parts(_only(wrapped, SEQUENCE)))
        (_type, inner), (_wrap, octets) = _parts(signed[2][1])
        info = list(_parts(_only(_only(octets, OCTETS), SEQUENCE)))
        algorithm, (_tag, digest) = _parts(info[2][1])
        hashed = next(_parts(algorithm[1]))
        at = datetime.strptime(info[4][1].decode("ascii")[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except (ValueError, IndexError, StopIteration):
        raise Bad("no time-stamp") from None
    if kind != SIGNED_DATA or inner != TST_INFO or info[4][0] != TIME:
        raise Bad("no time-stamp")
    if hashed != (OBJECT, SHA256):
        raise Bad("a time-stamp over another hash than SHA-256")
    return Told(digest, at)


def stamp_path(size: int, kind: str) -> str:
    """Where a bundle keeps the answer about a checkpoint (`tsr`) and what was stamped (`note`)."""
    return f"stamps/{size}.{kind}"


def can_check() -> bool:
    """Whether this machine has what checks signatures of authorities."""
    return shutil.which("openssl") is not None


def checked_stamp(answer: bytes, note: bytes, roots: Path | None) -> datetime:
    """When this note was seen; Bad for another note or, where root certificates are given, another signer."""
    told = read_stamp(answer)
    if told.digest != sha256(note).digest():
        raise Bad("is about something else")
    if roots and not _signed(answer, note, roots, told.at):
        raise Bad("is signed by no authority of the certificates given")
    return told.at


def _signed(answer: bytes, note: bytes, roots: Path, at: datetime) -> bool:
    """Whether openssl finds the answer signed, below one of these roots, at its time."""
    program = shutil.which("openssl") or ""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("tsr", answer), ("note", note)):
            Path(folder, name).write_bytes(data)
        command = [program, "ts", "-verify", "-in", f"{folder}/tsr", "-data", f"{folder}/note"]
        command += ["-CAfile", str(roots.absolute()), "-attime", str(int(at.timestamp()))]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our arguments


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element; ValueError where the lengths do not fit."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length >= 0x80:
            more = length - 0x80
            length, at = int.from_bytes(data[at : at + more], "big"), at + more
        if at + length > len(data):
            raise ValueError
        yield tag, data[at : at + length]
        at += length


def _only(data: bytes, tag: int) -> bytes:
    """The content of the one element of this tag."""
    [(found, content)] = _parts(data)
    if found != tag:
        raise ValueError
    return content
