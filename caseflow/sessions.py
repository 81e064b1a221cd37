"""Sessions are sealed: for a while they hold a second-factor secret nobody has confirmed yet."""

from typing import Any

from django.contrib.sessions.backends import db

from caseflow.sealing.errors import SealError
from caseflow.sealing.staff import open_staff, seal_staff


class SessionStore(db.SessionStore):
    """Rows of the session table whose contents are sealed under the staff key."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The sealed contents."""
        return seal_staff(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The contents; a session that does not open is an empty one."""
        try:
            return super().decode(open_staff(str(session_data)))
        except (SealError, ValueError):
            return {}
