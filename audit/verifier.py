"""Verifies an exported bundle of the log: no database, no Django, nothing from the installation.

    python verify.py BUNDLE [--policy FILE] [--seen CHECKPOINT]... [--mac-keys FILE] [--tsa-certs FILE]

BUNDLE is the zip file or the folder it was unpacked to: the whole log, or the extract of one case. An
extract shows that its events are in the log and that none is missing between the first and the last;
it cannot show that there is no later one. Without --policy the keys are those in the
bundle itself: then it is only shown to be of one piece, not whose it is. --seen is a checkpoint one
kept from before: the log must begin with it. --mac-keys is the key file of the log, for who has it.
--tsa-certs are root certificates of time-stamping authorities: openssl checks signatures below them.

Exit 0: everything holds. 1: something is wrong, named with its place. 2: it holds, but not everything
could be checked. 3: not a bundle.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from audit.bundles import INPUT, Bundle, Checking, with_seals
from audit.entry import Fields, fields
from audit.extractcheck import EXTRACT, LIMIT, ExtractCheck
from audit.merkle import HASH, NO_LEAF, WIDTH, Bad, Peaks, leaf_hash, leaf_head, root_of, tile_path
from audit.note import Checkpoint, decimal
from audit.policy import Policy

KIND = "tiepbuoc-bundle/v1"


class Check(Checking):
    """One run over the whole log; one pass, memory grows with cases and workers only."""

    def __init__(self, bundle: Bundle, policy: Policy, mac_keys: dict[str, bytes]) -> None:
        super().__init__(bundle, policy, mac_keys)
        self._peaks = Peaks()
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self._numbers: dict[bytes, int] = {}
        self._gaps: dict[tuple[bytes, int], str] = {}
        self._cosigned: list[tuple[int, str]] = []
        self._wanted: dict[int, list[tuple[str, bytes]]] = {}
        self._sizes: list[int] = []
        self._floor = ""

    def run(self, seen: list[bytes], progress: Callable[[int, int], None]) -> None:
        """Everything; a checkpoint `seen` before must be one this log grew from."""
        try:
            size = decimal(self.manifest(KIND)[0])
            notes = self.bundle.notes("checkpoints.json")
        except (Bad, IndexError) as error:
            self.wrong.append(f"changed: {error}")
            return
        for raw in notes:
            self._checkpoint(raw, "the checkpoint")
        for raw in seen:
            self._checkpoint(raw, "the checkpoint seen before")
        self._stamps()
        self._cosigned.sort(reverse=True)
        self._sizes = sorted(self._wanted, reverse=True)
        for start in range(0, size, WIDTH):
            self._chunk(start, min(WIDTH, size - start))
            progress(self.size, size)
        self.wrong += self._gaps.values()
        for left in sorted(self._wanted):
            for name, _root in self._wanted[left]:
                self.wrong.append(f"truncated: {name} has {left} events, {self.size} are here")

    def _stamps(self) -> None:
        for raw, at in self.stamped():
            if (head := self._checkpoint(raw, "the stamped checkpoint")) is not None:
                self._cosigned += self.floors(head, at)

    def _checkpoint(self, raw: bytes, name: str) -> Checkpoint | None:
        told = self.head(raw, name)
        if told is None:
            return None
        head, times = told
        self._wanted.setdefault(head.size, []).append((name, head.root))
        self._cosigned += [(head.size, time) for time in times]
        return head

    def _chunk(self, start: int, count: int) -> None:
        """Up to 256 events with their places and hashes."""
        index, width = start // WIDTH, count
        try:
            tile = self.bundle.read(tile_path(0, index, width))
            inputs = list(_inputs(self.bundle.read(tile_path("entries", index, width))))
            events = with_seals(self.bundle.read(event_path(index)))
        except Bad as error:
            self.wrong.append(f"removed: place {start} and after: {error}")
            self.size += count
            return
        self.matched(start, [data[41:] for data in inputs], [body for _seal, body in events])
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

    def _event(self, place: int, data: bytes, leaf: bytes, seal: bytes, body: bytes) -> None:
        entry = fields(body)
        if entry is None:
            self.wrong.append(f"changed: the event at place {place} is not canonical")
            return
        named = f"place {place} (event {entry.uid.decode()})"
        number, before = self._heads.get(entry.case, (0, NO_LEAF)) if entry.case else (-1, NO_LEAF)
        if data[:41] != leaf_head(number + 1, before):
            self.wrong.append(f"removed: what came before {named} in its case")
        if entry.case:
            self._heads[entry.case] = int.from_bytes(data[1:9], "big"), leaf
        self.mac(named, entry, seal, body)
        self._counted(named, entry)
        while self._cosigned and self._cosigned[-1][0] <= place:
            self._floor = max(self._floor, self._cosigned.pop()[1])
        if entry.ts.decode() < self._floor:
            self.wrong.append(f"back-dated: {named} tells a time long before it was logged")

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
    parser.add_argument("--tsa-certs", type=Path)
    asked = parser.parse_args(arguments)
    try:
        bundle = Bundle(asked.bundle)
        own = asked.policy.read_text() if asked.policy else ""
        policy = Policy.parse(own or bundle.read("policy").decode())
        told = json.loads(asked.mac_keys.read_text())["mac"] if asked.mac_keys else {}
        seen = [path.read_bytes() for path in asked.seen]
        extract = bundle.read("manifest").startswith(EXTRACT.encode())
    except (Bad, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"not a bundle: {error}\n")
        return 3
    kind: type[Check | ExtractCheck] = ExtractCheck if extract else Check
    check = kind(bundle, policy, {kid: bytes.fromhex(key) for kid, key in told.items()})
    check.roots = asked.tsa_certs
    if not own:
        check.unchecked.append("the keys come from the bundle itself (--policy names your own)")
    check.run(seen, _bar)
    check.quorum()
    for line in [*check.wrong, *check.unchecked]:
        sys.stdout.write(line + "\n")
    if extract:
        sys.stdout.write(LIMIT + "\n")
    sys.stdout.write(f"{check.size} events, {len(check.wrong)} findings\n")
    return 1 if check.wrong else 2 if check.unchecked else 0


if __name__ == "__main__":
    sys.exit(main())
