"""Secrets of the staff themselves, such as those of the second factor."""

import base64
from uuid import UUID

from caseflow.sealing import cells, keys

PLACE = cells.Place(keys.KIND_STAFF, keys.STAFF, UUID(int=0), "staff.secret")


def seal_staff(text: str) -> str:
    """Sealed text as base64, under the staff key."""
    return base64.b64encode(cells.seal(text, PLACE, step=32)).decode()


def open_staff(sealed: str) -> str:
    """Undo `seal_staff`; SealError when it was changed."""
    return str(cells.unseal(base64.b64decode(sealed), PLACE))
