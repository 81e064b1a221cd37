"""Handover minutes as a DOCX to go on writing in: the same words as the PDF, nobody's name."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import segno
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from referrals import minutes
from referrals.minutes import Minutes

FONT = "Times New Roman"
CENTRE, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
HEAD, PARTIES, ITEMS, OPENING, SIGNS = (
    (66, 99), (38, 68, 59), (12, 89, 26, 38), (137, 28), (55, 55, 55),
)  # fmt: skip
"""Widths in millimetres; Word keeps them only where every cell has its own."""


def document(told: Minutes, *, footer: str, address: str, now: datetime) -> bytes:
    """The document; `address` is what its QR code leads to."""
    made = Document()
    _lay_out(made, told, footer, now)
    _head(made, told)
    _opening(made, told, address)
    parts = minutes.headings()
    _part(made, parts[0])
    _grid(made, [minutes.party_columns(), *told.parties], PARTIES)
    _part(made, parts[1])
    for line in told.condition:
        _prose(made.add_paragraph(line))
    _part(made, parts[2])
    _grid(made, [minutes.item_columns(), *told.items], ITEMS)
    _part(made, parts[3])
    for side in (_("Bên giao:"), _("Bên nhận:")):
        _to_write_in(_prose(made.add_paragraph(side)))
        made.paragraphs[-1].paragraph_format.keep_with_next = True
    closing = _prose(made.add_paragraph(told.closing))
    closing.paragraph_format.keep_with_next = True
    _signatures(made)
    _line(made.add_paragraph(), _("Nơi nhận:"), size=12, bold=True, italic=True)
    *firsts, last = minutes.recipients()
    for each in (*(f"- {first};" for first in firsts), f"- {last}."):
        _line(made.add_paragraph(), each, size=11)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _lay_out(made: Any, told: Minutes, footer: str, now: datetime) -> None:
    """A4, margins, letters and page numbers of Decree 30/2020/NĐ-CP, Appendix I."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance = page.footer_distance = Mm(10)
    page.different_first_page_header_footer = True
    number = page.header.paragraphs[0]
    number.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 - python-docx makes no fields
    for foot in (page.footer, page.first_page_footer):
        _line(foot.paragraphs[0], footer, size=9)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.rPr.rFonts
    for letters in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(letters), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(0)
    about = made.core_properties
    about.title, about.author, about.comments = f"{told.heading} {told.number}", told.agency, ""
    about.language, about.last_modified_by = "vi-VN", ""
    about.created = about.modified = now.astimezone(UTC).replace(tzinfo=None)


def _head(made: Any, told: Minutes) -> None:
    agency, nation = _table(made, [["", ""]], HEAD).rows[0].cells
    if told.parent:
        _line(agency.paragraphs[0], told.parent.upper(), size=12, centred=True)
    _line(_next(agency), told.agency.upper(), size=12, bold=True, centred=True)
    _rule(_next(agency), beside=22)
    number = " ".join([_("Số:"), told.number])
    _line(_next(agency), number, size=13, centred=True)
    country = _("Cộng hòa xã hội chủ nghĩa Việt Nam").upper()
    _line(nation.paragraphs[0], country, size=12, bold=True, centred=True)
    motto = _line(_next(nation), _("Độc lập - Tự do - Hạnh phúc"), size=13, bold=True, centred=True)
    motto.runs[0].underline = True
    title = _line(made.add_paragraph(), told.heading.upper(), size=14, bold=True, centred=True)
    title.paragraph_format.space_before = Pt(14)
    _line(made.add_paragraph(), told.subject, size=14, bold=True, centred=True)
    _rule(made.add_paragraph(), beside=60).paragraph_format.space_after = Pt(10)


def _opening(made: Any, told: Minutes, address: str) -> None:
    words, code = _table(made, [["", ""]], OPENING).rows[0].cells
    for line in told.opening:
        _prose(_next(words)).add_run(line)
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8)
    picture.seek(0)
    place = code.paragraphs[0]
    place.alignment = CENTRE
    shape = place.add_run().add_picture(picture, width=Mm(22))
    about = shape._inline.docPr  # noqa: SLF001 - nor words for a picture
    about.set("descr", _("Mã bàn giao"))
    _line(_next(code), told.code, size=9, centred=True)


def _signatures(made: Any) -> None:
    table = _table(made, [["", "", ""]], SIGNS)
    whole = OxmlElement("w:cantSplit")
    row = table.rows[0]._tr  # noqa: SLF001 - nor rows that stay whole
    row.get_or_add_trPr().append(whole)
    for cell, signer in zip(table.rows[0].cells, minutes.signers(), strict=True):
        _line(cell.paragraphs[0], signer["title"].upper(), size=13, bold=True, centred=True)
        hint = _line(_next(cell), signer["hint"], size=12, italic=True, centred=True)
        hint.paragraph_format.space_after = Pt(48)
        _line(_next(cell), _("Họ và tên"), size=13, bold=True, centred=True)


def _part(made: Any, words: str) -> None:
    heading = _line(made.add_paragraph(), words, size=13, bold=True)
    heading.paragraph_format.first_line_indent = Mm(10)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(8), Pt(4)
    heading.paragraph_format.keep_with_next = True


def _grid(made: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    table = _table(made, rows, widths)
    table.style = "Table Grid"
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    for row in table.rows:
        row.height, row.height_rule = Mm(9), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell in row.cells:
            around = cell.paragraphs[0].paragraph_format
            around.space_before = around.space_after = Pt(3)


def _table(made: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    table: Table = made.add_table(rows=len(rows), cols=len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word, width in zip(row.cells, words, widths, strict=True):
            cell.width = Mm(width)
            if word:
                cell.paragraphs[0].add_run(word)
    return table


def _next(cell: _Cell) -> Paragraph:
    """The first paragraph of a cell while it is empty, else a new one."""
    first: Paragraph = cell.paragraphs[0]
    empty = len(cell.paragraphs) == 1 and not first.runs
    following: Paragraph = first if empty else cell.add_paragraph()
    return following


def _prose(paragraph: Paragraph) -> Paragraph:
    paragraph.alignment = BOTH
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.space_after = Pt(6)
    return paragraph


def _to_write_in(paragraph: Paragraph) -> None:
    """Dots from the end of the words to the margin, to write on by hand."""
    edge = Mm(sum(ITEMS))
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.add_run("\t")


def _rule(paragraph: Paragraph, *, beside: int) -> Paragraph:
    """The short line of Decree 30/2020 below agency and subject, with so many millimetres beside it."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(beside)
    paragraph.paragraph_format.line_spacing = Pt(4)
    paragraph.paragraph_format.space_after = Pt(3)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    drawn = {"w:val": "single", "w:sz": "6", "w:space": "1", "w:color": "auto"}
    for name, value in drawn.items():
        bottom.set(qn(name), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - python-docx draws no borders
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    return paragraph


def _line(
    paragraph: Paragraph,
    words: str,
    *,
    size: int,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
) -> Paragraph:
    run = paragraph.add_run(words)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if centred:
        paragraph.alignment = CENTRE
    return paragraph
