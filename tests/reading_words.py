"""Finding the words people read in code and templates, for the tests of both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.reading_code import ROOT, nodes, tree

VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
GETTEXT = re.compile(r"^(_|[np]?n?gettext(_lazy|_noop)?)$")
"""Names under which a text is handed to the catalogue."""
ALSO_SEEN = ("aria-label", "title", "alt", "placeholder", "label", "data-count", "data-exit-title")
"""Attributes of HTML that people read or hear."""
_NOT_SEEN = re.compile(
    r"\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<!doctype[^>]*>"
    r"|\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*trans(?:late)?\b.*?%\}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(rf'\s(?:{"|".join(ALSO_SEEN)})="([^"]*)"')
_ENTITY = re.compile(r"&\w+;")
_WORD = re.compile(r"[^\W\d_]{2,}")


def templates() -> list[Path]:
    """Every template of ours."""
    found = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
    for app in ("audit", "caseflow", "referrals", "support"):
        found += (ROOT / app / "templates").rglob("*.html")
    return sorted(found)


def untranslated_in_template(source: str) -> Iterator[tuple[int, str]]:
    """Line and words of what a template writes itself: text, read attributes, texts in tags."""
    own = _NOT_SEEN.sub(_blank, source)
    for tag in _TAG.finditer(own):
        if VIETNAMESE.search(tag[0]):
            yield _line(own, tag.start()), tag[0]
    own = _TAG.sub(_blank, own)
    for attribute in _ATTRIBUTE.finditer(own):
        if _WORD.search(attribute[1]):
            yield _line(own, attribute.start()), attribute[1]
    text = _ENTITY.sub("", _MARKUP.sub(_blank, own))
    for number, line in enumerate(text.splitlines(), 1):
        if _WORD.search(line):
            yield number, line.strip()


def calls_of_gettext(top: ast.AST) -> Iterator[ast.Call]:
    """Calls that hand a text to the catalogue, anywhere below a node."""
    for node in ast.walk(top):
        if isinstance(node, ast.Call) and GETTEXT.match(ast.unparse(node.func).rpartition(".")[2]):
            yield node


def out_of_reach(path: Path) -> Iterator[int]:
    """Lines of gettext calls the collection cannot read: inside an f-string, or given a variable."""
    for text in nodes(path, ast.JoinedStr):
        yield from (call.lineno for call in calls_of_gettext(text))
    for call in calls_of_gettext(tree(path)):
        given = call.args[:-1] if "ngettext" in ast.unparse(call.func) else call.args
        if not all(isinstance(each, ast.Constant) for each in given):
            yield call.lineno


def untranslated_in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Line and words of Vietnamese literals that never reach the catalogue; docstrings are not read."""
    known = {id(node.value) for node in nodes(path, ast.Expr)}
    for call in calls_of_gettext(tree(path)):
        known |= {id(node) for argument in call.args for node in ast.walk(argument)}
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Constant) or id(node) in known:
            continue
        if (
            isinstance(node.value, str)
            and VIETNAMESE.search(node.value)
            and _WORD.search(node.value)
        ):
            yield node.lineno, node.value


def visible(page: str) -> Iterator[str]:
    """The texts of an answered page, attributes that are read included; papers of the state are not."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL | re.IGNORECASE)
    body = re.sub(r'<main\b[^>]*\blang="vi".*?</main>', "", body, flags=re.DOTALL)
    yield from (found[1] for found in _ATTRIBUTE.finditer(body))
    yield from (part.strip() for part in _MARKUP.split(body) if part.strip())


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
