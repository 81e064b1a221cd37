"""Checks what was signed: every checkpoint against the tree, and what this machine remembers."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from audit import note, signing
from audit.findings import Finding
from audit.merkle import Bad
from audit.models import Checkpoint, Cosignature
from audit.note import Key
from audit.policy import Policy
from audit.readable import each, unread
from audit.treecheck import TreeCheck


def policy() -> Policy:
    """Whom this installation believes; nobody where it has no policy file. Bad for a malformed one."""
    path = Path(settings.AUDIT_POLICY_FILE)
    return Policy.parse(path.read_text()) if path.exists() else Policy(quorum="none")


def log_keys() -> set[Key]:
    """Keys whose signature under the log counts here: those of the policy, and our own."""
    ours = signing.current()
    return {*policy().logs, *([ours.key] if ours else [])}


def remembered() -> dict[str, tuple[int, bytes]]:
    """Size and root this machine signed last, by the name of the log."""
    found = {}
    for name in {key.name for key in log_keys()}:
        with signing.memory(name) as memory:
            found[name] = memory.size, memory.root
    return found


def check(tree: TreeCheck, memories: dict[str, tuple[int, bytes]]) -> Iterator[Finding]:
    """Findings about checkpoints; `memories` were read before the tree was."""
    keys = log_keys()
    seen = {}
    for pk, stored in each(Checkpoint.objects.order_by("size")):
        if stored is None:
            yield unread(Checkpoint, pk)
            continue
        yield from _head(tree, stored, keys)
        seen[stored.origin, stored.size] = bytes(stored.root)
    for pk, cosignature in each(Cosignature.objects.order_by("size")):
        if cosignature is None:
            yield unread(Cosignature, pk)
        else:
            yield from _cosignature(cosignature, seen)
    for name, (size, root) in memories.items():
        if size > tree.size:
            yield Finding(0, "", f"{size} events were signed here, {tree.size} are left")
        elif size and seen.get((name, size)) != root:
            yield Finding(0, "", f"the checkpoint of {size} events signed here is gone or another")


def _cosignature(stored: Cosignature, seen: dict[tuple[str, int], bytes]) -> Iterator[Finding]:
    """A cosignature must fit its witness of the policy and a checkpoint that is still here."""
    key, root = policy().witnesses.get(stored.witness), seen.get((stored.origin, stored.size))
    if key is None:
        return
    text = note.Checkpoint(stored.origin, stored.size, root or b"").text
    try:
        signers = note.read_note(f"{text}\n{stored.line}".encode()).signers([key])
    except Bad:
        signers = {}
    if root is None or key not in signers:
        problem = f"{stored.witness} cosigned another tree of {stored.size} events"
        yield Finding(0, "", problem)


def _head(tree: TreeCheck, stored: Checkpoint, keys: set[Key]) -> Iterator[Finding]:
    def wrong(problem: str) -> Finding:
        return Finding(0, "", f"the checkpoint of {stored.size} events {problem}")

    try:
        read = note.read_note(stored.note.encode())
        head = note.Checkpoint.parse(read.text)
        signers = read.signers(keys)
    except Bad as error:
        yield wrong(f"cannot be believed: {error}")
        return
    if (head.origin, head.size, head.root) != (stored.origin, stored.size, bytes(stored.root)):
        yield wrong("differs from its signed text")
    if keys and head.origin not in {key.name for key in signers}:
        yield wrong("is signed by nobody we know")
    if head.size > tree.size:
        yield wrong(f"has more than the {tree.size} that are left")
    elif tree.roots.get(head.size) != head.root:
        yield wrong("has another root than the events")
