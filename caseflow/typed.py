"""Reading what people type: text in one form, dates and times in the ways usual in Viet Nam; pure."""

import re
import unicodedata
from datetime import date, time

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CENTURY_PIVOT = 40
YEARS = range(1900, 2101)
ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
VIETNAMESE = re.compile(r"^(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})$")
CLOCK = re.compile(r"^(\d{1,2})\s*(?::|h|g|giờ|\.)?\s*(\d{2})?\s*(?:phút|p)?$", re.IGNORECASE)
UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")
"""Control characters but tab and line break, and marks that turn the direction of writing."""

DATE_PARTS = _("Hãy ghi đủ ngày, tháng và năm, ví dụ 5/3/2026.")
DATE_DIGITS = _("Ngày, tháng, năm ghi bằng chữ số, ví dụ 5/3/2026.")
DATE_YEAR = _("Năm ghi đủ bốn chữ số, từ 1900 đến 2100.")
DATE_NONE = _("Không có ngày %(typed)s trong lịch. Hãy xem lại ngày và tháng.")
TIME_WRONG = _("Giờ ghi theo kiểu 24 giờ, ví dụ 17:30.")


def clean_text(value: str) -> str:
    """The text in one Unicode form, without control and direction characters; line breaks stay.

    Empty where nothing of it would be seen: blanks of no width are no text.
    """
    joined = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    shown = UNSEEN.sub("", joined)
    return shown if any(map(_is_seen, shown)) else ""


def _is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) != "Cf"


def parse_date(typed: str) -> date | None:
    """The date in `5/3/26`, `05-03-2026`, `5.3.2026` or `2026-03-05`; None when empty; refuses with a sentence."""
    words = clean_text(typed).strip()
    if not words:
        return None
    if iso := ISO.match(words):
        year, month, day = iso.groups()
    elif match := VIETNAMESE.match(words):
        day, month, year = match.groups()
    else:
        raise ValidationError(DATE_PARTS, code="invalid")
    return build_date(day, month, year)


def build_date(day: str, month: str, year: str) -> date:
    """The date of three typed parts; two-digit years up to 40 belong to this century."""
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (day, month, year)):
        raise ValidationError(DATE_DIGITS, code="invalid")
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= CENTURY_PIVOT else 1900
    if number not in YEARS:
        raise ValidationError(DATE_YEAR, code="invalid")
    try:
        return date(number, int(month), int(day))
    except ValueError as error:
        params = {"typed": f"{day}/{month}/{year}"}
        raise ValidationError(DATE_NONE, code="invalid", params=params) from error


def parse_time(typed: str) -> time:
    """The time in `17:30`, `17h30`, `17 giờ 30` or `17`; refuses with a sentence."""
    match = CLOCK.match(clean_text(typed).strip())
    if match is None:
        raise ValidationError(TIME_WRONG, code="invalid")
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        raise ValidationError(TIME_WRONG, code="invalid")
    return time(hour, minute)
