"""Invented names, numbers and addresses, built from common Vietnamese name parts by fixed dice."""

from datetime import date, timedelta
from random import Random

from caseflow.actions.intake import Identity
from caseflow.choices import AgeBand, Sex
from caseflow.models import IdKind

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Lò", "Vàng", "Giàng",
          "Sùng", "Thạch", "Châu", "Hồ", "Đinh", "Kim", "Quách", "Nông", "Lý")  # fmt: skip
FEMALE_MIDDLE = ("Thị", "Thị Mỹ", "Thị Thu", "Ngọc", "Thuỳ")
MALE_MIDDLE = ("Văn", "Hữu", "Minh", "Quốc", "A")
FEMALE_GIVEN = ("Mai", "Lan", "Hoa", "Hạnh", "Dở", "Mỷ", "Sương", "Trâm", "Ngân", "Thảo", "Oanh",
                "Diệp", "Yến", "Nhi", "Xuân")  # fmt: skip
MALE_GIVEN = ("Sơn", "Dũng", "Hùng", "Páo", "Khánh", "Phong", "Tài", "Vinh", "Lực", "Bảo", "Đạt",
              "Nam", "Toàn", "Chính", "Hải")  # fmt: skip
HOMES = ("ấp 2", "ấp 5", "khu phố 3", "khu phố 7", "thôn Bình Ba", "thôn Láng Lớn", "tổ 11")
COMMUNES = ("xã Xuyên Mộc", "xã Bàu Lâm", "phường Vũng Tàu", "phường Bà Rịa", "phường Phú Mỹ",
            "xã Châu Đức", "đặc khu Côn Đảo")  # fmt: skip
KIN = ("Mẹ", "Chị gái", "Em trai", "Bà ngoại", "Chồng", "Cô ruột")
PROVINCES = ("077", "079", "074", "004", "002", "010", "094", "089")
YEARS = {
    AgeBand.UNDER_13: (6, 12),
    AgeBand.FROM_13: (13, 15),
    AgeBand.FROM_16: (16, 17),
    AgeBand.FROM_18: (18, 29),
    AgeBand.FROM_30: (30, 44),
    AgeBand.FROM_45: (45, 60),
}


def identity(dice: Random, sex: Sex, band: AgeBand, on: date) -> Identity:
    """An invented person of this sex and age band on a day; parts may be unknown."""
    female = sex != Sex.MALE
    name = " ".join(
        (
            dice.choice(FAMILY),
            dice.choice(FEMALE_MIDDLE if female else MALE_MIDDLE),
            dice.choice(FEMALE_GIVEN if female else MALE_GIVEN),
        )
    )
    born = birthday(dice, band, on)
    number = citizen_number(dice, sex, born) if born and dice.random() < 0.7 else ""
    return Identity(
        full_name=name,
        birth_date=born,
        id_kind=IdKind.CITIZEN if number else dice.choice([IdKind.NONE, IdKind.UNKNOWN]),
        id_number=number,
        phone=f"09{dice.randrange(10**8):08d}" if dice.random() < 0.6 else "",
        address=f"{dice.choice(HOMES)}, {dice.choice(COMMUNES)}",
        relatives=f"{dice.choice(KIN)}: {dice.choice(FAMILY)} {dice.choice(FEMALE_GIVEN)}",
    )


def birthday(dice: Random, band: AgeBand, on: date) -> date | None:
    """A date of birth that gives this band on that day; none where the age is unknown."""
    if band not in YEARS:
        return None
    youngest, oldest = YEARS[band]
    days = dice.randrange(youngest * 366 + 1, oldest * 365 + 300)
    return on - timedelta(days=days)


def citizen_number(dice: Random, sex: Sex, born: date) -> str:
    """Twelve digits that agree with sex and year (Decree 137/2015 Art. 13)."""
    century = (born.year - 1900) // 100 * 2 + (0 if sex == Sex.MALE else 1)
    return f"{dice.choice(PROVINCES)}{century}{born.year % 100:02d}{dice.randrange(10**6):06d}"
