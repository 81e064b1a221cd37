"""How often one person may use what could be used to find people out; counted for all processes."""

from collections.abc import Sequence
from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from caseflow.models import User
from caseflow.refusals import TooOften

Limits = Sequence[tuple[int, int]]
"""Pairs of how many uses and within how many seconds."""
MINUTE, DAY = 60, 24 * 3600
SEARCHES: Limits = ((20, 10 * MINUTE), (150, DAY))
"""Searches by person, looks for duplicates and forms that ask for them, together."""
EMERGENCIES: Limits = ((5, 10 * MINUTE), (15, DAY))
"""Attempts to open a file in an emergency, wrong codes included."""

REQUESTS: Limits = ((5, 10 * MINUTE), (20, DAY))
"""Requests for a file of which only the reference is known, to nobody's files included."""


LINKS: Limits = ((60, 10 * MINUTE), (400, DAY))
"""Looks at links for people without an account, from one address; many may share it."""


def spend(what: str, limits: Limits, *, by: User, now: datetime) -> None:
    """Count one use by this person; TooOften when a limit of its window is passed.

    Windows are fixed: the count begins anew at each whole multiple of the window's length.
    """
    _spend(what, limits, by.uid.hex, now)


def spend_from(address: str, what: str, limits: Limits, *, now: datetime) -> None:
    """As `spend`, by a network address; the cache holds a keyed digest of it only."""
    _spend(what, limits, salted_hmac("throttle", address).hexdigest(), now)


def _spend(what: str, limits: Limits, who: str, now: datetime) -> None:
    passed = False
    for most, seconds in limits:
        window = int(now.timestamp()) // seconds
        key = f"throttle:{what}:{seconds}:{who}:{window}"
        cache.add(key, 0, timeout=2 * seconds)
        passed |= cache.incr(key) > most
    if passed:
        raise TooOften
