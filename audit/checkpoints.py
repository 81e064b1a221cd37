"""Signs the tree, and refuses a tree that does not begin with what was signed before."""

from datetime import datetime

from audit import ledger, note, signing
from audit.merkle import Tree
from audit.models import Checkpoint
from audit.signing import Memory, Signer


class Contradiction(Exception):
    """The tree in the database does not begin with the tree that was signed before."""


def sign(now: datetime) -> Checkpoint | None:
    """Sign the tree as it stands, if it grew since; None when there is nothing new or no key here.

    Raises Contradiction, and signs nothing, when the database was rolled back or rewritten.
    """
    signer = signing.current()
    if signer is None:
        return None
    with signing.memory(signer.key.name) as memory:
        tree = ledger.tree()
        _recall(memory, signer)
        _ask(memory, tree)
        if tree.size == 0 or (tree.size == memory.size and _stored(signer, tree.size)):
            return None
        head = note.Checkpoint(signer.key.name, tree.size, tree.root())
        memory.keep(head.size, head.root)
        signed, _new = Checkpoint.objects.get_or_create(
            origin=head.origin,
            size=head.size,
            defaults={"root": head.root, "note": signer.sign(head.text), "signed_at": now},
        )
        return signed


def _stored(signer: Signer, size: int) -> bool:
    """Whether what is remembered as signed was stored; who was killed in between left it to the next."""
    return Checkpoint.objects.filter(origin=signer.key.name, size=size).exists()


def newest(origin: str = "") -> Checkpoint | None:
    """The checkpoint with the most events, of one log or of any."""
    found = Checkpoint.objects.filter(origin=origin) if origin else Checkpoint.objects.all()
    return found.order_by("-signed_at", "-size").first()


def _recall(memory: Memory, signer: Signer) -> None:
    """On a machine that signed nothing yet the checkpoints of others count, if the key made them."""
    last = newest(signer.key.name) if memory.size == 0 else None
    if last is not None:
        if signer.key not in note.read_note(last.note.encode()).signers([signer.key]):
            raise Contradiction("the newest checkpoint has another signature")
        head = note.Checkpoint.parse(note.read_note(last.note.encode()).text)
        memory.size, memory.root = head.size, head.root


def _ask(memory: Memory, tree: Tree) -> None:
    if tree.size < memory.size:
        raise Contradiction(f"{memory.size} events were signed, {tree.size} are left")
    if memory.size and tree.root(memory.size) != memory.root:
        raise Contradiction(f"the first {memory.size} events are not those that were signed")
