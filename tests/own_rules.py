"""House rules of an office that has its own: that a limit may be paused, or starts at something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from caseflow import law
from caseflow.law.loader import HERE
from tests import laws


@contextmanager
def changed(old: str, new: str, settings: Any, folder: Path) -> Iterator[None]:
    """The shipped rules with these words in place of those, until the end of the block."""
    text = (HERE / "house_rules.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "own.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    settings.HOUSE_RULES_FILE = str(path)
    law.reload()
    laws.lay()
    try:
        yield
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()


@contextmanager
def pausing(code: str, settings: Any, folder: Path) -> Iterator[None]:
    """The rule may be paused, which none of the shipped rules may, until the end of the block."""
    named = f'code = "{code}"'
    with changed(named, f"{named}\npausable = true", settings, folder):
        yield
