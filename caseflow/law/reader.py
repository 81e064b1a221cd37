"""Reads typed fields out of a parsed law file; every complaint names file, rule and field."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from caseflow.law import citations
from caseflow.law.shapes import Words

Choice = TypeVar("Choice", bound=Enum)
Row = Mapping[str, object]


class LawError(ValueError):
    """A law file says something impossible, or an unknown code was asked for."""


class Reader:
    """One row of a file; `close` refuses fields nobody asked for."""

    def __init__(self, row: object, where: str) -> None:
        if not isinstance(row, dict):
            raise LawError(f"{where}: must be a table")
        self.row: Row = row
        self.where = where
        self.asked: set[str] = set()

    def refuse(self, field: str, problem: str) -> LawError:
        """The error to raise about a field."""
        return LawError(f"{self.where}, {field}: {problem}")

    def close(self) -> None:
        """Refuse what was not read."""
        for field in sorted(set(self.row) - self.asked):
            raise self.refuse(field, "unknown field")

    def get(self, field: str) -> object:
        """The raw value, None when absent."""
        self.asked.add(field)
        return self.row.get(field)

    def text(self, field: str) -> str:
        """A text that must be there."""
        value = self.get(field)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, "must be a text")
        return value

    def optional_text(self, field: str) -> str:
        """A text, empty when absent."""
        return self.text(field) if self.get(field) is not None else ""

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, at least one."""
        value = self.get(field)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(one, str) for one in value)
        ):
            raise self.refuse(field, "must be a list of texts")
        return tuple(value)

    def optional_texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        return self.texts(field) if self.get(field) is not None else ()

    def words(self, field: str) -> Words:
        """A text in both languages."""
        part = Reader(self.get(field), f"{self.where}, {field}")
        found = Words(vi=part.text("vi"), en=part.text("en"))
        part.close()
        return found

    def optional_words(self, field: str) -> Words | None:
        """A text in both languages, None when absent."""
        return self.words(field) if self.get(field) is not None else None

    def citation(self, field: str) -> Words:
        """Where a rule stands; the English is made from the Vietnamese unless both are written."""
        if isinstance(self.get(field), dict):
            return self.words(field)
        text = self.text(field)
        try:
            return Words(vi=text, en=citations.english(text))
        except ValueError as error:
            raise self.refuse(
                field, f"no English for {error.args[0]!r}; write {{ vi = …, en = … }}"
            ) from None

    def number(self, field: str) -> int | None:
        """A whole number above zero, None when absent."""
        value = self.get(field)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.refuse(field, "must be a whole number above zero")
        return value

    def choice(self, field: str, kind: type[Choice]) -> Choice:
        """One member of an enumeration."""
        value = self.text(field)
        try:
            return kind(value)
        except ValueError:
            raise self.refuse(field, f"{value!r} is not one of {kind.__name__}") from None

    def choices(self, field: str, kind: type[Choice]) -> frozenset[Choice]:
        """Members of an enumeration; `["any"]` is all of them."""
        values = self.texts(field)
        if values == ("any",):
            return frozenset(kind)
        if len(set(values)) != len(values):
            raise self.refuse(field, "names something twice")
        try:
            return frozenset(kind(value) for value in values)
        except ValueError as error:
            raise self.refuse(field, f"{error.args[0]}") from None

    def day(self, field: str) -> date:
        """A day that must be there."""
        value = self.get(field)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(field, "must be a day")
        return value

    def optional_day(self, field: str) -> date | None:
        """A day, None when absent."""
        return self.day(field) if self.get(field) is not None else None

    def rows(self, field: str) -> list["Reader"]:
        """The rows of a table of this file; each is named by its code, else by its number."""
        value = self.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(field, "must be a list of tables")
        return [
            Reader(row, f"{self.where}, {field} {_name(row, number)}")
            for number, row in enumerate(value, 1)
        ]


def _name(row: object, number: int) -> str:
    code = row.get("code") if isinstance(row, dict) else None
    return code if isinstance(code, str) and code else str(number)
