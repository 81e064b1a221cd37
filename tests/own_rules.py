"""House rules of an office that lets a limit be paused; none of the shipped rules does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from caseflow import law
from caseflow.law.loader import HERE
from tests import laws


@contextmanager
def pausing(code: str, settings: Any, folder: Path) -> Iterator[None]:
    """The rule may be paused, until the end of the block."""
    text = (HERE / "house_rules.toml").read_text(encoding="utf-8")
    path = folder / "own.toml"
    path.write_text(
        text.replace(f'code = "{code}"', f'code = "{code}"\npausable = true'), encoding="utf-8"
    )
    settings.HOUSE_RULES_FILE = str(path)
    law.reload()
    laws.lay()
    try:
        yield
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()
