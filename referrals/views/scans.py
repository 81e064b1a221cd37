"""The scan of the signed minutes: taken in by the side that keeps the case, given to both."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from caseflow.choices import RevealReason
from caseflow.forms.files import OpenFileForm
from caseflow.refusals import OutOfReach, WrongMoment, WrongRole
from caseflow.views.files import TakesFile, attachment
from referrals import actions, forms
from referrals.choices import ON_PAPER_STATES
from referrals.views.deeds import HandoffAction


class SignedScan(TakesFile, HandoffAction):
    """Asks for the scan and keeps it."""

    form_class = forms.ScanForm
    sides = frozenset({"sender", "receiver"})
    title = gettext_lazy("Bản quét biên bản có chữ ký")
    intro = gettext_lazy("Chụp hoặc quét biên bản đã đủ chữ ký. Bên kia cũng xem được bản này.")
    submit_label = gettext_lazy("Lưu bản quét")
    success = gettext_lazy("Đã niêm phong và lưu bản quét.")

    def load(self) -> None:
        """For the side that keeps the case, once the person was received."""
        super().load()
        if not self.works:
            raise WrongRole(_("Bên đang giữ hồ sơ lưu bản quét này."))
        if self.handoff.state not in ON_PAPER_STATES:
            self.request.back_url = self.address()  # type: ignore[attr-defined]
            raise WrongMoment(
                _("Chưa nhận người nên chưa có biên bản để quét. Xác nhận đã nhận trước.")
            )

    def form_kwargs(self) -> dict[str, Any]:
        """The sealed file."""
        return self.sent_files()

    def act(self, form: Any) -> str:
        """Keep it."""
        actions.keep_signed_scan(
            self.handoff,
            upload=form.cleaned_data["file"],
            kind=form.kind,
            scan=form.scan,
            by=self.user,
            now=self.now,
        )
        return self.address()


class SignedScanDownload(HandoffAction):
    """Asks for the reason, records it, and gives the scan."""

    form_class = OpenFileForm
    sides = frozenset({"sender", "receiver"})
    title = gettext_lazy("Tải bản quét biên bản có chữ ký")
    intro = gettext_lazy(
        "Chọn lý do. Lần tải này được ghi lại và người giám sát có thể thấy. "
        "Bản tải về không còn được niêm phong: hãy xoá khi dùng xong."
    )
    submit_label = gettext_lazy("Tải về")

    def load(self) -> None:
        """Where there is one."""
        super().load()
        if self.handoff.signed_scan is None:
            raise OutOfReach

    def form_kwargs(self) -> dict[str, Any]:
        """Nothing: the form asks for a reason only."""
        return {}

    def hidden(self) -> list[tuple[str, str]]:
        """Nothing: opening it again is another opening."""
        return []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a reason, ask again; with one, record, commit and give."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        reason = RevealReason(form.cleaned_data["reason"])
        content = actions.open_signed_scan(self.handoff, reason=reason, by=self.user, now=self.now)
        assert self.handoff.signed_scan is not None
        return attachment(self.handoff.signed_scan, content)  # type: ignore[return-value]  # streamed
