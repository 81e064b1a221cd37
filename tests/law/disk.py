"""House rules on the disk of a server, written anew while it runs."""

from __future__ import annotations

import re
from pathlib import Path

from caseflow.law.loader import HERE

NAME = "house_rules"
RULE = "house.needs_assessment"


class Disk:
    """The house rules of an office on the disk of the server: written anew while the server runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = (HERE / f"{NAME}.toml").read_text(encoding="utf-8")

    def allow(self, days: int, *, version: int) -> None:
        """So many working days for the first look at what is needed."""
        (found,) = re.findall(
            rf'code = "{RULE}".+?length = 3$', self.text, re.DOTALL | re.MULTILINE
        )
        self.write(found, found.replace("length = 3", f"length = {days}"), version=version)

    def write(self, old: str = "", new: str = "", *, version: int) -> None:
        """The file changes; no process is told."""
        assert old in self.text
        text = self.text.replace(old, new, 1)
        self.path.write_text(
            re.sub(r"(?m)^version = \d+$", f"version = {version}", text), encoding="utf-8"
        )
