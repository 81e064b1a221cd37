"""The tree over the events as it stands in the database: added to, read as tiles."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max

from audit import merkle
from audit.merkle import HASH, WIDTH, Tree
from audit.models import Leaf, Tile

COLUMNS = "number, event_id, case_uid, input, at, act, actor, agency"
HEADS = """
SELECT asked.value,
  (SELECT input FROM audit_leaf WHERE case_uid = asked.value ORDER BY number DESC LIMIT 1)
FROM {}
"""


class Place(NamedTuple):
    """A new leaf; what it is found by is as the table of events holds it."""

    number: int
    event_id: int
    case: UUID | None
    input: bytes
    found_by: tuple[Any, ...]
    """Columns `at`, `act`, `actor` and `agency`, unread, so that a bent one stops nobody."""


def size() -> int:
    """How many events have their place."""
    last = Leaf.objects.aggregate(last=Max("number"))["last"]
    return 0 if last is None else last + 1


def tree(of: int | None = None) -> Tree:
    """The tree of all leaves, or of the first `of`."""
    return Tree(size() if of is None else of, read)


def read(level: int, number: int, width: int) -> bytes:
    """The first `width` hashes of a tile, from the full tile or from what lies below it."""
    full = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    if full is not None:
        return bytes(full)[: width * HASH]
    first = number * WIDTH
    if level:
        below = Tile.objects.filter(level=level - 1, number__range=(first, first + width - 1))
        return b"".join(map(bytes, below.order_by("number").values_list("root", flat=True)))
    return b"".join(leaf_hashes(first, first + width))


def leaf_hashes(start: int, end: int) -> list[bytes]:
    """Hashes of the leaves from `start` up to `end`, computed from what they stand for."""
    inputs = Leaf.objects.filter(number__range=(start, end - 1)).order_by("number")
    return [merkle.leaf_hash(bytes(each)) for each in inputs.values_list("input", flat=True)]


def heads(cases: Sequence[UUID]) -> dict[UUID, tuple[int, bytes]]:
    """For each of these cases its last leaf: number within the case, hash.

    One short look into the index per case, however many events a case has.
    """
    if not cases:
        return {}
    values: list[Any] = [list(cases)]
    asked = "unnest(%s::uuid[]) AS asked(value)"
    if connection.vendor == "sqlite":
        values = [case.hex for case in cases]
        rows = ", ".join(["(%s)"] * len(cases))
        asked = f"(SELECT column1 AS value FROM (VALUES {rows})) AS asked"  # noqa: S608 - marks only
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(HEADS.format(asked), values)
        for case, data in cursor.fetchall():
            if data is not None:
                place = int.from_bytes(data[1:9], "big")
                found[_uid(case)] = place, merkle.leaf_hash(bytes(data))
    return found


def _uid(stored: UUID | str) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(stored)


def append(leaves: Sequence[Place]) -> None:
    """Add leaves whose numbers follow the last one, and every tile they complete.

    The caller holds the sequencer's lock and a transaction.
    """
    if not leaves:
        return
    first = leaves[0].number
    start = first - first % WIDTH
    hashes = leaf_hashes(start, first) + [merkle.leaf_hash(leaf.input) for leaf in leaves]
    _insert(leaves)
    level, number = 0, start // WIDTH
    while len(hashes) >= WIDTH:
        made = [
            Tile(
                level=level,
                number=number + at,
                hashes=b"".join(chunk),
                root=merkle.root_of(chunk),
            )
            for at in range(len(hashes) // WIDTH)
            for chunk in [hashes[at * WIDTH : (at + 1) * WIDTH]]
        ]
        Tile.objects.bulk_create(made)
        level, start = level + 1, number - number % WIDTH
        before = Tile.objects.filter(level=level - 1, number__range=(start, number - 1))
        roots = before.order_by("number").values_list("root", flat=True)
        hashes = [*map(bytes, roots), *(bytes(tile.root) for tile in made)]
        number = start // WIDTH


def _insert(leaves: Sequence[Place]) -> None:
    stored = Leaf._meta.get_field("case_uid").get_db_prep_value
    rows = [
        (number, event_id, stored(case, connection), data, *found_by)
        for number, event_id, case, data, found_by in leaves
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY audit_leaf ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO audit_leaf ({COLUMNS}) VALUES ({marks})", rows)  # noqa: S608 - constants
