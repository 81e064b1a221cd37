"""Agencies as their administrators look after them: added, corrected, closed."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from caseflow import access
from caseflow.actions import units as actions
from caseflow.choices import AgencyKind, AgencyLevel
from caseflow.forms.units import AddForm, AmendForm, CloseForm
from caseflow.models import Agency
from caseflow.models.agency import AMENDABLE
from caseflow.refusals import OutOfReach, Refused, WrongMoment
from caseflow.views.base import AdministratorPage, FormPage


class UnitPage(AdministratorPage):
    """A page about the agency of the address, for who administers it."""

    section = "agencies"
    refusal = gettext_lazy("Chỉ quản trị đơn vị sửa danh bạ.")
    agency: Agency

    def load(self) -> None:
        """The agency, or OutOfReach for the administrator of another one."""
        super().load()
        found = Agency.objects.filter(code=self.kwargs["code"]).first()
        if found is None or not access.administers(self.user, found):
            raise OutOfReach
        self.agency = found

    def cancel_url(self) -> str:
        """Back to the directory."""
        return reverse("caseflow:agencies")


class UnitForm(UnitPage, FormPage):
    """A form about one agency; its name stands above."""

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the name of the agency."""
        return super().form_page(form, status=status, **{"intro": self.agency.name, **context})


class AddAgency(FormPage, AdministratorPage):
    """A new agency below the own one."""

    section = "agencies"
    form_class = AddForm
    title = gettext_lazy("Thêm đơn vị cấp dưới")
    success = gettext_lazy("Đã thêm đơn vị.")
    refusal = gettext_lazy("Chỉ quản trị đơn vị thêm đơn vị.")

    def form_kwargs(self) -> dict[str, Any]:
        """What an administrator of the own agency may add."""
        own = self.standing().agency
        return {
            "kinds": actions.kinds_below(own),
            "provinces": actions.provinces_below(own, timezone.localdate(self.now)),
        }

    def get_initial(self) -> dict[str, Any]:
        """As the own agency, from today."""
        own = self.standing().agency
        return {
            "province": own.province,
            "reference_prefix": own.reference_prefix,
            "valid_from": timezone.localdate(self.now),
            "accepts_children": True,
        }

    def act(self, form: Any) -> str:
        """Add it."""
        told = form.cleaned_data
        chosen = {"kind": AgencyKind(told["kind"]), "level": AgencyLevel(told["level"])}
        actions.add_agency(**{**told, **chosen}, by=self.user, now=self.now)
        return self.cancel_url()

    def cancel_url(self) -> str:
        """Back to the directory."""
        return reverse("caseflow:agencies")


class AmendAgency(UnitForm):
    """What the agency is called, how it is reached and what it accepts."""

    form_class = AmendForm
    title = gettext_lazy("Sửa thông tin đơn vị")
    success = gettext_lazy("Đã sửa danh bạ.")
    late = False

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.agency, name) for name in AMENDABLE}

    def act(self, form: Any) -> str:
        """Change it."""
        actions.amend_agency(
            self.agency,
            **form.cleaned_data,
            by=self.user,
            now=self.now,
            version=self.request.POST.get("version", ""),
        )
        return self.cancel_url()

    def hidden(self) -> list[tuple[str, str]]:
        """What the person saw; after a form that came too late, what stands now."""
        seen = self.request.POST.get("version") or self.agency.version
        return [*super().hidden(), ("version", self.agency.version if self.late else seen)]

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """As every form; the agency is loaded again, so that sending again is about what stands."""
        self.load()
        self.late = isinstance(refusal, WrongMoment)
        return super().refused(form, refusal)


class CloseAgency(UnitForm):
    """The end of an agency that holds nothing more."""

    template_name = "caseflow/agency_close.html"
    form_class = CloseForm
    title = gettext_lazy("Kết thúc đơn vị")
    submit_label = gettext_lazy("Kết thúc đơn vị")
    success = gettext_lazy("Đã kết thúc đơn vị.")

    def act(self, form: Any) -> str:
        """Close it."""
        actions.close_agency(self.agency, on=form.cleaned_data["on"], by=self.user, now=self.now)
        return self.cancel_url()
