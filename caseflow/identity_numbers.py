"""Identity numbers as people hold them: what a number says, and doubts to show; never a refusal.

The 12 digits of a personal number carry no check digit (Decree 137/2015 Art. 13), so a typing error
shows only where place, sex or birth year disagree. Sentences never repeat the number or its parts.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseflow import places
from caseflow.choices import Sex

CITIZEN_DIGITS = 12
OLD_ID_DIGITS = 9
_NOISE = re.compile(r"[\s.\-/\u2010-\u2015]+")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,12}")
_ASCII_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class CitizenNumber:
    """What the first six digits say (Decree 137/2015 Art. 13)."""

    place: str
    """Three digits of the province, or country, where the birth was registered."""
    sex: Sex
    birth_year: int

    def __repr__(self) -> str:
        return "CitizenNumber(...)"


def tidy(typed: str) -> str:
    """The number without spaces, dots and dashes, in capital letters."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", typed)).upper()


def parse(number: str) -> CitizenNumber | None:
    """What a 12-digit personal number says; None for anything else."""
    digits = tidy(number)
    if len(digits) != CITIZEN_DIGITS or not _ASCII_DIGITS.fullmatch(digits):
        return None
    century = int(digits[3])
    return CitizenNumber(
        place=digits[:3],
        sex=Sex.FEMALE if century % 2 else Sex.MALE,
        birth_year=1900 + 100 * (century // 2) + int(digits[4:6]),
    )


def is_old_id(number: str) -> bool:
    """Whether this is the nine digits of a CMND, valid until 31/12/2024."""
    digits = tidy(number)
    return len(digits) == OLD_ID_DIGITS and bool(_ASCII_DIGITS.fullmatch(digits))


def is_passport(number: str) -> bool:
    """Whether this looks like a passport number of some country."""
    return bool(_PASSPORT.fullmatch(tidy(number)))


def guess_kind(number: str) -> str:
    """`citizen`, `old_id`, `passport` or `other`, by the shape alone."""
    if parse(number):
        return "citizen"
    if is_old_id(number):
        return "old_id"
    return "passport" if is_passport(number) else "other"


def doubts(
    number: str, sex: Sex | str, birth_year: int | None, *, kind: str = "citizen"
) -> list[str | Promise]:
    """Sentences to show beside a typed number of this kind; empty when nothing is odd.

    The number is kept whatever they say: numbers are cancelled and re-issued when sex or year are
    corrected (Circular 59/2021 Art. 6), and people know better than forms.
    """
    if not tidy(number):
        return []
    if kind == "old_id" and not is_old_id(number):
        return [_("CMND có 9 chữ số. Kiểm tra lại số đã ghi.")]
    if kind == "passport" and not is_passport(number):
        return [_("Số hộ chiếu thường có 6 đến 12 chữ và số. Kiểm tra lại số đã ghi.")]
    return _citizen_doubts(number, sex, birth_year) if kind == "citizen" else []


def _citizen_doubts(number: str, sex: Sex | str, birth_year: int | None) -> list[str | Promise]:
    parts = parse(number)
    if parts is None:
        return [_("Số định danh cá nhân có 12 chữ số. Kiểm tra lại số đã ghi.")]
    found: list[str | Promise] = []
    if not places.is_registry_code(parts.place):
        found.append(
            _("Ba số đầu không có trong danh mục tỉnh; có thể khai sinh ở nước ngoài hoặc gõ nhầm.")
        )
    if sex in (Sex.FEMALE, Sex.MALE) and sex != parts.sex:
        found.append(_("Số này ứng với giới tính khác với giới tính đã ghi."))
    if birth_year is not None and birth_year != parts.birth_year:
        found.append(_("Số này ứng với năm sinh khác với ngày sinh đã ghi."))
    return found
