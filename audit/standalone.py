"""Makes one file out of a program and the modules it uses, for machines without this project."""

import ast
from pathlib import Path

HERE = Path(__file__).parent
PARTS = {
    "verifier": (
        "merkle",
        "note",
        "policy",
        "entry",
        "timestamp",
        "bundles",
        "extractcheck",
        "verifier",
    ),
    "witness": ("merkle", "note", "witness"),
}


def source(program: str) -> str:
    """The program as one Python file that needs `cryptography` and nothing of ours."""
    *parts, main = PARTS[program]
    text = (HERE / f"{main}.py").read_text()
    opening = ast.get_docstring(ast.parse(text), clean=False)
    pieces = [f'"""{opening}"""', "# One file made of: " + ", ".join(PARTS[program])]
    return "\n\n".join([*pieces, *(_without_ours(part) for part in (*parts, main))]) + "\n"


def _without_ours(part: str) -> str:
    """A module without its docstring and without imports from this project."""
    text = (HERE / f"{part}.py").read_text()
    lines = text.splitlines()
    for node in ast.parse(text).body:
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("audit.")
        words = (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.lineno == 1
        )
        if ours or words:
            for at in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[at] = ""
    return "\n".join(lines).strip()
