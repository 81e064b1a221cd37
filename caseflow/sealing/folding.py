"""Forms of names, phones and identifiers that are equal for people, made equal for tokens."""

import re
import unicodedata

LETTERS = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d", "ı": "i"})
NOT_WORD = re.compile(r"[^\w]+")


def fold(label: str, value: str) -> str:
    """The comparable form for an index label: identifier, phone or name."""
    return FOLDS[label](value)


def name(value: str) -> str:
    """Lower case without marks, words sorted: “Nguyễn Thị Hòa” and “HOÀ NGUYEN THI” are one."""
    lowered = unicodedata.normalize("NFD", unicodedata.normalize("NFC", value).casefold())
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return " ".join(sorted(NOT_WORD.sub(" ", _visible(bare).translate(LETTERS)).split()))


def phone(value: str) -> str:
    """Digits with the country code of Viet Nam: 0912… and +84 912… are one."""
    digits = re.sub(r"\D", "", value)
    if digits.startswith("00"):
        digits = digits[2:]
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def identifier(value: str) -> str:
    """Letters and digits, upper case."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", value).upper())


def _visible(value: str) -> str:
    return "".join(letter for letter in value if unicodedata.category(letter) != "Cf")


FOLDS = {"name": name, "phone": phone, "identifier": identifier}
