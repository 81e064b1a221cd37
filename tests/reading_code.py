"""Reading the project's own code, for the tests of its rules."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
APPS = ("audit", "caseflow", "referrals", "support")
Node = TypeVar("Node", bound=ast.AST)
WRITTEN_BY_US = {
    ".py", ".md", ".toml", ".html", ".txt", ".sh", ".yaml", ".js", ".po", ""
}  # fmt: skip
NOT_OURS = {"vendor", "var", "node_modules", "__pycache__"}


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(), str(path))


def sources(*tops: str) -> Iterator[Path]:
    """Python files under these folders, without migrations."""
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def storey(path: Path) -> str:
    """The module of an app a file belongs to."""
    return path.relative_to(ROOT).with_suffix("").parts[1]


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    """file:line."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def nodes(path: Path, kind: type[Node]) -> Iterator[Node]:
    """Every node of this kind in a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, kind))


def imported(path: Path) -> set[str]:
    """Names a file imports."""
    found: list[ast.ImportFrom | ast.Import] = [
        *nodes(path, ast.ImportFrom),
        *nodes(path, ast.Import),
    ]
    return {alias.asname or alias.name for node in found for alias in node.names}


def queries(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Calls of `Model.objects.method(...)`: the call, the model, the method."""
    for call in nodes(path, ast.Call):
        method = call.func
        if isinstance(method, ast.Attribute) and isinstance(method.value, ast.Attribute):
            manager = method.value
            if manager.attr.endswith(("objects", "_manager")):
                yield call, ast.unparse(manager.value), method.attr


def written() -> Iterator[Path]:
    """Every file of the project that people wrote."""
    for folder, folders, files in os.walk(ROOT):
        hidden = {name for name in folders if name.startswith(".") and name != ".ci"}
        folders[:] = sorted(set(folders) - hidden - NOT_OURS)
        for name in sorted(files):
            path = Path(folder) / name
            generated = name.startswith((".coverage", "requirements")) or name in {".env", ".git"}
            if path.suffix in WRITTEN_BY_US and not generated:
                yield path
