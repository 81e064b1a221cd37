"""What every exported bundle is asked, whole log or one case: its files, its signatures, its MACs."""

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from audit.entry import Fields, mac
from audit.merkle import HASH, Bad
from audit.note import Checkpoint, Key, read_note
from audit.policy import Policy
from audit.timestamp import can_check, checked_stamp, stamp_path

INPUT = 73
STAMP = r"stamps/[1-9][0-9]{0,18}\.tsr"
SLACK = timedelta(hours=1)
"""How long after its deed an event may be written without being called back-dated."""


class Bundle:
    """The files of a bundle, from a zip file or a folder; Bad when one is missing."""

    def __init__(self, path: Path) -> None:
        self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        self._path = path

    def names(self) -> set[str]:
        """Every file."""
        if self._zip:
            return {name for name in self._zip.namelist() if not name.endswith("/")}
        files = (each for each in self._path.rglob("*") if each.is_file())
        return {each.relative_to(self._path).as_posix() for each in files}

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        try:
            return self._zip.read(name) if self._zip else (self._path / name).read_bytes()
        except (KeyError, OSError, zipfile.BadZipFile):
            raise Bad(f"{name} is missing or damaged") from None

    def notes(self, name: str) -> list[bytes]:
        """The signed notes of one file, a JSON list of texts."""
        try:
            return [each.encode() for each in json.loads(self.read(name))]
        except (ValueError, TypeError, AttributeError):
            raise Bad(f"{name} is malformed") from None


class Checking:
    """One run over one bundle; `wrong` and `unchecked` are what it found."""

    def __init__(self, bundle: Bundle, policy: Policy, mac_keys: dict[str, bytes]) -> None:
        self.bundle, self.policy, self.mac_keys = bundle, policy, mac_keys
        self.wrong: list[str] = []
        self.unchecked: list[str] = []
        self.size = 0
        self.roots: Path | None = None
        """Root certificates of time-stamping authorities; openssl checks signatures below them."""

    def manifest(self, kind: str) -> list[str]:
        """Signature and every file; the words its first line tells after `kind`, Bad for another."""
        note = read_note(self.bundle.read("manifest"))
        if not set(self.policy.logs) & set(note.signers(self.policy.logs)):
            self.wrong.append("wrong signer: the manifest is signed by nobody we know")
        head, *lines = note.text.rstrip("\n").split("\n")
        word, *more = head.split(" ")
        if word != kind:
            raise Bad("the manifest is malformed")
        told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        for name in sorted(told.keys() - self.bundle.names()):
            self.wrong.append(f"removed: the file {name} is missing")
        for name in sorted(self.bundle.names() - told.keys() - {"manifest"}):
            self.wrong.append(f"inserted: the file {name} is not in the manifest")
        for name in sorted(told.keys() & self.bundle.names()):
            if sha256(self.bundle.read(name)).hexdigest() != told[name]:
                self.wrong.append(f"changed: the file {name}")
        return more

    def head(self, raw: bytes, name: str) -> tuple[Checkpoint, list[str]] | None:
        """A checkpoint and the times before which witnesses cannot have seen more; None is told."""
        try:
            note = read_note(raw)
            head = Checkpoint.parse(note.text)
            signers = note.signers([*self.policy.logs, *self.policy.witnesses.values()])
        except Bad as error:
            self.wrong.append(f"wrong signer: {name} cannot be believed: {error}")
            return None
        if head.origin not in {key.name for key in signers if key in self.policy.logs}:
            self.wrong.append(
                f"wrong signer: {name} of {head.size} events is signed by nobody we know"
            )
            return None
        return head, self._times(signers)

    def stamped(self) -> Iterator[tuple[bytes, datetime]]:
        """What was stamped, and when; without root certificates nobody vouches for that time."""
        sizes = [name[7:-4] for name in self.bundle.names() if re.fullmatch(STAMP, name)]
        if not can_check():
            self.roots = None
        for size in sorted(map(int, sizes)):
            try:
                answer, note = (
                    self.bundle.read(stamp_path(size, kind)) for kind in ("tsr", "note")
                )
                at = checked_stamp(answer, note, self.roots)
            except Bad as error:
                self.wrong.append(f"wrong time-stamp: that of {size} events {error}")
                continue
            if self.roots is None:
                told = f"the time-stamp of {size} events tells {at:%Y-%m-%dT%H:%M:%SZ}"
                self.unchecked.append(
                    f"{told}; its signer was not checked (--tsa-certs and openssl do)"
                )
            yield note, at

    def floors(self, head: Checkpoint, at: datetime) -> list[tuple[int, str]]:
        """The time before which no later event can be, where an authority vouches for it."""
        return [(head.size, f"{at - SLACK:%Y-%m-%dT%H:%M:%S}")] if self.roots else []

    def _times(self, signers: dict[Key, int]) -> list[str]:
        seconds = [at for key, at in signers.items() if key in self.policy.witnesses.values()]
        told = [datetime.fromtimestamp(at, UTC) - SLACK for at in seconds]
        return [f"{each:%Y-%m-%dT%H:%M:%S}" for each in told]

    def quorum(self) -> None:
        """Whether the newest checkpoint has the cosignatures the policy asks for."""
        try:
            note = read_note(self.bundle.read("checkpoint"))
            signers = note.signers(self.policy.witnesses.values())
        except Bad as error:
            self.wrong.append(f"wrong signer: the newest checkpoint: {error}")
            return
        if not self.policy.satisfied(signers):
            self.unchecked.append("the newest checkpoint lacks cosignatures the policy asks for")

    def matched(
        self, first: int, wanted: Sequence[bytes], bodies: Sequence[bytes], place: str = "place"
    ) -> None:
        """Whether these are the events of these digests in this order; `place` names the count."""
        here = [sha256(body).digest() for body in bodies]
        if here == list(wanted):
            return
        known, asked = set(here), set(wanted)
        gone = [first + at for at, digest in enumerate(wanted) if digest not in known]
        new = [at for at, digest in enumerate(here) if digest not in asked]
        for at, _line in zip(gone, new, strict=False):
            self.wrong.append(f"changed: the event at {place} {at}")
        self.wrong += [f"removed: the event at {place} {at}" for at in gone[len(new) :]]
        self.wrong += [f"inserted: an event near {place} {first + at}" for at in new[len(gone) :]]
        if not gone and not new:
            odd = [first + at for at, digest in enumerate(wanted) if here[at : at + 1] != [digest]]
            self.wrong.append(f"reordered: events from {place} {odd[0]} on")

    def mac(self, named: str, entry: Fields, seal: bytes, body: bytes) -> None:
        """Whether there is a MAC, and whether it fits where the keys are at hand."""
        if len(seal) != 2 * HASH:
            self.wrong.append(f"missing MAC: {named}")
        elif self.mac_keys:
            key = self.mac_keys.get(entry.kid.decode("utf-8", "replace"), b"")
            if not key or mac(key, body).hex().encode() != seal:
                self.wrong.append(f"changed: the MAC of {named} does not fit")


def with_seals(raw: bytes) -> list[tuple[bytes, bytes]]:
    """MAC and entry of each line."""
    return [(seal, body) for seal, _, body in (line.partition(b" ") for line in raw.splitlines())]
