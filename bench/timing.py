"""The one clock of the measurements."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def seconds(deed: Callable[..., Any], *args: Any) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    deed(*args)
    return time.perf_counter() - begun
