"""What handover minutes say, on the page, as PDF and as DOCX (Decree 30/2020, form 1.9); nobody's name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from caseflow import asked, wording
from caseflow.choices import ConsentAnswer
from referrals.models import Handoff

Rows = list[list[str]]


@dataclass(frozen=True)
class Minutes:
    """The words of one handoff; an empty cell is filled in by hand."""

    parent: str
    agency: str
    number: str
    code: str
    heading: str
    subject: str
    opening: list[str]
    parties: Rows
    condition: list[str]
    items: Rows
    closing: str


def of(handoff: Handoff, *, listed: bool) -> Minutes:
    """The minutes in the language of the moment; what is not known yet is left to write in.

    `listed`: whether the giver wrote a list of belongings, which stands in the annex.
    """
    sender = handoff.sender
    return Minutes(
        parent=sender.parent.name if sender.parent else "",
        agency=sender.name,
        number=handoff.number,
        code=f"{handoff.code[:4]}-{handoff.code[4:]}",
        heading=_("Biên bản"),
        subject=_("Bàn giao người được hỗ trợ")
        if handoff.is_transfer
        else _("Tiếp nhận đề nghị phối hợp hỗ trợ"),
        opening=_opening(handoff),
        parties=[
            [_("Bên giao"), sender.name, ""],
            [_("Bên nhận"), handoff.receiver.name, ""],
            [_("Người phiên dịch"), _interpreter(handoff), ""],
        ],
        condition=_condition(handoff),
        items=[
            ["1", _("Phụ lục kín thông tin cá nhân"), _("01 bì"), _("niêm phong")],
            ["2", _("Đồ dùng, giấy tờ theo phụ lục kín") if listed else "", "", ""],
            ["3", "", "", ""],
        ],
        closing=_(
            "Biên bản kết thúc vào …… giờ …… phút, ngày …… tháng …… năm ………, lập thành 02 bản có "
            "giá trị như nhau, mỗi bên giữ 01 bản./."
        ),
    )


def party_columns() -> list[str]:
    """Head of the table of parties."""
    return [_("Bên"), _("Cơ quan, đơn vị"), _("Người đại diện, chức vụ")]


def item_columns() -> list[str]:
    """Head of the table of papers and belongings."""
    return [_("TT"), _("Tên giấy tờ, đồ vật"), _("Số lượng"), _("Ghi chú")]


def headings() -> list[str]:
    """The four parts."""
    return [
        _("1. Thành phần tham dự"),
        _("2. Tình trạng khi bàn giao"),
        _("3. Giấy tờ, đồ vật bàn giao"),
        _("4. Ý kiến các bên"),
    ]


def signers() -> list[dict[str, str]]:
    """Who signs, from left to right."""
    stamped, signed = _("(Chữ ký, dấu)"), _("(Chữ ký, nếu có)")
    return [
        {"title": _("Đại diện bên giao"), "hint": stamped},
        {"title": _("Người phiên dịch"), "hint": signed},
        {"title": _("Đại diện bên nhận"), "hint": stamped},
    ]


def recipients() -> list[str]:
    """Who gets a copy."""
    return [_("Bên giao, bên nhận"), _("Lưu: VT, Hồ sơ")]


def _opening(handoff: Handoff) -> list[str]:
    if handoff.received_at:
        began = wording.vn_prose(handoff.received_at)
    else:
        began = _("…… giờ …… phút, ngày …… tháng …… năm ………")
    return [
        _("Thời gian bắt đầu: %(when)s.") % {"when": began},
        _("Địa điểm: ……………………………………………………"),
        _(
            "Mã hồ sơ: %(reference)s. Họ tên và giấy tờ ghi tại Phụ lục kín kèm theo (01 bản mỗi bên, "
            "niêm phong), không ghi trong biên bản này."
        )
        % {"reference": handoff.case.reference},
    ]


def _interpreter(handoff: Handoff) -> str:
    needed = str(handoff.case.get_interpreter_display())
    return (
        _("%(interpreter)s, đi cùng") % {"interpreter": needed}
        if handoff.interpreter_along
        else needed
    )


def _condition(handoff: Handoff) -> list[str]:
    known = str(handoff.get_condition_display()) if handoff.condition else "……………………………"
    told = {
        "condition": known,
        "purpose": handoff.get_purpose_display(),
        "interpreter": _interpreter(handoff),
    }
    return [
        _("Tình trạng khi nhận: %(condition)s. Mục đích: %(purpose)s. %(interpreter)s.") % told,
        _consent(handoff),
        *_asked(handoff),
    ]


def _asked(handoff: Handoff) -> list[str]:
    """How often the person had to tell it before this was sent; nothing where nobody was asked."""
    number = asked.times(handoff.case, until=handoff.sent_at)
    if not number:
        return []
    words = ngettext(
        "Trước khi gửi đã ghi %(n)s lần người được hỗ trợ kể; chủ đề, ngày, đơn vị hỏi ghi tại Phụ lục "
        "kín. Bên nhận đọc trước, không hỏi lại điều đã hỏi.",
        "Trước khi gửi đã ghi %(n)s lần người được hỗ trợ kể; chủ đề, ngày, đơn vị hỏi ghi tại Phụ lục "
        "kín. Bên nhận đọc trước, không hỏi lại điều đã hỏi.",
        number,
    )
    return [words % {"n": number}]


def _consent(handoff: Handoff) -> str:
    consent = handoff.consent
    if consent is None:
        return _("Ý kiến của người được hỗ trợ về việc chia sẻ thông tin: ………………………")
    told = {
        "when": wording.vn_prose(consent.given_at),
        "answer": consent.get_answer_display(),
        "basis": consent.get_basis_display(),
    }
    if consent.answer != ConsentAnswer.AGREES:
        return (
            _(
                "Ý kiến của người được hỗ trợ về việc chia sẻ thông tin, ghi lúc %(when)s: %(answer)s. "
                "Căn cứ chia sẻ: %(basis)s."
            )
            % told
        )
    if consent.with_interpreter:
        return (
            _(
                "Người được hỗ trợ đã được giải thích và đồng ý chia sẻ thông tin với bên nhận lúc "
                "%(when)s, có phiên dịch."
            )
            % told
        )
    return (
        _(
            "Người được hỗ trợ đã được giải thích và đồng ý chia sẻ thông tin với bên nhận lúc %(when)s."
        )
        % told
    )
