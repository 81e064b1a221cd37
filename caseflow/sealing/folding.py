"""Forms of names, phones and identifiers that are equal for people, made equal for tokens."""

import re
import unicodedata

from caseflow.sealing import sounds


def fold(form: str, value: str) -> str:
    """The comparable form of a value: identifier, phone, name or sound."""
    return FOLDS[form](value)


def name(value: str) -> str:
    """Lower case without marks, words sorted: “Nguyễn Thị Hòa” and “HOÀ NGUYEN THI” are one."""
    return " ".join(sorted(word.bare for word in sounds.words(value)))


def phone(value: str) -> str:
    """Digits with the country code of Viet Nam: 0912… and +84 912… are one."""
    digits = re.sub(r"\D", "", value)
    if digits.startswith("00"):
        digits = digits[2:]
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def identifier(value: str) -> str:
    """Letters and digits, upper case."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", value).upper())


FOLDS = {"name": name, "sound": sounds.key, "phone": phone, "identifier": identifier}
