"""Secrets of the staff themselves, such as those of the second factor."""

import base64
from collections.abc import Callable
from uuid import UUID

from caseflow.sealing import cells, keys

PLACE = cells.Place(keys.KIND_STAFF, keys.STAFF, UUID(int=0), "staff.secret")


def seal_staff(text: str) -> str:
    """Sealed text as base64, under the staff key."""
    return base64.b64encode(cells.seal(text, PLACE, step=32)).decode()


def open_staff(sealed: str) -> str:
    """Undo `seal_staff`; SealError when it was changed."""
    return str(cells.unseal(base64.b64decode(sealed), PLACE))


Again = Callable[[str], str]
_holders: list[Callable[[Again], int]] = []


def register_holder(holder: Callable[[Again], int]) -> None:
    """Name a place where staff secrets lie: it puts each through `again` and counts what changed."""
    _holders.append(holder)


def reseal() -> int:
    """Seal every secret under the key that seals now; how many were under an older one."""
    newest = keys.active(keys.KIND_STAFF, keys.STAFF).version

    def again(sealed: str) -> str:
        cell = base64.b64decode(sealed)
        under = int.from_bytes(cell[1 : cells.HEADER], "big")
        return sealed if under == newest else seal_staff(open_staff(sealed))

    return sum(holder(again) for holder in _holders)
