"""Pages of referrals to somebody without an account, for the side that gives."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import paper, wording
from caseflow.choices import ConsentAnswer, ConsentBasis
from caseflow.refusals import OutOfReach
from caseflow.reports import directory
from caseflow.views import presenting
from caseflow.views.base import ActionPage
from referrals import actions, looking, telling
from referrals.choices import OUTSIDE_WAITING, OutsideState
from referrals.forms.outside import OutsideForm, ToldForm
from referrals.models import OutsideReferral
from referrals.views import going_out
from referrals.views.rows import OfRow, RowAction

WORDS = ("organisation", "contact", "message")


class ReferOutside(ActionPage):
    """Prepare a referral to an organisation without an account."""

    form_class: ClassVar[type[Form]] = OutsideForm
    title = gettext_lazy("Đề nghị nơi ngoài hệ thống")
    intro = gettext_lazy(
        "Nơi nhận không có tài khoản: họ mở một liên kết dùng một lần và một tệp có mật khẩu. "
        "Hồ sơ và trách nhiệm vẫn ở đơn vị bạn."
    )
    submit_label = gettext_lazy("Lập đề nghị")
    success = gettext_lazy("Đã lập. Xem trước rồi gửi.")

    def load(self) -> None:
        """The case of the person's own desk."""
        super().load()
        if not self.works:
            raise OutOfReach

    def form_kwargs(self) -> dict[str, Any]:
        """The case, for what a child's agreement needs."""
        return {"now": self.now, "case": self.case}

    def sections(self, form: OutsideForm) -> list[dict[str, Any]]:
        """Few questions in sight."""
        return form.groups()

    def act(self, form: OutsideForm) -> str:
        """Keep the answer and draft."""
        typed = form.cleaned_data
        referral = actions.refer_outside(
            self.case,
            draft=form.draft(),
            answer=ConsentAnswer(typed["answer"]),
            basis=ConsentBasis(typed["basis"]),
            with_interpreter=typed["interpreter"],
            terms=form.terms(),
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return reverse("referrals:outside", kwargs={"uid": referral.uid})


class OfOutside(OfRow):
    """A page of one referral to an outsider."""

    home = "referrals:outside"
    referral: OutsideReferral

    def load(self) -> None:
        """The referral in reach, or OutOfReach."""
        super().load()
        self.request.back_url = self.address()  # type: ignore[attr-defined]  # where a refusal leads back to

    def find(self, uid: UUID) -> OutsideReferral | None:
        """A referral of this agency, or of a case that it has now."""
        rows = OutsideReferral.objects.visible_to(self.user).select_related(
            "case__responsible_agency", "sender", "words", "consent", "told_to"
        )
        found = rows.filter(uid=uid).first()
        if found is not None:
            self.referral = found
        return found


class OutsidePage(OfOutside):
    """How far it is, what may be done, and who is asked, covered."""

    template_name = "referrals/outside.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Nothing of the package."""
        return self.page(
            referral=self.referral,
            h=going_out.panel(self.referral, self.user, self.now),
            words=self.words(),
        )

    def words(self) -> list[presenting.Masked]:
        """Name, somebody to call and message, covered."""
        row = self.referral.words
        written = [name for name in WORDS if presenting.is_written(row, name)]
        return [presenting.mask(self.case, row, name, may_open=self.works) for name in written]


class LookOutside(OfOutside):
    """What the document says; a recorded look, before which nothing is sent."""

    template_name = "referrals/package.html"

    def get(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Looking is a deed: back to the page with the button."""
        return HttpResponseRedirect(self.address())

    def post(self, request: HttpRequest, uid: UUID) -> HttpResponse:
        """Record, commit, show, offer to send."""
        letter = actions.look_outside(self.referral, by=self.user, now=self.now)
        sending = self.referral.state == OutsideState.DRAFTED
        send = {
            "label": _("Tiếp tục để gửi"),
            "url": self.address("referrals:outside_send"),
            "icon": "send",
        }
        return self.page(
            sections=telling.told_sections(letter.contents),
            message=letter.message,
            sending=sending,
            buttons=[send] if sending else [],
        )


class OutsideAction(OfOutside, RowAction):
    """A deed on one referral to an outsider."""


class SendOutside(OutsideAction):
    """Seal the document and make the link; link and password stand in the answer, once."""

    title = gettext_lazy("Gửi ra ngoài hệ thống")
    intro = gettext_lazy(
        "Trang sau hiện liên kết và mật khẩu, chỉ một lần. Gửi liên kết cho nơi nhận; gọi điện để báo "
        "mật khẩu. Hệ thống không gửi và không giữ mật khẩu."
    )
    submit_label = gettext_lazy("Niêm phong tài liệu và tạo liên kết")
    sealed: actions.SealedLetter | None = None
    link: str = ""

    def load(self) -> None:
        """For those who work with the case."""
        super().load()
        if not self.works:
            raise OutOfReach

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As every form, but link and password stand in the answer: no address may carry them."""
        self.sealed = actions.seal_letter(self.referral, draw=self.draw, by=self.user)
        answer = super().post(request, *args, **kwargs)
        if not self.link or answer.status_code != HttpResponseRedirect.status_code:
            return answer
        self.referral = looking.as_it_stands(self.referral)
        return self.page(
            template="referrals/outside_sent.html",
            referral=self.referral,
            link=self.link,
            password=self.sealed.password,
            back_url=self.address(),
        )

    def act(self, form: Any) -> str:
        """Keep the sealed document, make the link."""
        assert self.sealed is not None
        token = actions.send_outside(
            self.referral, sealed=self.sealed, by=self.user, now=self.now, version=self.version()
        )
        address = reverse("referrals:link", kwargs={"token": token})
        self.link = self.request.build_absolute_uri(address)
        return self.address()

    def draw(self, letter: actions.Letter) -> bytes:
        """The document as a PDF in the language of the state."""
        sender, number = self.referral.sender, self.referral.number
        with translation.override(settings.LANGUAGE_CODE):
            printed = _("in %(at)s") % {"at": wording.vn_datetime(self.now)}
            head = {
                "title": _("Tài liệu %(number)s") % {"number": number},
                "parent": sender.parent.name if sender.parent else "",
                "issuer": sender.name,
                "number": number,
                "heading": _("Phiếu đề nghị phối hợp"),
                "subject": self.referral.get_purpose_display(),
                "footer": f"{number} · {printed}",
                "to": letter.organisation,
                "message": letter.message.splitlines(),
                "sections": telling.told_sections(letter.contents),
                "duty": directory.duty(sender),
            }
            return paper.draw("referrals/paper/outside.html", head, now=self.now)


class RenewLink(SendOutside):
    """Another link and password, where the first got lost or ran out."""

    title = gettext_lazy("Cấp liên kết mới")
    intro = gettext_lazy(
        "Liên kết và mật khẩu trước không dùng được nữa. Trang sau hiện liên kết và mật khẩu mới, chỉ "
        "một lần."
    )

    def load(self) -> None:
        """For one that waits."""
        super().load()
        if self.referral.state not in OUTSIDE_WAITING:
            raise going_out.not_waiting()


class WithdrawOutside(OutsideAction):
    """Take it back before it was opened."""

    title = gettext_lazy("Rút lại đề nghị")
    intro = gettext_lazy("Liên kết không mở được nữa, ngay từ lúc này.")
    submit_label = gettext_lazy("Rút lại")
    success = gettext_lazy("Đã rút lại. Liên kết không còn mở được.")

    def act(self, form: Any) -> str:
        """Withdraw."""
        actions.withdraw_outside(self.referral, by=self.user, now=self.now, version=self.version())
        return self.address()


class NoteAnswer(OutsideAction):
    """Write down an answer that came by telephone or on paper."""

    form_class = ToldForm
    title = gettext_lazy("Ghi câu trả lời của nơi nhận")
    intro = gettext_lazy("Khi nơi nhận trả lời qua điện thoại hoặc văn bản.")
    submit_label = gettext_lazy("Ghi câu trả lời")
    success = gettext_lazy("Đã ghi câu trả lời.")

    def act(self, form: ToldForm) -> str:
        """Keep it."""
        actions.note_answer(
            self.referral,
            accepts=form.accepts,
            reason=form.why,
            by=self.user,
            now=self.now,
            version=self.version(),
        )
        return self.address()
