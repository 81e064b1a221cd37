"""Pages of handing over."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import wording
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.models import Agency
from caseflow.refusals import OutOfReach, WrongMoment
from caseflow.typed import clean_text
from caseflow.views import asking
from caseflow.views.base import ActionPage, CasePage, SignedInPage
from referrals import actions, catalogue, forms, looking, receivers, showing, telling
from referrals.choices import WAITING_STATES, HandoffKind, HandoffState
from referrals.models import Handoff
from referrals.rules import side_of
from referrals.views import going_out, together
from referrals.views.rows import OfHandoff


class CaseHandoffs(CasePage):
    """Every handoff of one case."""

    tab = "handoffs"
    template_name = "referrals/case_handoffs.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Panels, the latest first."""
        found = (
            Handoff.objects.visible_to(self.user)
            .filter(case=self.case)
            .select_related("sender", "receiver", "case", "consent")
            .order_by("-drafted_at", "-pk")
        )
        panels = [showing.panel(handoff, self.user, self.now) for handoff in found]
        outside = going_out.of_case(self.case, self.user, self.now)
        return self.page(panels=[*outside, *panels])


class ThenLook(ActionPage):
    """A form that drafts a handoff; its own button leads on to the preview, which is a recorded look."""

    template_name = "referrals/give.html"
    drafted: Handoff | None = None
    """Set by `act`."""

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page whose button says that it leads on."""
        return super().form_page(form, status=status, submit_value="look", **context)

    def carried_out(self, url: str) -> HttpResponse:
        """To the preview, as a POST again, where the button was pressed; else to the handoff."""
        if self.drafted is None or self.request.POST.get("then") != "look":
            return super().carried_out(url)
        look = reverse("referrals:preview", kwargs={"uid": self.drafted.uid})
        return HttpResponseRedirect(look, preserve_request=True)


class HandOver(ThenLook):
    """Prepare a handoff of a case."""

    form_class: ClassVar[type[Form]] = forms.HandOverForm
    title = gettext_lazy("Lập bàn giao")
    intro = gettext_lazy("Bên nhận chỉ xem được điều bạn chọn, cho đến khi nhận người.")
    submit_label = gettext_lazy("Lập và xem trước")

    def load(self) -> None:
        """The case of the person's own desk: a helper hands nobody on."""
        super().load()
        if not self.works:
            raise OutOfReach

    def form_kwargs(self) -> dict[str, Any]:
        """Agencies that exist today and have a desk."""
        possible = receivers.possible(self.case, self.now)
        return {"now": self.now, "case": self.case, "receivers": possible}

    def get_initial(self) -> dict[str, Any]:
        """The desk that asked for the file, where the link names it."""
        asked = Agency.objects.filter(code=clean_text(self.request.GET.get("nhan", ""))).first()
        if asked is None:
            return {}
        return {"receiver": asked.pk, "fields": catalogue.least_for(asked.kind)}

    def sections(self, form: forms.HandOverForm) -> list[dict[str, Any]]:
        """Few questions in sight."""
        return form.groups()

    def act(self, form: forms.HandOverForm) -> str:
        """Keep the answer and draft."""
        typed = form.cleaned_data
        self.drafted = actions.hand_over(
            self.case,
            draft=form.draft(HandoffKind(typed["kind"])),
            answer=ConsentAnswer(typed["answer"]),
            basis=ConsentBasis(typed["basis"]),
            with_interpreter=typed["interpreter"],
            terms=form.terms(),
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return reverse("referrals:handoff", kwargs={"uid": self.drafted.uid})


class HandoffPage(OfHandoff):
    """State, sides and what may be done."""

    template_name = "referrals/handoff.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """State, sides and what may be done; nothing of the package."""
        return self.page(
            handoff=self.handoff,
            h=showing.panel(self.handoff, self.user, self.now),
            qr=qr_code(request, self.handoff),
            words=showing.words(self.handoff, self.user),
            asked_card=self.asked_card(),
            **together.card(self.handoff, self.user),
        )

    def asked_card(self) -> dict[str, Any] | None:
        """What the person was already asked, for a receiver that may look: codes and days only."""
        receives = side_of(self.handoff, self.user) == "receiver"
        if not receives or not looking.may_look(self.handoff, by=self.user):
            return None
        return asking.card(self.case, self.user)


def scan_address(request: HttpRequest, handoff: Handoff) -> str:
    """The opaque address in the QR code of the minutes."""
    return request.build_absolute_uri(reverse("referrals:scan", kwargs={"code": handoff.code}))


def qr_code(request: HttpRequest, handoff: Handoff) -> str:
    """An inline picture of the opaque address; holds no personal data."""
    picture = segno.make(scan_address(request, handoff), error="m").svg_inline(
        scale=3, title=_("Mã bàn giao"), omitsize=False, svgclass=None, lineclass=None
    )
    return mark_safe(picture)  # noqa: S308 - drawn by segno from an address we made


class Scan(SignedInPage):
    """The address in the QR code: leads the receiver to the receipt, and says why where it does not."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """To the receipt while it waits, to the handoff afterwards; 404 for others, 409 when too late."""
        handoff = Handoff.objects.visible_to(self.user).filter(code=code.upper()).first()
        if handoff is None:
            raise OutOfReach
        at = {"uid": handoff.uid}
        request.back_url = reverse("referrals:handoff", kwargs=at)  # type: ignore[attr-defined]
        request.back_label = _("Mở bàn giao")  # type: ignore[attr-defined]
        if handoff.state in WAITING_STATES and side_of(handoff, self.user) == "receiver":
            _check_code(handoff, self.now)
            return HttpResponseRedirect(reverse("referrals:receive", kwargs=at))
        if handoff.state in UNREADABLE:
            raise WrongMoment(str(UNREADABLE[handoff.state]))
        if handoff.received_at:
            words = _("Đã nhận người lúc %(at)s. Không cần quét lại.")
            messages.info(request, words % {"at": wording.vn_datetime(handoff.received_at)})
        return HttpResponseRedirect(reverse("referrals:handoff", kwargs=at))


UNREADABLE: dict[str, Promise] = {
    HandoffState.DRAFTED: gettext_lazy(
        "Bàn giao này chưa gửi nên mã chưa dùng được. Xem trước và gửi, rồi bên nhận quét."
    ),
    HandoffState.DECLINED: gettext_lazy(
        "Bên nhận đã trả lời không nhận được nên mã này không còn dùng."
    ),
    HandoffState.WITHDRAWN: gettext_lazy("Bàn giao này đã rút lại nên mã không còn dùng."),
}
"""States in which a code leads nowhere, and what to do."""


def _check_code(handoff: Handoff, now: datetime) -> None:
    """WrongMoment when the code is older than it may be; the handoff itself goes on."""
    assert handoff.sent_at is not None
    last = handoff.sent_at + timedelta(days=settings.HANDOFF_CODE_DAYS)
    if now > last:
        raise WrongMoment(
            _(
                "Mã trên giấy đã hết hạn lúc %(at)s. Bàn giao vẫn còn hiệu lực: bấm “Mở bàn giao” để xác "
                "nhận đã nhận người ở đó."
            )
            % {"at": wording.vn_datetime(last)}
        )


class PackagePage(HandoffPage):
    """The package as it was sent; a recorded look."""

    template_name = "referrals/package.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Looking is a deed: back to the page with the button."""
        return HttpResponseRedirect(self.address())

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Record, commit, show."""
        told, message = actions.open_package(self.handoff, by=self.user, now=self.now)
        buttons = []
        if self.handoff.state in WAITING_STATES and side_of(self.handoff, self.user) == "receiver":
            buttons = [{"label": _("Xác nhận đã nhận"), "url": self.address("referrals:receive")}]
        return self.page(
            sections=telling.told_sections(told), message=message, sending=False, buttons=buttons
        )


class PreviewPage(PackagePage):
    """What the receiver will see, before it is sent; a recorded look."""

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Record, commit, show, offer to send."""
        told, message = actions.preview(self.handoff, by=self.user, now=self.now)
        buttons = [
            {
                "label": _("Gửi cho bên nhận"),
                "post": self.address("referrals:send"),
                "hidden": [("version", str(self.handoff.version))],
                "icon": "send",
            }
        ]
        return self.page(
            sections=telling.told_sections(told), message=message, sending=True, buttons=buttons
        )


class Remind(PackagePage):
    """Remind the receiver: one button."""

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Remind and go back."""
        actions.remind(self.handoff, by=self.user, now=self.now)
        messages.success(request, _("Đã nhắc bên nhận."))
        return HttpResponseRedirect(self.address())
