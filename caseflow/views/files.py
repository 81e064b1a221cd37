"""Files of a case: the list with covered names, adding one, and taking one home with a reason."""

from typing import Any, ClassVar
from uuid import uuid4

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from caseflow import access, uploads, wording
from caseflow.actions import files as actions
from caseflow.choices import FileKind, RevealReason
from caseflow.choices.file import MIME
from caseflow.forms import files as forms
from caseflow.models import Case, CaseFile, User
from caseflow.refusals import OutOfReach
from caseflow.sealing import files, keys
from caseflow.views import presenting
from caseflow.views.base import ActionPage
from caseflow.views.notes import RecordPage

MOST = 200
FIRST = 5
"""On the page of the case."""


def file_rows(case: Case, user: User, *, most: int = MOST) -> list[dict[str, Any]]:
    """Files of a case, newest first, nothing of them opened."""
    found = case.files.select_related("recorded_by", "agency").order_by("-pk")[:most]
    may_open = access.may_reveal(user, case, CaseFile.CONTENT_LABEL)
    return [
        {
            "kind": row.get_kind_display(),
            "size": filesizeformat(row.length),
            "scan": row.get_scan_display(),
            "when": wording.vn_datetime(row.recorded_at),
            "author": row.recorded_by.get_short_name(),
            "agency": row.agency.label,
            "name": presenting.mask(case, row, "name", may_open=may_open),
            "uid": row.uid if may_open else "",
        }
        for row in found
    ]


class TakesFile(ActionPage):
    """A form with one file for the case, sealed while it comes in; stands before the page's own base."""

    @method_decorator(csrf_exempt)  # asked in `checked`, when the place of the file is known
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Before a byte of the form is read: who may write here, and where the file belongs."""
        if request.method != "POST" or not request.user.is_authenticated:
            return self.checked(request, *args, **kwargs)
        self.now = timezone.now()
        self.load()
        place = files.FilePlace(keys.KIND_CASE, self.case.uid, uuid4())
        keys.active(place.kind, place.scope)  # erased, or away: said before the file is sent
        incoming = uploads.SealingUpload(request, place)
        request.upload_handlers = [incoming]
        try:
            return self.checked(request, *args, **kwargs)
        finally:
            incoming.drop()

    @method_decorator(csrf_protect)
    def checked(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As every form."""
        return super().dispatch(request, *args, **kwargs)

    def sent_files(self) -> dict[str, Any]:
        """The sealed file, for the form."""
        return {"files": self.request.FILES} if self.request.method == "POST" else {}


class Files(TakesFile, RecordPage):
    """The list, and the form that adds to it."""

    template_name = "caseflow/files.html"
    form_class = forms.FileForm
    title = gettext_lazy("Tài liệu")
    submit_label = gettext_lazy("Thêm tài liệu")
    success = gettext_lazy("Đã niêm phong và lưu tài liệu.")

    def form_kwargs(self) -> dict[str, Any]:
        """The sealed file beside the fields."""
        return self.sent_files()

    def act(self, form: Any) -> str:
        """Add it."""
        actions.add_file(
            self.case,
            upload=form.cleaned_data["file"],
            name=form.called(),
            kind=form.kind,
            scan=form.scan,
            by=self.user,
            now=self.now,
        )
        return self.url("caseflow:files")

    def get_context(self) -> dict[str, Any]:
        """The files there are."""
        return {**super().get_context(), "files": file_rows(self.case, self.user)}


class GivesFile(ActionPage):
    """Asks for the reason, records it, and gives a file; stands before the page's own base."""

    form_class: ClassVar[type[Form]] = forms.OpenFileForm
    intro = gettext_lazy(
        "Chọn lý do. Lần tải này được ghi lại và người giám sát có thể thấy. "
        "Bản tải về không còn được niêm phong: hãy xoá khi dùng xong."
    )
    submit_label = gettext_lazy("Tải về")
    file: CaseFile
    """Found by `load`."""

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing: the form asks for a reason only."""
        return {}

    def hidden(self) -> list[tuple[str, str]]:
        """Nothing: opening the same file again is another opening."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a reason, ask again; with one, record, commit and give."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        content = self.content(RevealReason(form.cleaned_data["reason"]))
        return attachment(self.file, content)  # type: ignore[return-value]  # streamed

    def content(self, reason: RevealReason) -> files.Reader:
        """The bytes, after the opening was recorded."""
        raise NotImplementedError


class FileDownload(GivesFile, RecordPage):
    """A file of the case, as an attachment without a telling name."""

    title = gettext_lazy("Tải tài liệu")

    def load(self) -> None:
        """A file of this very case."""
        super().load()
        found = self.case.files.filter(uid=self.kwargs["file"]).first()
        if found is None or not access.may_reveal(self.user, self.case, found.CONTENT_LABEL):
            raise OutOfReach
        self.file = found

    def cancel_url(self) -> str:
        """Back to the list."""
        return self.url("caseflow:files")

    def content(self, reason: RevealReason) -> files.Reader:
        """Of a file this person may open."""
        return actions.open_file(self.file, reason=reason, by=self.user, now=self.now)


def attachment(file: CaseFile, content: files.Reader) -> StreamingHttpResponse:
    """The answer that gives a file piece by piece, under a name that tells nothing."""
    kind = FileKind(file.kind)
    answer = StreamingHttpResponse(uploads.Portions(content), content_type=MIME[kind])
    name = f"tai-lieu-{file.uid.hex[:8]}.{kind.value}"
    safe = {
        "Content-Length": str(content.length),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Encoding": "identity",  # what is packed already is not packed again
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    for header, value in safe.items():
        answer.headers[header] = value
    return answer
