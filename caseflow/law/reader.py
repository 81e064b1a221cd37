"""Reads typed fields out of a parsed law file; every complaint names file, rule and field."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from caseflow.law import citations
from caseflow.law.shapes import Words

Choice = TypeVar("Choice", bound=Enum)
Row = Mapping[str, object]
LARGEST = 3660
"""Of any number in a law file: ten years in days."""
_HEADER = re.compile(r"\s*\[\[?(\w+)\]")


@dataclass(frozen=True)
class Place:
    """Where something stands in a file: the table, which of its rows, the field."""

    table: str = ""
    number: int = 1
    field: str = ""

    def line(self, text: str) -> int:
        """The number of the line in the text of the file; that of the row where the field is absent."""
        rows: Counter[str] = Counter()
        inside = (self.table, self.number) == ("", 1)
        found = 1
        for number, line in enumerate(text.splitlines(), 1):
            if header := _HEADER.match(line):
                rows[header[1]] += 1
                inside = (header[1], rows[header[1]]) == (self.table, self.number)
                if inside:
                    found = number
                elif not self.table and header[1] == self.field:
                    return number
            elif inside and self.field and re.match(rf"\s*{re.escape(self.field)}\s*=", line):
                return number
        return found


class LawError(ValueError):
    """A law file says something impossible, or an unknown code was asked for."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place


class Reader:
    """One row of a file; `close` refuses fields nobody asked for."""

    def __init__(self, row: object, where: str, place: Place | None = None) -> None:
        self.place = place or Place()
        if not isinstance(row, dict):
            raise LawError(f"{where}: must be a table", self.place)
        self.row: Row = row
        self.where = where
        self.asked: set[str] = set()

    def refuse(self, field: str, problem: str) -> LawError:
        """The error to raise about a field."""
        return LawError(f"{self.where}, {field}: {problem}", self.at(field))

    def at(self, field: str) -> Place:
        """Where a field of this row stands; a part of a field stands where the field does."""
        return self.place if self.place.field else replace(self.place, field=field)

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
        part = Reader(self.get(field), f"{self.where}, {field}", self.at(field))
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
        return self._cited(field, self.text(field))

    def citations(self, field: str) -> tuple[Words, ...]:
        """Several documents, each with its English."""
        return tuple(self._cited(field, text) for text in self.texts(field))

    def _cited(self, field: str, text: str) -> Words:
        try:
            return Words(vi=text, en=citations.english(text))
        except ValueError as error:
            raise self.refuse(
                field, f"no English for {error.args[0]!r}; write {{ vi = …, en = … }}"
            ) from None

    def flag(self, field: str) -> bool:
        """Whether the field is there and true; false is said by leaving it out."""
        value = self.get(field)
        if value not in (None, True):
            raise self.refuse(field, "must be true, or absent")
        return value is True

    def number(self, field: str) -> int | None:
        """A whole number above zero and at most `LARGEST`, None when absent."""
        value = self.get(field)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.refuse(field, "must be a whole number above zero")
        if value > LARGEST:
            raise self.refuse(field, f"must be at most {LARGEST}")
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

    def optional_choices(self, field: str, kind: type[Choice]) -> frozenset[Choice]:
        """Members of an enumeration, none when absent."""
        return self.choices(field, kind) if self.get(field) is not None else frozenset()

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
            Reader(row, f"{self.where}, {field} {_name(row, number)}", Place(field, number))
            for number, row in enumerate(value, 1)
        ]


def _name(row: object, number: int) -> str:
    code = row.get("code") if isinstance(row, dict) else None
    return code if isinstance(code, str) and code else str(number)
