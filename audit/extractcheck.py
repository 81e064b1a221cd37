"""Checks an extract: the events of one case, each with the proof of its place in the whole log."""

import json
from collections.abc import Callable
from hashlib import sha256

from audit.bundles import INPUT, Bundle, Checking, with_seals
from audit.entry import fields
from audit.merkle import NO_LEAF, Bad, check_consistency, leaf_hash, leaf_head, root_from_inclusion
from audit.note import Checkpoint, Proof, decimal, unb64
from audit.policy import Policy

EXTRACT = "tiepbuoc-extract/v1"
LIMIT = "an extract cannot show that its case has no event after the last one here"


def proof_path(number: int) -> str:
    """Where the proof of the case's event of this number stands."""
    return f"proofs/{number:06d}.tlog-proof"


class ExtractCheck(Checking):
    """One run over an extract: chain, places, signatures, times."""

    def __init__(self, bundle: Bundle, policy: Policy, mac_keys: dict[str, bytes]) -> None:
        super().__init__(bundle, policy, mac_keys)
        self._floors: list[tuple[int, str]] = []
        self._known: set[Checkpoint] = set()
        self._before = NO_LEAF
        self._index = -1

    def run(self, seen: list[bytes], progress: Callable[[int, int], None]) -> None:
        """Everything; of checkpoints `seen` before only one of the same size can be compared."""
        try:
            case, told = self.manifest(EXTRACT)
            count = decimal(told)
            note = self.bundle.read("checkpoint")
            events = with_seals(self.bundle.read("events"))
        except (Bad, ValueError) as error:
            self.wrong.append(f"changed: {error}")
            return
        found = self.head(note, "the newest checkpoint")
        if found is None:
            return
        head = found[0]
        self._known.add(head)
        self._earlier(head)
        self._stamps()
        for raw in seen:
            self._seen(raw, head)
        proofs = [self._proof(number, note) for number in range(1, count + 1)]
        wanted = [proof.extra[41:] if proof else b"" for proof in proofs]
        self.matched(1, wanted, [body for _seal, body in events], "number")
        lines = {sha256(body).digest(): (seal, body) for seal, body in events}
        for number, proof in enumerate(proofs, 1):
            if proof:
                self._event(number, proof, lines.get(proof.extra[41:]), case.encode(), head)
            self.size += 1
            progress(self.size, count)

    def _proof(self, number: int, note: bytes) -> Proof | None:
        """The proof of one event under this very checkpoint, or None after telling what is wrong."""
        try:
            proof = Proof.parse(self.bundle.read(proof_path(number)))
        except Bad as error:
            self.wrong.append(f"missing proof: the event at number {number}: {error}")
            return None
        if proof.note != note:
            self.wrong.append(f"wrong signer: the proof at number {number} has another checkpoint")
        if len(proof.extra) != INPUT:
            self.wrong.append(f"changed: the proof at number {number} tells no place")
            return None
        return proof

    def _event(
        self,
        number: int,
        proof: Proof,
        line: tuple[bytes, bytes] | None,
        case: bytes,
        head: Checkpoint,
    ) -> None:
        named, leaf = f"the event at number {number}", leaf_hash(proof.extra)
        if proof.extra[:41] != leaf_head(number, self._before):
            self.wrong.append(f"removed: what came before {named} in its case")
        if proof.index <= self._index:
            self.wrong.append(f"reordered: {named} stands before an earlier one in the log")
        self._before, self._index = leaf, proof.index
        if _root(proof, head.size) != head.root:
            self.wrong.append(f"forked: {named} is not in the log of the checkpoint")
        if line is not None:
            self._told(named, proof.index, *line, case)

    def _told(self, named: str, index: int, seal: bytes, body: bytes, case: bytes) -> None:
        entry = fields(body)
        if entry is None:
            self.wrong.append(f"changed: {named} is not canonical")
            return
        if entry.case != case:
            self.wrong.append(f"inserted: {named} is of another case")
        self.mac(named, entry, seal, body)
        floor = max((time for size, time in self._floors if size <= index), default="")
        if entry.ts.decode() < floor:
            self.wrong.append(f"back-dated: {named} tells a time long before it was logged")

    def _earlier(self, head: Checkpoint) -> None:
        """Checkpoints that witnesses cosigned before events were there: whence their earliest times."""
        try:
            told = [(raw.encode(), [unb64(each) for each in proof])
                    for raw, proof in json.loads(self.bundle.read("earlier.json"))]  # fmt: skip
        except (Bad, ValueError, TypeError, AttributeError) as error:
            self.wrong.append(f"changed: earlier.json: {error}")
            return
        for raw, proof in told:
            found = self.head(raw, "an earlier checkpoint")
            if found is None:
                continue
            old, times = found
            try:
                check_consistency(old.size, old.root, head.size, head.root, proof)
            except Bad as error:
                self.wrong.append(f"forked: the checkpoint of {old.size} events: {error}")
                continue
            self._known.add(old)
            self._floors += [(old.size, time) for time in times]

    def _stamps(self) -> None:
        """Time-stamps must be about checkpoints that the newest one grew from."""
        for raw, at in self.stamped():
            found = self.head(raw, "the stamped checkpoint")
            if found is None:
                continue
            if found[0] not in self._known:
                self.wrong.append(f"forked: the stamped checkpoint of {found[0].size} events")
            self._floors += self.floors(found[0], at)

    def _seen(self, raw: bytes, head: Checkpoint) -> None:
        found = self.head(raw, "the checkpoint seen before")
        if found is None:
            return
        if found[0].size != head.size:
            self.unchecked.append("the checkpoint seen before is of another size than this one's")
        elif found[0].root != head.root:
            self.wrong.append(f"forked: the checkpoint seen of {head.size} events has another root")


def _root(proof: Proof, size: int) -> bytes:
    """Where the proof leads; nowhere when it does not fit the size."""
    try:
        return root_from_inclusion(proof.index, size, leaf_hash(proof.extra), proof.hashes)
    except Bad:
        return b""
