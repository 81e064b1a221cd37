"""The people of an agency: who works there, somebody new, another post, the end, a new password."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import wording
from caseflow.actions import members as actions
from caseflow.choices import Role
from caseflow.forms.members import AddMemberForm, MemberForm
from caseflow.models import Membership
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.reports import directory
from caseflow.views.base import FormPage
from caseflow.views.units import UnitPage


class MembersPage(UnitPage):
    """A page about the people of one agency."""

    refusal = gettext_lazy("Chỉ quản trị đơn vị quản lý cán bộ.")

    def cancel_url(self) -> str:
        """Back to the people of the agency."""
        return reverse("caseflow:members", args=[self.agency.code])

    def password_page(self, name: str, password: str) -> HttpResponse:
        """The one time a temporary password is seen."""
        return self.page(
            template="caseflow/member_password.html",
            name=name,
            password=password,
            back_url=self.cancel_url(),
        )


class Members(MembersPage):
    """Who works there, and who left for no other agency."""

    template_name = "caseflow/members.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """By name."""
        return self.page(
            agency=self.agency,
            rows=[self.row(post) for post in directory.posts(self.agency)],
            buttons=[
                {
                    "label": _("Thêm cán bộ"),
                    "url": reverse("caseflow:member_add", args=[code]),
                    "icon": "plus",
                }
            ],
        )

    def row(self, post: Membership) -> dict[str, str]:
        """One person; one's own row leads nowhere."""
        left = post.ended_at and _("rời ngày %(day)s") % {"day": wording.vn_date(post.ended_at)}
        parts = [post.user.username, post.get_role_display(), left or ""]
        own = post.user_id == self.user.pk
        url = reverse("caseflow:member", args=[self.agency.code, post.user.uid])
        return {
            "title": post.user.get_short_name(),
            "sub": " · ".join(part for part in parts if part),
            "url": "" if own else url,
        }


class AddMember(MembersPage, FormPage):
    """Somebody new; the temporary password is shown once."""

    form_class = AddMemberForm
    title = gettext_lazy("Thêm cán bộ")
    password = ""

    def act(self, form: Any) -> str:
        """Add the person."""
        told = form.cleaned_data
        self.password = actions.add_member(
            self.agency,
            username=told["username"],
            name=told["name"],
            role=Role(told["role"]),
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As every form, but the password stands in the answer: no address may carry it."""
        answer = super().post(request, *args, **kwargs)
        if not self.password or answer.status_code != HttpResponseRedirect.status_code:
            return answer
        return self.password_page(request.POST["name"], self.password)

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the name of the agency."""
        return super().form_page(form, status=status, **{"intro": self.agency.name, **context})


class MemberPage(MembersPage):
    """A page about somebody whose last post is at the agency."""

    last: Membership

    def load(self) -> None:
        """OutOfReach for people of other agencies, WrongRole for oneself."""
        super().load()
        found = directory.post(self.agency, self.kwargs["person"])
        if found is None:
            raise OutOfReach
        if found.user_id == self.user.pk:
            raise WrongRole(_("Không ai tự quản lý mình. Nhờ một quản trị đơn vị khác."))
        self.last = found
        self.request.back_url = self.cancel_url()  # type: ignore[attr-defined]


class Member(MemberPage, FormPage):
    """Another role or agency, and the buttons for the end and a new password."""

    template_name = "caseflow/member.html"
    form_class = MemberForm
    title = gettext_lazy("Vai trò và đơn vị của cán bộ")
    success = gettext_lazy("Đã lưu. Người này phải đăng nhập lại.")

    def form_kwargs(self) -> dict[str, Any]:
        """Agencies this administrator looks after, as they exist today."""
        today = timezone.localdate(self.now)
        below = directory.below(self.standing().agency)
        return {"agencies": [agency for agency in below if agency.exists_on(today)]}

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        return {"agency": self.agency.code, "role": self.last.role}

    def act(self, form: Any) -> str:
        """Move the person."""
        told = form.cleaned_data
        agencies = {agency.code: agency for agency in self.form_kwargs()["agencies"]}
        actions.move_member(
            self.last.user,
            agency=agencies[told["agency"]],
            role=Role(told["role"]),
            by=self.user,
            now=self.now,
        )
        return self.cancel_url()

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the person, and what else may be done about somebody who has not left."""
        person = self.last.user
        deeds = [
            (_("Đặt lại mật khẩu và lớp xác thực thứ hai"), "member_reset"),
            (_("Kết thúc làm việc ở đơn vị"), "member_end"),
        ]
        where = [self.agency.code, person.uid]
        buttons = [
            {"label": label, "post": reverse(f"caseflow:{name}", args=where), "kind": "line"}
            for label, name in deeds
            if self.last.ended_at is None
        ]
        intro = f"{person.get_short_name()} ({person.username})"
        return super().form_page(
            form, status=status, **{"intro": intro, "buttons": buttons, **context}
        )


class EndMember(MemberPage):
    """The person leaves the agency."""

    def post(self, request: HttpRequest, code: str, person: UUID) -> HttpResponse:
        """Back to the people."""
        actions.end_member(self.last.user, by=self.user, now=self.now)
        messages.success(request, _("Đã kết thúc. Hồ sơ người này phụ trách nay chưa có ai."))
        return HttpResponseRedirect(self.cancel_url())


class ResetMember(MemberPage):
    """A new password, and the second factor to be set anew."""

    def post(self, request: HttpRequest, code: str, person: UUID) -> HttpResponse:
        """The password, once."""
        password = actions.reset_member(self.last.user, by=self.user, now=self.now)
        return self.password_page(self.last.user.get_short_name(), password)
