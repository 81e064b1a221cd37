"""The signed log leaves: written to a file that is gone once it is sent, recorded before."""

import tempfile
from pathlib import Path
from typing import Any, BinaryIO, ClassVar
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from audit import export, searching, timeline
from audit.forms import TrailFilterForm
from caseflow import paper, wording
from caseflow.actions import papers as actions
from caseflow.forms.exports import BundleForm
from caseflow.refusals import WrongInput, WrongMoment, WrongRole
from caseflow.reports import papers
from caseflow.views.base import FormPage, SignedInPage

IMPOSSIBLE: dict[type[export.Impossible], Promise] = {
    export.Impossible: gettext_lazy(
        "Máy chủ này không xuất được gói có chữ ký: thiếu khoá ký hoặc tệp khoá công khai, hoặc nhật "
        "ký chưa được ký lần nào. Người quản trị xuất bằng lệnh export_trail trên máy ký."
    ),
    export.Unsigned: gettext_lazy(
        "Chưa có sự kiện nào của hồ sơ này được ký. Nhật ký được ký đều đặn: thử lại sau ít phút."
    ),
    export.Differing: gettext_lazy(
        "Nhật ký trong cơ sở dữ liệu khác với bản đã ký nên không xuất. Báo ngay cho người quản trị "
        "để chạy lệnh verify_trail."
    ),
}


class LogReader(SignedInPage):
    """What auditors take from the log."""

    section = "trail"

    def load(self) -> None:
        """WrongRole for everybody else."""
        if not self.user.has_perm("audit.read_trail"):
            raise WrongRole(_("Nhật ký chỉ dành cho kiểm tra viên."))
        self.request.back_url = reverse("audit:trail")  # type: ignore[attr-defined]
        self.request.back_label = _("Quay lại")  # type: ignore[attr-defined]


class TrailPaper(LogReader):
    """The events of a filter as PDF, the newest of them where there are very many."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Draw, record, give; 409 for a filter that the page would not take either."""
        form = TrailFilterForm(request.POST)
        if not form.is_valid():
            raise WrongInput(_("Bộ lọc không dùng được. Lọc lại trên trang nhật ký rồi tải."))
        found = searching.page(form.wanted(), size=papers.MOST)
        entries, standing = timeline.of_many_cases(found.events), self.standing()
        context = {
            "title": _("Nhật ký truy cập"),
            "entries": entries,
            "cut": bool(found.cursor),
            "most": papers.MOST,
            "facts": papers.asked(form) + papers.facts(self.user, standing, entries),
            "seal": papers.seal(),
            "issuer": standing.agency.name,
        }
        drawn = paper.draw("paper/trail.html", context, now=self.now)
        actions.record_export(
            what="trail_paper",
            rows=len(entries),
            by=self.user,
            now=self.now,
            case=form.cleaned_data["case"],
        )
        return paper.attachment(drawn, f"nhat-ky-{wording.file_stamp(self.now)}")


class SignedExport(LogReader, FormPage):
    """The whole log or one case as a bundle that anybody can verify."""

    form_class: ClassVar = BundleForm
    title = gettext_lazy("Xuất nhật ký có chữ ký")
    intro = gettext_lazy(
        "Tệp tải về chứa các sự kiện đã ký, chữ ký của nhân chứng và chương trình kiểm tra verify.py. "
        "Trích lục của một hồ sơ chứng minh không thiếu sự kiện nào từ đầu đến cuối trích lục; không "
        "chứng minh rằng sau đó không còn sự kiện nào. Lần xuất này được ghi vào nhật ký."
    )
    submit_label = gettext_lazy("Tải về")

    def cancel_url(self) -> str:
        """Back to the log."""
        return reverse("audit:trail")

    def hidden(self) -> list[tuple[str, str]]:
        """Nothing: the same export again is another export."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check, write, record, give; 409 with the way out where it cannot be made."""
        form = BundleForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        case: UUID | None = form.cleaned_data["case"]
        try:
            file, rows = _made(case)
        except export.Impossible as error:
            return self.refused(form, WrongMoment(IMPOSSIBLE[type(error)]))
        actions.record_export(
            what="extract" if case else "bundle", rows=rows, by=self.user, now=self.now, case=case
        )
        kind = "trich-luc" if case else "nhat-ky"
        answer = FileResponse(
            file,
            as_attachment=True,
            filename=f"{kind}-{wording.file_stamp(self.now)}.zip",
            content_type="application/zip",
        )
        answer["Cache-Control"] = "no-store"
        return answer  # type: ignore[return-value] # streamed


def _made(case: UUID | None) -> tuple[BinaryIO, int]:
    """The bundle, open for reading and already without a name, and how many events it holds."""
    with tempfile.TemporaryDirectory(prefix="tiepbuoc-") as folder:
        path = Path(folder) / "goi.zip"
        rows = export.extract(path, case) if case else export.bundle(path)
        return path.open("rb"), rows
