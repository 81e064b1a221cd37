"""Invented Vietnamese names from name parts by fixed dice, and the ways people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

FAMILY = {
    "Nguyễn": 296, "Trần": 110, "Lê": 95, "Phạm": 70, "Hoàng": 35, "Huỳnh": 30, "Phan": 45, "Vũ": 22,
    "Võ": 20, "Đặng": 21, "Bùi": 20, "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 6, "Đinh": 9,
    "Trương": 9, "Đoàn": 8, "Lương": 8, "Mai": 6, "Trịnh": 6, "Đào": 6, "Lâm": 6, "Tạ": 4, "Cao": 5,
    "Châu": 4, "Quách": 3, "Thạch": 4, "Kim": 3, "Lò": 9, "Vàng": 8, "Giàng": 9, "Sùng": 7, "Thào": 6,
    "Hạng": 4, "Quàng": 5, "Lường": 6, "Cà": 4, "Tòng": 4, "Vừ": 4, "Mùa": 3, "Triệu": 5, "Nông": 7,
    "Ma": 3, "Bàn": 4, "Chảo": 3, "Tẩn": 3, "Lù": 3, "Xồng": 2, "Y": 3, "Rơ": 2,
}  # fmt: skip
"""Weights after a published count of a province; the rest of the names of the north are invented in number."""
_MIDDLE = (
    "Thị Thị Thị Thị Văn Văn Văn Hữu Đức Minh Quốc Ngọc Thuỳ Thu Mỹ Bích Kim Thanh Xuân Hồng Phương Như "
    "Diễm Anh Gia Bảo Khánh Hoài Trung Công Đình Tiến Quang Hải Tuấn Nhật Trọng Mạnh A A Seo Bá Viết Cẩm"
)
_GIVEN = (
    "An Anh Ánh Ân Bắc Bách Bảo Bích Bình Cảnh Châu Chi Chiến Chính Chung Cúc Cường Danh Dao Diễm Diệp "
    "Diệu Dịu Dung Dũng Duy Duyên Dương Đại Đan Đạt Điệp Đông Đức Gấm Gia Giang Giao Giáp Hà Hải Hân "
    "Hằng Hạnh Hào Hảo Hậu Hiên Hiền Hiếu Hoa Hoà Hoài Hoan Hoàng Hồng Huệ Hùng Huy Huyền Hương Hường "
    "Hướng Khải Khang Khánh Khiêm Khoa Khôi Khuê Kiên Kiều Lài Lam Lan Lành Lâm Lệ Liên Liễu Linh Loan "
    "Lộc Lợi Luân Lụa Lực Lương Ly Lý Mai Mạnh Mây Mến Mi Miên Minh Mơ Mùi Mỵ Mỹ Na Nam Nga Ngà Ngân "
    "Nghĩa Ngọc Nguyên Nguyệt Nhã Nhàn Nhân Nhi Nhung Như Nương Oanh Páo Phát Phong Phú Phúc Phụng "
    "Phương Phượng Quân Quang Quế Quốc Quý Quyên Quyết Quỳnh Sang Sáng Sâm Sen Sinh Sơn Sự Sương Tài "
    "Tâm Tân Thạch Thái Thanh Thành Thảo Thắm Thắng Thi Thịnh Thoa Thơ Thu Thuận Thuỳ Thuỷ Thuý Thư "
    "Thương Tiên Tiến Tình Toàn Tới Trà Trâm Trang Trí Triều Trinh Trúc Trung Trường Tú Tuấn Tuệ Tùng "
    "Tuyền Tuyết Uyên Vân Vi Viên Việt Vinh Vui Vương Vy Xoan Xuân Xuyến Ý Yên Yến Súa Dở Pà Chứ Vừ Lử"
)
MIDDLE, GIVEN = _MIDDLE.split(), _GIVEN.split()
TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
PLACES = re.compile("(o[ae]|uy)(?![a-zăâêôơư])", re.IGNORECASE)
Y_ALONE = re.compile(r"\b([lmtkhs]|qu)([yýỳỷỹỵ])\b", re.IGNORECASE)
Y_AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
Typing = Callable[[str, Random], str]


def people(count: int, dice: Random) -> list[str]:
    """So many full names; common ones come more often."""
    return [name(dice) for _person in range(count)]


def name(dice: Random) -> str:
    """Family name, one or two middle names, sometimes a double given name."""
    family = dice.choices(list(FAMILY), list(FAMILY.values()))[0]
    middle = dice.sample(MIDDLE, dice.choice((1, 1, 1, 2)))
    # Some given names are borne by many: the lower of two draws.
    given = GIVEN[min(dice.randrange(len(GIVEN)), dice.randrange(len(GIVEN)))]
    return " ".join([family, *dict.fromkeys(middle), given])


def without_tones(text: str) -> str:
    """Nguyễn as Nguyên: the letters stay, tones go."""
    return unicodedata.normalize("NFC", TONE.sub("", unicodedata.normalize("NFD", text)))


def without_marks(text: str) -> str:
    """Nguyễn as Nguyen, Đ as D."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def other_place(text: str) -> str:
    """Hoà as Hòa and back."""
    return " ".join(_moved(word) for word in text.split())


def _moved(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    tone = TONE.search(apart)
    plain = TONE.sub("", apart)
    pair = PLACES.search(plain)
    if tone is None or pair is None or plain.lower().startswith("qu"):
        return word
    first = tone.start() == pair.start() + 1
    where = pair.end() if first else pair.start() + 1
    return unicodedata.normalize("NFC", plain[:where] + tone.group() + plain[where:])


def swapped(*pairs: tuple[str, str]) -> Typing:
    """One word written with another start or end, where a pair fits; either way."""
    rules = [(a, b) for pair in pairs for a, b in (pair, pair[::-1])]

    def typed(text: str, dice: Random) -> str:
        words = text.split()
        changes = [
            (place, changed)
            for place, word in enumerate(words)
            for old, new in rules
            if (changed := re.sub(old, new.strip("^$"), word.lower(), count=1)) != word.lower()
            and _sayable(old, word.lower())
        ]
        if not changes:
            return text
        place, changed = dice.choice(changes)
        words[place] = changed.capitalize()
        return " ".join(words)

    return typed


def _sayable(old: str, word: str) -> bool:
    """Whether the whole start was meant: the t of th and tr is no t, the n of ng and nh no n."""
    start = re.match(r"ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]", word)
    if old.startswith("^"):
        return start is not None and start.group() == old[1:]
    return not (old == "n$" and word.endswith(("ân", "in", "ên"))) and len(word) > 2


def order(text: str, dice: Random) -> str:
    """Given name first, or any other order."""
    first, *rest = text.split()
    mixed = dice.sample(rest, len(rest))
    return " ".join([*mixed, first])


def half(text: str, dice: Random) -> str:
    """Some words with marks, some with less."""
    ways: tuple[Callable[[str], str], ...] = (str, without_tones, without_marks)
    return " ".join(dice.choice(ways)(word) for word in text.split())


CONFUSIONS: dict[str, Typing] = {
    "s/x": swapped(("^s", "^x")),
    "ch/tr": swapped(("^ch", "^tr")),
    "d/gi/r": swapped(("^d", "^gi"), ("^d", "^r"), ("^gi", "^r")),
    "l/n": swapped(("^l", "^n")),
    "c/k/q": swapped(("^c", "^k"), ("^qu", "^cu")),
    "ng/ngh, g/gh": swapped(("^ng", "^ngh"), ("^g", "^gh")),
    "i/y": lambda text, _dice: Y_ALONE.sub(
        lambda found: found[1] + found[2].translate(Y_AS_I), text
    ),
    "n/ng, t/c at the end": swapped(("n$", "ng$"), ("t$", "c$")),
    "hỏi/ngã": lambda text, _dice: unicodedata.normalize(
        "NFC",
        unicodedata.normalize("NFD", text).translate({0x309: "\u0303", 0x303: "\u0309"}),
    ),
}
TYPINGS: dict[str, Typing] = {
    "as written": lambda text, _dice: text,
    "decomposed (NFD)": lambda text, _dice: unicodedata.normalize("NFD", text),
    "capitals, double spaces, zero width": lambda text, _dice: (
        text.upper().replace(" ", "  ") + "\u200b"
    ),
    "no marks": lambda text, _dice: without_marks(text),
    "no tones": lambda text, _dice: without_tones(text),
    "half-typed marks": half,
    "other place of the tone": lambda text, _dice: other_place(text),
    "Ð (eth) or D for Đ": lambda text, dice: text.replace("Đ", dice.choice("ÐD")),
    "another order": order,
    **CONFUSIONS,
    "no marks, another order, a confusion": lambda text, dice: order(
        without_marks(dice.choice([CONFUSIONS["s/x"], CONFUSIONS["l/n"]])(text, dice)), dice
    ),
}
"""Whole names; a typing that changes nothing about a name is not tried with it."""


def misspelt(text: str, dice: Random) -> str:
    """A letter too many or too few in the longest word."""
    longest = max(text.split(), key=len)
    place = dice.randrange(1, len(longest))
    end = longest[place:] if dice.random() < 0.5 else longest[place + 1 :]
    return text.replace(longest, longest[:place] + dice.choice((longest[place], "")) + end)


def telex(text: str, _dice: Random) -> str:
    """As it comes out when the typing program is off: Nguyeenx Thij."""
    letters = {"0302": "{0}", "0306": "w", "031B": "w"}
    tones = {"0300": "f", "0301": "s", "0303": "x", "0309": "r", "0323": "j"}
    words = []
    for word in text.replace("đ", "dd").replace("Đ", "Dd").split():
        typed, tone = "", ""
        for sign in unicodedata.normalize("NFD", word):
            code = f"{ord(sign):04X}"
            tone = tones.get(code, tone)
            if code not in tones:
                typed += letters[code].format(typed[-1]) if code in letters else sign
        words.append(typed + tone)
    return " ".join(words)


BEYOND: dict[str, Typing] = {
    "a letter too many or too few": misspelt,
    "written together": lambda text, _dice: text.replace(" ", ""),
    "Telex keys left as typed": telex,
    "v/d (southern)": swapped(("^v", "^d")),
}
"""What is not promised."""
PARTS: dict[str, Typing] = {
    "family and given name only": lambda text, _dice: f"{text.split()[0]} {text.split()[-1]}",
    "the same, no marks, given name first": lambda text, _dice: without_marks(
        f"{text.split()[-1]} {text.split()[0]}"
    ),
    "family name only": lambda text, _dice: text.split()[0],
    "last word only begun": lambda text, _dice: (
        " ".join(text.split()[:-1]) + " " + text.split()[-1][:2]
    ),
}
"""Parts of names."""
