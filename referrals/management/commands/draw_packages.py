"""Writes the catalogue of packages out of its code, as Markdown."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from referrals import reports


class Command(BaseCommand):
    """`draw_packages` prints what stands in docs/packages.md; a test keeps the two equal."""

    help = "Print the catalogue of disclosure packages as tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Every table of the catalogue."""
        with translation.override("vi"):
            self.stdout.write("\n".join(lines()))


def lines() -> Iterator[str]:
    """Every line of the document."""
    yield "# What a handoff may tell\n"
    yield "Drawn from `referrals/catalogue.py` by `manage.py draw_packages`.\n"
    yield (
        "No source lists fields one by one: which fields are enough for a kind of agency is a rule of the "
        "house. The source and its mark are those of the task the agency has (T read in the text, S "
        "secondary page, H a rule of the house). What the person told, medical findings and numbers of "
        "papers are not in the catalogue, so no package can hold them. It is changed by review and "
        "release only; no administrator widens it for others.\n"
    )
    yield (
        "Always along, without being chosen: which topics were asked, when and by whom (nothing that was "
        "told); belongings, escorts and interpreter where the giver wrote them down.\n"
    )
    for table in reports.catalogue_tables():
        yield f"## {table.title}\n"
        yield _row(table.columns)
        yield "|" + "---|" * len(table.columns)
        yield from map(_row, table.rows)
        yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
