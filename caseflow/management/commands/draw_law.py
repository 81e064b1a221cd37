"""Writes the law out of its files, as Markdown."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from caseflow import law
from caseflow.law import tables


class Command(BaseCommand):
    """`draw_law` prints what stands in docs/law.md; a test keeps the two equal."""

    help = "Print the law as tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """One chapter for each file, then what the two laws differ in."""
        with translation.override("vi"):
            self.stdout.write("\n".join(lines()))


def lines() -> Iterator[str]:
    """Every line of the document."""
    yield "# The law as this system knows it\n"
    yield "Drawn from `caseflow/law/*.toml` by `manage.py draw_law`.\n"
    yield (
        "Marks: T read in the text, S secondary page, I inferred from those, U seen nowhere "
        "(no clock starts), H a rule of the house.\n"
    )
    for name in law.FILES:
        regime = law.load(name)
        yield f"## {regime.title} (`{name}.toml`)\n"
        until = f"{regime.effective_to:%d/%m/%Y}" if regime.effective_to else "…"
        yield f"{regime.effective_from:%d/%m/%Y} – {until}. {'; '.join(map(str, regime.sources))}.\n"
        yield from _drawn(tables.sections(regime))
    old, new = law.regimes()
    yield f"## {old.title} → {new.title}\n"
    yield from _drawn(tables.differences(old, new))


def _drawn(sections: list[tables.Section]) -> Iterator[str]:
    for section in sections:
        yield f"### {section.title}\n"
        yield _row(section.columns)
        yield "|" + "---|" * len(section.columns)
        yield from map(_row, section.rows)
        yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
