"""The scan of the signed minutes: taken in by the side that keeps the case, given to both."""

from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from caseflow.choices import RevealReason
from caseflow.refusals import OutOfReach, WrongMoment, WrongRole
from caseflow.sealing.files import Reader
from caseflow.views.files import GivesFile, TakesFile
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


class SignedScanDownload(GivesFile, HandoffAction):
    """The scan, for either side."""

    sides = frozenset({"sender", "receiver"})
    title = gettext_lazy("Tải bản quét biên bản có chữ ký")

    def load(self) -> None:
        """Where there is one."""
        super().load()
        if self.handoff.signed_scan is None:
            raise OutOfReach
        self.file = self.handoff.signed_scan

    def content(self, reason: RevealReason) -> Reader:
        """Of the paper both signed."""
        return actions.open_signed_scan(self.handoff, reason=reason, by=self.user, now=self.now)
