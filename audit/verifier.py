"""Verifies an exported bundle of the log: no database, no Django, nothing from the installation.

    python verify.py BUNDLE [--policy FILE] [--seen CHECKPOINT]... [--mac-keys FILE]

BUNDLE is the zip file or the folder it was unpacked to. Without --policy the keys are those in the
bundle itself: then it is only shown to be of one piece, not whose it is. --seen is a checkpoint one
kept from before: the log must begin with it. --mac-keys is the key file of the log, for who has it.

Exit 0: everything holds. 1: something is wrong, named with its place. 2: it holds, but not everything
could be checked. 3: not a bundle.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from audit.entry import Fields, fields, mac
from audit.merkle import HASH, NO_LEAF, WIDTH, Bad, Peaks, leaf_hash, root_of, tile_path
from audit.note import Checkpoint, read_note
from audit.policy import Policy

INPUT = 73
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


class Check:
    """One run over one bundle; `wrong` and `unchecked` are what it found."""

    def __init__(self, bundle: Bundle, policy: Policy, mac_keys: dict[str, bytes]) -> None:
        self.bundle, self.policy, self.mac_keys = bundle, policy, mac_keys
        self.wrong: list[str] = []
        self.unchecked: list[str] = []
        self.size = 0
        self._peaks = Peaks()
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self._numbers: dict[bytes, int] = {}
        self._gaps: dict[tuple[bytes, int], str] = {}
        self._cosigned: list[tuple[int, str]] = []
        self._wanted: dict[int, list[tuple[str, bytes]]] = {}
        self._sizes: list[int] = []
        self._floor = ""

    def run(self, seen: list[bytes], progress: Callable[[int, int], None]) -> None:
        """Everything, in one pass over the events; memory grows with cases and workers only."""
        try:
            size = self._manifest()
            notes = [each.encode() for each in json.loads(self.bundle.read("checkpoints.json"))]
        except (Bad, ValueError) as error:
            self.wrong.append(f"changed: {error}")
            return
        for raw in notes:
            self._checkpoint(raw, "the checkpoint")
        for raw in seen:
            self._checkpoint(raw, "the checkpoint seen before")
        self._cosigned.sort(reverse=True)
        self._sizes = sorted(self._wanted, reverse=True)
        for start in range(0, size, WIDTH):
            self._chunk(start, min(WIDTH, size - start))
            progress(self.size, size)
        self.wrong += self._gaps.values()
        for left in sorted(self._wanted):
            for name, _root in self._wanted[left]:
                self.wrong.append(f"truncated: {name} has {left} events, {self.size} are here")

    def _manifest(self) -> int:
        """Signature and every file; the size it tells."""
        note = read_note(self.bundle.read("manifest"))
        if not set(self.policy.logs) & set(note.signers(self.policy.logs)):
            self.wrong.append("wrong signer: the manifest is signed by nobody we know")
        head, *lines = note.text.rstrip("\n").split("\n")
        word, _, size = head.partition(" ")
        if word != "tiepbuoc-bundle/v1" or not size.isdigit():
            raise Bad("the manifest is malformed")
        told = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        for name in sorted(told.keys() - self.bundle.names()):
            self.wrong.append(f"removed: the file {name} is missing")
        for name in sorted(self.bundle.names() - told.keys() - {"manifest"}):
            self.wrong.append(f"inserted: the file {name} is not in the manifest")
        for name in sorted(told.keys() & self.bundle.names()):
            if sha256(self.bundle.read(name)).hexdigest() != told[name]:
                self.wrong.append(f"changed: the file {name}")
        return int(size)

    def _checkpoint(self, raw: bytes, name: str) -> None:
        try:
            note = read_note(raw)
            head = Checkpoint.parse(note.text)
            signers = note.signers([*self.policy.logs, *self.policy.witnesses.values()])
        except Bad as error:
            self.wrong.append(f"wrong signer: {name} cannot be believed: {error}")
            return
        if head.origin not in {key.name for key in signers if key in self.policy.logs}:
            self.wrong.append(
                f"wrong signer: {name} of {head.size} events is signed by nobody we know"
            )
            return
        self._wanted.setdefault(head.size, []).append((name, head.root))
        for key, at in signers.items():
            if key in self.policy.witnesses.values():
                told = datetime.fromtimestamp(at, UTC) - SLACK
                self._cosigned.append((head.size, f"{told:%Y-%m-%dT%H:%M:%S}"))

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

    def _chunk(self, start: int, count: int) -> None:
        """Up to 256 events with their places and hashes."""
        index, width = start // WIDTH, count
        try:
            tile = self.bundle.read(tile_path(0, index, width))
            inputs = list(_inputs(self.bundle.read(tile_path("entries", index, width))))
            lines = self.bundle.read(event_path(index)).splitlines()
        except Bad as error:
            self.wrong.append(f"removed: place {start} and after: {error}")
            self.size += count
            return
        events = [line.partition(b" ")[::2] for line in lines]
        self._matched(start, inputs, [body for _seal, body in events])
        hashes = [leaf_hash(data) for data in inputs]
        if b"".join(hashes) != tile or len(hashes) != count:
            for at, leaf in enumerate(hashes):
                if tile[at * HASH : (at + 1) * HASH] != leaf:
                    self.wrong.append(f"changed: place {start + at} differs from its tile")
        bodies = {sha256(body).digest(): (seal, body) for seal, body in events}
        for at, data in enumerate(inputs):
            seal, body = bodies.get(data[41:], (b"", b""))
            if body:
                self._event(start + at, data, hashes[at], seal, body)
        self._grow(hashes)

    def _matched(self, start: int, inputs: list[bytes], bodies: list[bytes]) -> None:
        here, wanted = [sha256(body).digest() for body in bodies], [data[41:] for data in inputs]
        if here == wanted:
            return
        gone = [start + at for at, digest in enumerate(wanted) if digest not in here]
        new = [at for at, digest in enumerate(here) if digest not in wanted]
        for place, _line in zip(gone, new, strict=False):
            self.wrong.append(f"changed: the event at place {place}")
        self.wrong += [f"removed: the event at place {place}" for place in gone[len(new) :]]
        self.wrong += [f"inserted: an event near place {start + at}" for at in new[len(gone) :]]
        if not gone and not new:
            odd = [start + at for at, digest in enumerate(wanted) if here[at : at + 1] != [digest]]
            self.wrong.append(f"reordered: events from place {odd[0]} on")

    def _event(self, place: int, data: bytes, leaf: bytes, seal: bytes, body: bytes) -> None:
        entry = fields(body)
        if entry is None:
            self.wrong.append(f"changed: the event at place {place} is not canonical")
            return
        named = f"place {place} (event {entry.uid.decode()})"
        number, before = self._heads.get(entry.case, (0, NO_LEAF)) if entry.case else (-1, NO_LEAF)
        if data[:41] != b"\x01" + (number + 1).to_bytes(8, "big") + before:
            self.wrong.append(f"removed: what came before {named} in its case")
        if entry.case:
            self._heads[entry.case] = int.from_bytes(data[1:9], "big"), leaf
        self._mac(named, entry, seal, body)
        self._counted(named, entry)
        while self._cosigned and self._cosigned[-1][0] <= place:
            self._floor = max(self._floor, self._cosigned.pop()[1])
        if entry.ts.decode() < self._floor:
            self.wrong.append(f"back-dated: {named} tells a time long before it was logged")

    def _mac(self, named: str, entry: Fields, seal: bytes, body: bytes) -> None:
        if len(seal) != 2 * HASH:
            self.wrong.append(f"missing MAC: {named}")
        elif self.mac_keys:
            key = self.mac_keys.get(entry.kid.decode(), b"")
            if not key or mac(key, body).hex().encode() != seal:
                self.wrong.append(f"changed: the MAC of {named} does not fit")

    def _counted(self, named: str, entry: Fields) -> None:
        number, last = int(entry.n), self._numbers.get(entry.w, 0)
        if number <= last:
            self.wrong.append(f"reordered: {named} stands after a later one of its worker")
        for gap in range(last + 1, number):
            self._gaps[entry.w, gap] = f"removed: event {gap} of its worker before {named}"
        for lost in (entry.lost or b"").split(b","):
            self._gaps.pop((entry.w, int(lost or 0)), None)
        self._numbers[entry.w] = max(number, last)

    def _grow(self, hashes: list[bytes]) -> None:
        while self._sizes and self._sizes[-1] <= self.size + len(hashes):
            size = self._sizes.pop()
            root = self._peaks.root(hashes[: size - self.size])
            for name, told in self._wanted.pop(size):
                if told != root:
                    self.wrong.append(f"forked: {name} of {size} events has another root")
        self.size += len(hashes)
        if len(hashes) == WIDTH:
            self._peaks.add_tile(root_of(hashes))


def event_path(index: int) -> str:
    """Where the events of a tile stand: one a line, MAC before entry."""
    return tile_path("events", index).replace("tile/", "", 1)


def _inputs(raw: bytes) -> Iterator[bytes]:
    step = INPUT + 2
    for at in range(0, len(raw), step):
        if raw[at : at + 2] != INPUT.to_bytes(2, "big") or at + step > len(raw):
            raise Bad("its places are malformed")
        yield raw[at + 2 : at + step]


def _bar(done: int, size: int) -> None:
    if sys.stderr.isatty() and (done % (WIDTH * 64) == 0 or done == size):
        sys.stderr.write(f"\r{done:>10} of {size} events" + ("\n" if done == size else ""))


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--seen", type=Path, action="append", default=[])
    parser.add_argument("--mac-keys", type=Path)
    asked = parser.parse_args(arguments)
    try:
        bundle = Bundle(asked.bundle)
        own = asked.policy.read_text() if asked.policy else ""
        policy = Policy.parse(own or bundle.read("policy").decode())
        told = json.loads(asked.mac_keys.read_text())["mac"] if asked.mac_keys else {}
        seen = [path.read_bytes() for path in asked.seen]
        bundle.read("manifest")
    except (Bad, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"not a bundle: {error}\n")
        return 3
    check = Check(bundle, policy, {kid: bytes.fromhex(key) for kid, key in told.items()})
    if not own:
        check.unchecked.append("the keys come from the bundle itself (--policy names your own)")
    check.run(seen, _bar)
    check.quorum()
    for line in [*check.wrong, *check.unchecked]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{check.size} events, {len(check.wrong)} findings\n")
    return 1 if check.wrong else 2 if check.unchecked else 0


if __name__ == "__main__":
    sys.exit(main())
