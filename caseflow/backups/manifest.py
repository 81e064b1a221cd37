"""What a backup holds, signed like a checkpoint of the log: parts, digests, rows, size and root."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from audit import signing
from audit.merkle import Bad
from audit.note import Key, read_note

FIRST_LINE = "tiepbuoc.vn/backup/v1"
FILE = "manifest.txt"


@dataclass(frozen=True)
class Part:
    """A sealed file: name, SHA-256 of its bytes in hex, length in bytes."""

    name: str
    digest: str
    length: int


@dataclass(frozen=True)
class Manifest:
    """The signed list; `rows` are keyed by database and table, such as `default.caseflow_case`."""

    taken_at: datetime
    origin: str
    parts: tuple[Part, ...]
    rows: Mapping[str, int]
    log_size: int
    log_root: bytes

    def text(self) -> str:
        """One fact a line; what is signed."""
        lines = [
            FIRST_LINE,
            f"taken {self.taken_at.isoformat(timespec='seconds')}",
            f"origin {self.origin}",
            f"log {self.log_size} {self.log_root.hex()}",
            *(f"part {part.name} {part.digest} {part.length}" for part in self.parts),
            *(f"rows {table} {number}" for table, number in sorted(self.rows.items())),
        ]
        return "\n".join(lines) + "\n"

    def write(self, folder: Path, signer: signing.Signer) -> None:
        """Signed, into the folder."""
        (folder / FILE).write_text(signer.sign(self.text()))

    @classmethod
    def read(cls, folder: Path, known: Iterable[Key]) -> Self:
        """The manifest of a folder; Bad unless it is whole and one of these keys signed it."""
        try:
            note = read_note((folder / FILE).read_bytes())
        except FileNotFoundError:
            raise Bad(f"there is no {FILE}") from None
        if not note.signers(known):
            raise Bad("no known key signed it")
        lines = [line.split(" ") for line in note.text.splitlines()]
        try:
            head = {words[0]: words[1:] for words in lines[1:4]}
            parts = [words[1:] for words in lines[4:] if words[0] == "part"]
            rows = [words[1:] for words in lines[4:] if words[0] == "rows"]
            if lines[0] != [FIRST_LINE]:
                raise Bad("it is of another kind")
            return cls(
                taken_at=datetime.fromisoformat(head["taken"][0]),
                origin=head["origin"][0],
                parts=tuple(Part(name, digest, int(size)) for name, digest, size in parts),
                rows={table: int(number) for table, number in rows},
                log_size=int(head["log"][0]),
                log_root=bytes.fromhex(head["log"][1]),
            )
        except (KeyError, ValueError, IndexError):
            raise Bad("it is malformed") from None

    def part(self, name: str) -> Part:
        """The part of this name; Bad when it is not listed."""
        for part in self.parts:
            if part.name == name:
                return part
        raise Bad(f"it lists no {name}")
