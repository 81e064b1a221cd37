"""What every page of a signed-in person shares, and the two pages every floor builds on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views import View

from caseflow import access, http, once
from caseflow.choices import Level
from caseflow.models import Case, Standing, User
from caseflow.refusals import OutOfReach, Refused, Stale, WrongRole
from caseflow.reports import emergencies
from caseflow.views import presenting

Words = str | Promise


class SignedInPage(View):
    """A page for signed-in people; `now` is the instant of the request."""

    section: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    now: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for sign-in first; a form sent too late is kept on a page that can send it again."""
        if not request.user.is_authenticated:
            if typed := http.typed_pairs(request):
                sentence = _(
                    "Phiên làm việc đã kết thúc, hoặc bạn đã chuyển đơn vị. Đăng nhập lại để gửi."
                )
                return http.keep_typed(request, sentence, 403, typed=typed)
            return redirect_to_login(request.path)
        self.now = timezone.now()
        self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> None:
        """Find what the page is about, or raise OutOfReach."""

    @property
    def user(self) -> User:
        """The signed-in person."""
        return cast("User", self.request.user)

    def standing(self) -> Standing:
        """Where the person works now; OutOfReach for somebody between two posts."""
        standing = self.user.get_standing()
        if standing is None:
            raise OutOfReach
        return standing

    def get_context(self) -> dict[str, Any]:
        """What every template of the page needs."""
        return {"section": self.section, "now": self.now}

    def page(self, *, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        """The drawn page."""
        return render(
            self.request,
            template or self.template_name,
            {**self.get_context(), **context},
            status=status,
        )


class AdministratorPage(SignedInPage):
    """A page for unit administrators only; everybody else reads `refusal`."""

    refusal: ClassVar[Words]
    back: ClassVar[str] = ""
    """The page a later refusal leads back to, by its name."""

    def load(self) -> None:
        """WrongRole for everybody else."""
        if not access.keeps_running(self.user):
            raise WrongRole(self.refusal)
        if self.back:
            self.request.back_url = reverse(self.back)  # type: ignore[attr-defined]  # read where a refusal is drawn


class CasePage(SignedInPage):
    """A page of one case, named by `reference` in the address; 404 below the level it needs.

    Gives `case` and `level`; the context holds case, level, works, tabs, tab, identity (for
    identity_bar.html) and sealed (masked fields of the person by field name).
    """

    section = "cases"
    needs: ClassVar[Level] = Level.TRAIL
    tab: ClassVar[str] = ""
    case: Case
    level: Level

    def load(self) -> None:
        """The case at the level this person reaches it now, or OutOfReach."""
        reference = str(self.kwargs["reference"]).upper()
        if not reference.isprintable():
            # PostgreSQL does not even compare with a zero byte.
            raise OutOfReach
        found = (
            Case.objects.visible_to(self.user)
            .select_related("responsible_agency", "receiving_agency", "assigned_to", "incident")
            .filter(reference=reference)
            .first()
        )
        level = access.reach(self.user, found) if found else None
        if found is None or level is None or level < self.needs:
            raise OutOfReach
        self.case, self.level = found, level
        # A later refusal names the case and leads back to it.
        self.request.case_uid = found.uid  # type: ignore[attr-defined]
        self.request.back_url = self.url("caseflow:case")  # type: ignore[attr-defined]

    @property
    def works(self) -> bool:
        """Whether the person may write into this file."""
        return access.works_here(self.user, self.case)

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of another page of this case."""
        return reverse(name, kwargs={"reference": self.case.reference, **kwargs})

    def get_context(self) -> dict[str, Any]:
        """The frame of a case page."""
        sealed = presenting.masks(self.case, self.user, level=self.level)
        return {
            **super().get_context(),
            "case": self.case,
            "level": self.level,
            "works": self.works,
            "tab": self.tab,
            "tabs": presenting.case_tabs(self.case, self.level),
            "sealed": sealed,
            "identity": presenting.identity(self.case, level=self.level, sealed=sealed),
            "reveal_reasons": presenting.reveal_reasons(),
            "emergency": None
            if self.works
            else emergencies.own_open(self.case, self.user, self.now),
        }


class FormPage(SignedInPage):
    """One form, one action: draws the form, and on POST calls `act` and goes where it says.

    A refused form comes back with everything typed and the sentence on top: 422 for input, 409 for
    the moment, 429 for too often. The same form sent again after success does nothing and leads to the same place.
    """

    template_name = "caseflow/action.html"
    form_class: ClassVar[type[forms.Form]]
    title: ClassVar[Words] = ""
    intro: ClassVar[Words] = ""
    submit_label: ClassVar[Words] = gettext_lazy("Lưu")
    success: ClassVar[Words] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A form that was carried out before leads to where it led then."""
        token = self.token()
        if request.user.is_authenticated and token is not None:
            url = once.led_to(token, by=self.user)
            if url is not None:
                return self.repeated(url)
        return super().dispatch(request, *args, **kwargs)

    def token(self) -> UUID | None:
        """The one made with the empty form, where it carries one."""
        try:
            return UUID(hex=self.request.POST.get("once", ""))
        except ValueError:
            return None

    def repeated(self, url: str) -> HttpResponse:
        """To where the form led when it was carried out."""
        messages.info(self.request, _("Phần này đã được ghi ở lần gửi trước."))
        return HttpResponseRedirect(url)

    def get_initial(self) -> dict[str, Any]:
        """What the empty form starts with."""
        return {}

    def get_form_class(self) -> type[forms.Form]:
        """The form of this page."""
        return self.form_class

    def form_kwargs(self) -> dict[str, Any]:
        """What the form needs beside data and initial."""
        return {}

    def act(self, form: Any) -> str:
        """Call the action with the checked answers and return the address to go to."""
        raise NotImplementedError

    def sections(self, form: Any) -> list[dict[str, Any]]:
        """Groups of fields for the page, [{title, hint?, fields}]; empty draws all fields in order."""
        return []

    def cancel_url(self) -> str:
        """Where “no, back” leads."""
        return "/"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The empty form."""
        made = self.get_form_class()
        return self.form_page(made(initial=self.get_initial(), **self.form_kwargs()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check, act once, answer."""
        made = self.get_form_class()
        form = made(request.POST, initial=self.get_initial(), **self.form_kwargs())
        if not form.is_valid():
            return self.form_page(form, status=422)
        token = self.token()
        try:
            if token is None:
                url = self.act(form)
            else:
                url = once.carry_out(token, lambda: self.act(form), by=self.user, now=self.now)
        except Refused as refusal:
            return self.refused(form, refusal)
        except once.Repeated as repeated:
            return self.repeated(repeated.url)
        if self.success:
            messages.success(request, str(self.success))
        return self.carried_out(url)

    def carried_out(self, url: str) -> HttpResponse:
        """The answer after success: to where the action led."""
        return HttpResponseRedirect(url)

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """The form again, with the sentences on top; the refusal is recorded apart."""
        http.record_refusal(self.request, refusal)
        for sentence in refusal.sentences:
            form.add_error(None, sentence)
        return self.form_page(form, status=refusal.status)

    def hidden(self) -> list[tuple[str, str]]:
        """Hidden inputs of the form."""
        return [("once", self.request.POST.get("once") or uuid4().hex)]

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page with this form."""
        frame: Mapping[str, Any] = {
            "form": form,
            "title": self.title,
            "intro": self.intro,
            "submit_label": self.submit_label,
            "form_sections": self.sections(form),
            "hidden": self.hidden(),
            "cancel_url": self.cancel_url(),
        }
        return self.page(status=status, **{**frame, **context})


class ActionPage(FormPage, CasePage):
    """One action on one case; the form carries the version of the row it was drawn from."""

    needs = Level.WORK
    stale = False

    def row_version(self) -> int:
        """Version of the row the action moves; the case unless a page says otherwise."""
        return self.case.version

    def version(self) -> int:
        """The version the person saw; a form without one counts as stale."""
        typed = self.request.POST.get("version", "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def hidden(self) -> list[tuple[str, str]]:
        """The version as the person saw it; after a stale form, the new one."""
        posted = self.request.method == "POST" and not self.stale
        version = self.version() if posted else self.row_version()
        return [*super().hidden(), ("version", str(version))]

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """As every form; the row is loaded again, so that the page shows how it stands now."""
        self.load()
        self.stale = isinstance(refusal, Stale)
        return super().refused(form, refusal)

    def cancel_url(self) -> str:
        """Back to the case."""
        return self.url("caseflow:case")
