"""Every row of the threat model is proved by tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from tests.reading_code import ROOT, nodes, sources

MODEL = (ROOT / "docs" / "security" / "threat-model.md").read_text()
ROWS = [line for line in MODEL.splitlines() if line.startswith("| ") and "Proved by" not in line]
RESIDUAL = "**full control of the running application**"
"""The one row that nothing proves, because nothing stops it."""


def names() -> set[str]:
    """Every test of the project."""
    return {
        function.name
        for path in sources("tests")
        for function in nodes(path, ast.FunctionDef)
        if function.name.startswith("test_")
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_each_row_names_tests_that_exist(row: str) -> None:
    proofs = set(re.findall(r"`(test_\w+)`", row))

    assert proofs or RESIDUAL in row
    assert not proofs - names()


def test_there_are_rows() -> None:
    assert len(ROWS) > 15
    assert sum(RESIDUAL in row for row in ROWS) == 1
