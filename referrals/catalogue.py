"""The catalogue of what a package may tell: every field, and what each kind of agency needs at least.

The only place where that is written. It is code, changed by review and release: no page and no command
changes it, so nobody widens what others get. `manage.py draw_packages` writes it out for people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _

from caseflow.choices import AgencyKind, Certainty, Section
from referrals.choices import Beyond


@dataclass(frozen=True)
class Field:
    """One thing that may be told; `key` names its row in a package, and its sealed label if it has one."""

    key: str
    section: Section
    words: Any
    sealed: bool = False


FIELDS = (
    Field("person.full_name", Section.IDENTITY, _("Họ tên"), sealed=True),
    Field("person.other_names", Section.IDENTITY, _("Tên khác"), sealed=True),
    Field("person.birth_date", Section.IDENTITY, _("Ngày sinh"), sealed=True),
    Field("person.id_number", Section.PAPERS, _("Số giấy tờ"), sealed=True),
    Field("person.phone", Section.CONTACT, _("Số điện thoại"), sealed=True),
    Field("person.address", Section.CONTACT, _("Nơi ở hiện tại"), sealed=True),
    Field("person.relatives", Section.RELATIVES, _("Người thân"), sealed=True),
    Field("state", Section.STATUS, _("Bước của hồ sơ")),
    Field("person_status", Section.STATUS, _("Tình trạng pháp lý")),
    Field("verification", Section.STATUS, _("Kết quả, ngày xác minh ban đầu")),
    Field("paper", Section.STATUS, _("Giấy tờ xác nhận (loại, không kèm số)")),
    Field("manner", Section.SAFETY, _("Việc bảo đảm an toàn, ngày an toàn")),
    Field("safety.place", Section.SAFETY, _("Nơi an toàn"), sealed=True),
    Field("health", Section.HEALTH, _("Đã khám sức khoẻ hay chưa")),
)
"""In the order of a package. What the person told, medical findings and numbers of papers are no fields."""
BY_KEY = {field.key: field for field in FIELDS}


@dataclass(frozen=True)
class Need:
    """What is enough for a kind of agency, what for, and where that task is written.

    `certainty` is about the task. That these fields are enough for it is always a rule of the house: no
    source lists them one by one.
    """

    fields: tuple[str, ...]
    task: Any
    source: Any = None
    certainty: Certainty = Certainty.HOUSE


NAMED = ("person.full_name", "person.birth_date")
WHO = ("person.full_name", "person.other_names", "person.birth_date")
STANDING = ("state", "person_status", "verification", "paper")
PROVEN = ("person_status", "paper")

NEEDS: dict[AgencyKind, Need] = {
    AgencyKind.COMMUNE: Need(
        (*NAMED, "state", "person_status", "health"),
        _("Đón người trình báo, hỗ trợ ban đầu, báo cơ quan cấp tỉnh"),
        _("Luật 53/2024/QH15 Điều 27 khoản 1 (sửa đổi bởi Luật 86/2025/QH15)"),
        Certainty.TEXT,
    ),
    AgencyKind.POLICE: Need(
        (*WHO, *STANDING),
        _("Xác minh, xác định người này là ai và có phải là nạn nhân không"),
        _("Luật 53/2024/QH15 Điều 27 khoản 2 (sửa đổi bởi Luật 86/2025/QH15)"),
        Certainty.TEXT,
    ),
    AgencyKind.BORDER_GUARD: Need(
        (*WHO, *STANDING),
        _("Tiếp nhận, xác minh người được giải cứu hoặc trao trả qua biên giới"),
        _("Luật 53/2024/QH15 Điều 27 khoản 1, Điều 30 khoản 1 điểm b"),
        Certainty.TEXT,
    ),
    AgencyKind.COAST_GUARD: Need(
        (*WHO, *STANDING),
        _("Tiếp nhận, xác minh người được giải cứu trên biển"),
        _("Luật 53/2024/QH15 Điều 27 khoản 1 (sửa đổi bởi Luật 86/2025/QH15)"),
        Certainty.TEXT,
    ),
    AgencyKind.SOCIAL_AFFAIRS: Need(
        (*WHO, *STANDING, "health"),
        _("Tiếp nhận người, chủ trì xác minh ban đầu, tổ chức hỗ trợ"),
        _("Luật 53/2024/QH15 Điều 27 khoản 2 (sửa đổi bởi Luật 86/2025/QH15)"),
        Certainty.TEXT,
    ),
    AgencyKind.FACILITY: Need(
        (*NAMED, *PROVEN, "health"),
        _("Cho ăn ở, chăm sóc ngay khi người đến; chế độ theo tình trạng pháp lý"),
        _("Thông tư 35/2013/TT-BLĐTBXH Điều 13 khoản 2"),
        Certainty.TEXT,
    ),
    AgencyKind.FOREIGN_AFFAIRS: Need(
        (*NAMED, "person_status"),
        _("Làm việc với phía nước ngoài về bảo hộ và đưa về nước"),
        _("Công văn 17/UBND-BCĐ mục II.4"),
        Certainty.TEXT,
    ),
    AgencyKind.MISSION: Need(
        (*WHO, "person_status"),
        _("Xác minh nhân thân, cấp giấy tờ, đưa về nước"),
        _("Luật 53/2024/QH15 Điều 30 khoản 1 điểm a"),
        Certainty.TEXT,
    ),
    AgencyKind.PROCURACY: Need(
        (*NAMED, *PROVEN),
        _("Tài liệu của cơ quan tiến hành tố tụng về nạn nhân"),
        _("Luật 53/2024/QH15 Điều 32 khoản 1 điểm a"),
        Certainty.TEXT,
    ),
    AgencyKind.COURT: Need(
        (*NAMED, *PROVEN),
        _("Tài liệu của cơ quan tiến hành tố tụng về nạn nhân"),
        _("Luật 53/2024/QH15 Điều 32 khoản 1 điểm a"),
        Certainty.TEXT,
    ),
    AgencyKind.LEGAL_AID: Need(
        (*NAMED, *PROVEN),
        _("Trợ giúp pháp lý miễn phí cho nạn nhân"),
        _("Luật Trợ giúp pháp lý Điều 7 khoản 6 điểm a"),
        Certainty.SECONDARY,
    ),
    AgencyKind.NGO: Need(
        (*NAMED, "health"),
        _("Đón, chăm sóc theo thoả thuận; không có nhiệm vụ do luật giao"),
    ),
}
"""By kind of agency; a kind that is not here holds no cases and gets no package."""
OUTSIDE = Need(NAMED, _("Biết đón, giúp ai; việc khác hỏi đơn vị gửi"))
"""For whoever has no account, of every kind of organisation."""


def least_for(kind: str | None) -> tuple[str, ...]:
    """The keys that are enough, in the order of the catalogue: for this kind of agency, none for kinds
    that are not listed; for whoever has no account where there is no kind.
    """
    need = OUTSIDE if kind is None else NEEDS.get(AgencyKind(kind))
    return in_order(need.fields) if need else ()


def beyond_least(keys: Iterable[str], kind: str | None) -> tuple[str, ...]:
    """Those of the keys that this kind of receiver does not need at least."""
    return in_order(set(keys) - set(least_for(kind)))


def refused(keys: Iterable[str], kind: str | None, *, reason: Beyond | None) -> str:
    """The sentence why these may not be told to this kind of receiver for this reason, or nothing."""
    chosen = set(keys)
    if not chosen <= set(BY_KEY):
        return gettext("Gói có mục không có trong danh mục. Chọn lại các mục.")
    beyond = beyond_least(chosen, kind)
    return too_much(beyond, kind) if beyond and reason is None else ""


def in_order(keys: Iterable[str]) -> tuple[str, ...]:
    """The known ones among these keys, each once, in the order of the catalogue."""
    chosen = set(keys)
    return tuple(field.key for field in FIELDS if field.key in chosen)


def fields_of(sections: Iterable[str]) -> tuple[str, ...]:
    """Every key of these sections."""
    chosen = set(sections)
    return tuple(field.key for field in FIELDS if field.section.value in chosen)


def sections_of(keys: Iterable[str]) -> list[Section]:
    """The sections in which at least one of these keys stands."""
    chosen = {BY_KEY[key].section for key in in_order(keys)}
    return [section for section in Section if section in chosen]


def labels_of(keys: Iterable[str]) -> list[str]:
    """The sealed labels among these keys."""
    return [key for key in in_order(keys) if BY_KEY[key].sealed]


def words_of(keys: Iterable[str]) -> list[str]:
    """These fields in the reader's language."""
    return [str(BY_KEY[key].words) for key in in_order(keys)]


def too_much(keys: Iterable[str], kind: str | None) -> str:
    """What is asked for where these go beyond the least and nobody said why."""
    words = (
        gettext(
            "Gói có mục ngoài mức tối thiểu cho nơi ngoài hệ thống: %(fields)s. Bỏ các mục đó hoặc chọn lý do."
        )
        if kind is None
        else gettext(
            "Gói có mục ngoài mức tối thiểu của loại đơn vị này: %(fields)s. Bỏ các mục đó hoặc chọn lý do."
        )
    )
    return words % {"fields": "; ".join(words_of(keys))}
