"""A witness of the log: looks at every checkpoint, remembers it, and cosigns what only grew.

    python witness.py keygen KEYFILE NAME
    python witness.py run --key KEYFILE --state FILE --log VKEY --url URL [--every SECONDS]

Needs Python and `cryptography`, nothing of the installation. `keygen` prints the public key, which
belongs into the policy file of the log. `run` fetches URL/checkpoint, proves from URL/tile/… that the
tree begins with the one it saw before, cosigns (c2sp.org/tlog-cosignature) and sends the cosignature
to URL/cosign. It sees hashes only. On a contradiction it cosigns nothing, keeps the evidence beside
its state and sends what it cosigned last, so that the log's people learn of it too.

Exit 0: cosigned. 1: the log contradicts what was seen before. 3: nothing could be fetched or believed.
"""

import argparse
import json
import os
import secrets
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.merkle import HASH, Bad, Tree, check_consistency, tile_path
from audit.note import WITNESS_KEY, Checkpoint, Key, cosigned, is_name, read_note, signature_line

LONGEST = 1 << 20
PATIENCE = 20


class Contradiction(Exception):
    """The log does not begin with what was cosigned before."""


class Witness:
    """One witness of one log; Bad for an address that is none."""

    def __init__(self, key_file: Path, state: Path, log: Key, url: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise Bad("the address must begin with https:// or http://")
        told = json.loads(key_file.read_text())
        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(told["seed"]))
        self.key = Key(told["name"], WITNESS_KEY, _public(self._private))
        self._state, self._log, self._url = state, log, url.rstrip("/")

    def look(self, now: int) -> Checkpoint:
        """Fetch, compare, remember, cosign, send; Contradiction or Bad when it must not cosign."""
        note = read_note(self._get("checkpoint"))
        head = Checkpoint.parse(note.text)
        if self._log not in note.signers([self._log]) or head.origin != self._log.name:
            raise Bad("the checkpoint is not signed by the log")
        last = self._last()
        if last is not None:
            self._compare(Checkpoint.parse(read_note(last).text), head, last)
        signature = self._private.sign(cosigned(note.text, now))
        line = signature_line(self.key, now.to_bytes(8, "big") + signature)
        log_lines = [
            signature_line(self._log, raw)
            for name, key_id, raw in note.signatures
            if (name, key_id) == (self._log.name, self._log.id)
        ]
        whole = f"{note.text}\n{''.join(log_lines)}{line}".encode()
        self._keep(whole)
        self._send(whole)
        return head

    def _compare(self, old: Checkpoint, new: Checkpoint, last: bytes) -> None:
        try:
            self._prove(old, new)
        except Bad as error:
            evidence = self._state.with_suffix(f".contradiction-{new.size}")
            evidence.write_text(f"{error}\n\n{old.text}\n{new.text}")
            self._send(last)
            raise Contradiction(str(error)) from None

    def _prove(self, old: Checkpoint, new: Checkpoint) -> None:
        if new.size < old.size:
            raise Bad(f"{old.size} events were cosigned, {new.size} are left")
        if old.size:
            tree = Tree(
                new.size, lambda level, number, width: self._get(tile_path(level, number, width))
            )
            proof = tree.consistency(old.size)
            check_consistency(old.size, old.root, new.size, new.root, proof)

    def _last(self) -> bytes | None:
        return self._state.read_bytes() if self._state.exists() else None

    def _keep(self, note: bytes) -> None:
        """Remember before anybody has the cosignature."""
        fresh = self._state.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._state)

    def _get(self, path: str) -> bytes:
        with urlopen(f"{self._url}/{path}", timeout=PATIENCE) as answer:  # noqa: S310 - the address is the operator's
            found: bytes = answer.read(LONGEST)
        return found

    def _send(self, note: bytes) -> None:
        request = Request(f"{self._url}/cosign", data=note, headers={"Content-Type": "text/plain"})  # noqa: S310 - as above
        try:
            with urlopen(request, timeout=PATIENCE):  # noqa: S310 - as above
                pass
        except URLError as error:
            sys.stderr.write(f"the cosignature was not taken: {error}\n")


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def make_key(path: Path, name: str) -> Key:
    """Write a new key, readable by its owner only; Bad for a name notes do not allow."""
    if not is_name(name):
        raise Bad("the name of a witness has no spaces and no plus sign")
    seed = secrets.token_bytes(HASH)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(json.dumps({"name": name, "seed": seed.hex()}))
    return Key(name, WITNESS_KEY, _public(Ed25519PrivateKey.from_private_bytes(seed)))


def run(witness: Witness, every: float) -> int:
    """Look once, or again and again; a contradiction ends it."""
    while True:
        try:
            head = witness.look(int(time.time()))
            sys.stdout.write(f"cosigned {head.origin} at {head.size} events\n")
            code = 0
        except Contradiction as error:
            sys.stdout.write(f"CONTRADICTION, not cosigned: {error}\n")
            return 1
        except (Bad, OSError, ValueError) as error:
            sys.stderr.write(f"not cosigned: {error}\n")
            code = 3
        if not every:
            return code
        time.sleep(every)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    keygen = verbs.add_parser("keygen")
    keygen.add_argument("file", type=Path)
    keygen.add_argument("name")
    looking = verbs.add_parser("run")
    looking.add_argument("--key", type=Path, required=True)
    looking.add_argument("--state", type=Path, required=True)
    looking.add_argument("--log", required=True)
    looking.add_argument("--url", required=True)
    looking.add_argument("--every", type=float, default=0)
    asked = parser.parse_args(arguments)
    try:
        if asked.verb == "keygen":
            sys.stdout.write(make_key(asked.file, asked.name).vkey + "\n")
            return 0
        witness = Witness(asked.key, asked.state, Key.parse(asked.log), asked.url)
    except (Bad, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return run(witness, asked.every)


if __name__ == "__main__":
    sys.exit(main())
