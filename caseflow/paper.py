"""Papers as A4 PDF: drawn here from a template and our own files, tagged, the same bytes for the same content.

WeasyPrint needs Pango of the operating system; it is loaded when the first paper is drawn, so that
everything else runs without it.
"""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from caseflow.choices import FileKind
from caseflow.choices.file import MIME
from caseflow.refusals import Refused

SPELLED = {ord("→"): "–", ord("≥"): ">=", ord("≤"): "<="}
"""Signs the typeface of papers lacks; another typeface of the machine would be taken for them."""


class Unprintable(Refused):
    """This machine lacks the libraries that draw papers (answered with 503)."""

    code = "no_paper"
    status = 503
    LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Máy chủ này chưa tạo được tệp PDF vì thiếu thư viện. Người quản trị máy chủ cài các "
                "gói %(libraries)s (trên Debian: apt-get install), rồi bấm lại."
            )
            % {"libraries": self.LIBRARIES}
        )


def draw(template: str, context: Mapping[str, Any], *, now: datetime) -> bytes:
    """The PDF of a template that extends paper/sheet.html; `now` is when it was made.

    Raises Unprintable where the libraries are missing, and RuntimeError for a template that asks for
    anything but our static files.
    """
    try:
        from caseflow import press  # noqa: PLC0415 - loads libraries of the operating system
    except OSError:
        raise Unprintable from None
    html = render_to_string(template, {**context, "now": now})
    return press.pdf(html.translate(SPELLED))


def under_password(content: bytes, password: str) -> bytes:
    """The same PDF under AES-256 as ISO 32000-2 has it, which every common reader opens; tags stay.

    Nothing in it, not even its title, can be read without the password.
    """
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.encrypt(password, algorithm="AES-256")
    sealed = BytesIO()
    writer.write(sealed)
    return sealed.getvalue()


def attachment(content: bytes, name: str, kind: FileKind = FileKind.PDF) -> HttpResponse:
    """The answer that gives a paper; `name` is told by no person's data."""
    answer = HttpResponse(content, content_type=MIME[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind.value}"'
    answer["Cache-Control"] = "no-store"
    return answer
