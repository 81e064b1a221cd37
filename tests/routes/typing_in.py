"""Fields as a browser sends them."""

from __future__ import annotations

from typing import Any

from tests.journeys.desk import spread

Typed = dict[str, Any]


def typed(**fields: Any) -> Typed:
    """The fields as a browser sends them."""
    found: Typed = {}
    for name, value in fields.items():
        found |= spread(name, value)
    return found
