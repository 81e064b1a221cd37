"""The references people say and type: `CB26-0147-R`, province letters, year, serial, check letter."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Letters without I, O and Q; 23 of them, a prime, so that the check below misses no swapped digits."""

_PRIME = len(CHECK_LETTERS)
_GENERATOR = 7
_VALUES = (
    {letter: value for value, letter in enumerate(CHECK_LETTERS)}
    | {"I": 0, "O": 1, "Q": 2}
    | {str(digit): digit for digit in range(10)}
)
_SHAPE = re.compile(r"([A-Z]{2})([0-9OIL]{2})([0-9OIL]{4,})([A-Z])")
_MISREAD = str.maketrans("OIL", "011")
_DIGITS = re.compile(r"[0-9]{4,}")
_NOISE = re.compile(r"[\s.\-_/\u2010-\u2015\u2212]+")
LONGEST = 20


class BadReference(ValueError):
    """The typed text is not a reference; str() is a sentence for the person who typed it."""


@dataclass(frozen=True)
class Reference:
    """The parts of a reference; str() is its one written form."""

    prefix: str
    year: int
    serial: int

    @property
    def check(self) -> str:
        """The letter that must close the reference."""
        return _check_letter(self._body)

    @property
    def _body(self) -> str:
        return f"{self.prefix}{self.year % 100:02d}{self.serial:04d}"

    def __str__(self) -> str:
        return f"{self.prefix}{self.year % 100:02d}-{self.serial:04d}-{self.check}"


def make_reference(prefix: str, year: int, serial: int) -> str:
    """The reference of a serial number; it grows past 9999 and is never renumbered.

    Raises ValueError unless the prefix is two capital letters, the year is in this century and the
    serial is positive.
    """
    if not re.fullmatch(r"[A-Z]{2}", prefix):
        raise ValueError("a prefix is two capital letters")
    if not 2000 <= year <= 2099:
        raise ValueError("references exist for the years 2000 to 2099")
    if serial < 1:
        raise ValueError("serials begin at 1")
    return str(Reference(prefix, year, serial))


def parse(typed: str) -> Reference:
    """The parts of a reference as somebody typed it.

    Small letters, spaces, other dashes, missing hyphens and the letters O, I, L inside the number
    are forgiven. Raises BadReference for another shape and for a check letter that does not fit.
    """
    match = _SHAPE.fullmatch(_squeeze(typed))
    if match is None:
        raise BadReference(_("Mã hồ sơ có dạng CB26-0147-R. Kiểm tra lại mã đã gõ."))
    prefix, year, serial, check = match.groups()
    found = Reference(prefix, 2000 + int(year.translate(_MISREAD)), int(serial.translate(_MISREAD)))
    if check != found.check or found.serial < 1:
        raise BadReference(_("Chữ cái cuối không khớp: có thể gõ nhầm một số. Kiểm tra lại mã."))
    return found


def is_valid(typed: str) -> bool:
    """Whether this text is a reference, however typed."""
    try:
        parse(typed)
    except BadReference:
        return False
    return True


def normalise(typed: str) -> str:
    """The one written form of a typed reference; raises BadReference like `parse`."""
    return str(parse(typed))


def last_digits(typed: str) -> str | None:
    """The digits, when somebody typed only the number of a file (four digits or more); else None."""
    digits = _squeeze(typed)
    return digits if _DIGITS.fullmatch(digits) and len(digits) <= LONGEST else None


def _squeeze(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed[: 4 * LONGEST]).upper()
    return _NOISE.sub("", text)


def _check_letter(body: str) -> str:
    total = sum(
        _VALUES[sign] * pow(_GENERATOR, place, _PRIME)
        for place, sign in enumerate(reversed(body), start=1)
    )
    return CHECK_LETTERS[total % _PRIME]
