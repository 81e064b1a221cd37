"""Notices of this desk: what, which rule, which case; no names."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from caseflow import clocks, logwatch, notices, wording
from caseflow.actions import notices as actions
from caseflow.actions.regimes import PUT_IN_USE
from caseflow.models import Case, Notice
from caseflow.views.base import SignedInPage

SHOWN = 60
TONES = {"clock.late": "late", "clock.soon": "warn"}
TONES |= {f"log.{kind}": "late" for kind in logwatch.KINDS}


def as_uid(typed: str) -> UUID | None:
    """The id in an address; nothing where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


class Notices(SignedInPage):
    """The newest notices; reading marks nothing by itself."""

    section = "notices"
    template_name = "caseflow/notices.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, or what is older than a notice named; a case beyond reach is named without a link."""
        every = notices.for_user(self.user)
        uid = as_uid(request.GET.get("cu-hon", ""))
        asked = every.filter(uid=uid).first() if uid else None
        rest = notices.older(every, asked) if asked else every
        found = list(rest[: SHOWN + 1])
        more, found = len(found) > SHOWN, found[:SHOWN]
        reachable = set(
            Case.objects.visible_to(self.user)
            .filter(pk__in={notice.case_id for notice in found})
            .values_list("pk", flat=True)
        )
        rows = [self.row(notice, linked=notice.case_id in reachable) for notice in found]
        unread = any(notice.read_at is None for notice in found)
        older = f"{request.path}?cu-hon={found[-1].uid}" if more else ""
        return self.page(notices=rows, unread=unread, older_url=older)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark all of them read."""
        actions.mark_read(by=self.user, now=self.now)
        messages.success(request, _("Đã đánh dấu là đã đọc."))
        return HttpResponseRedirect(reverse("caseflow:notices"))

    def row(self, notice: Notice, *, linked: bool) -> dict[str, object]:
        """One notice in words."""
        rule = clocks.why(notice.clock) if notice.clock else None
        said, case = notices.sentence(notice.kind), notice.case
        sub, url = notice.agency.label, ""
        if case is None:
            sub, url = self._of_the_law() if notice.kind == PUT_IN_USE else self._of_the_log()
        elif linked:
            url = reverse("caseflow:case", kwargs={"reference": case.reference})
        return {
            "title": f"{case.reference} · {said}" if case else said,
            "sub": f"{rule.label} · {rule.source}" if rule else sub,
            "when": wording.vn_datetime(notice.created_at),
            "unread": notice.read_at is None,
            "tone": TONES.get(notice.kind, "brand"),
            "url": url,
        }

    def _of_the_law(self) -> tuple[str, str]:
        return _("Xem bản nào, ai đưa vào dùng, căn cứ nào."), reverse("caseflow:law")

    def _of_the_log(self) -> tuple[str, str]:
        """What to do about an alarm of the log, and where."""
        if self.user.has_perm("audit.read_trail"):
            return _("Trang nhật ký nói rõ hơn; hãy kiểm tra ngay."), reverse("audit:trail")
        return _("Hãy kiểm tra máy chủ và nhân chứng; kiểm tra viên xem được nhật ký."), ""
