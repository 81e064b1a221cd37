"""The duty desk of an agency, kept by its unit administrator or that of the agency above."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from caseflow.actions import duty as actions
from caseflow.forms.duty import DutyForm
from caseflow.models import Agency
from caseflow.models.agency import DUTY
from caseflow.refusals import OutOfReach, Refused, WrongMoment
from caseflow.views.base import AdministratorPage, FormPage


class Duty(FormPage, AdministratorPage):
    """How the agency is reached and what it accepts."""

    section = "agencies"
    form_class = DutyForm
    title = gettext_lazy("Sửa thông tin trực của đơn vị")
    success = gettext_lazy("Đã sửa danh bạ.")
    refusal = gettext_lazy("Chỉ quản trị đơn vị sửa danh bạ.")
    agency: Agency
    late = False

    def load(self) -> None:
        """The agency of the address, if this administrator looks after it."""
        super().load()
        found = Agency.objects.filter(code=self.kwargs["code"]).first()
        if found is None or self.standing().agency.pk not in (found.pk, found.parent_id):
            raise OutOfReach
        self.agency = found

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.agency, name) for name in DUTY}

    def act(self, form: Any) -> str:
        """Change it."""
        actions.amend_duty(
            self.agency,
            **form.cleaned_data,
            by=self.user,
            now=self.now,
            version=self.request.POST.get("version", ""),
        )
        return self.cancel_url()

    def hidden(self) -> list[tuple[str, str]]:
        """What the person saw; after a form that came too late, what stands now."""
        seen = self.request.POST.get("version") or self.agency.duty_version
        return [
            *super().hidden(),
            ("version", self.agency.duty_version if self.late else seen),
        ]

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        """As every form; the agency is loaded again, so that sending again is about what stands."""
        self.load()
        self.late = isinstance(refusal, WrongMoment)
        return super().refused(form, refusal)

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the name of the agency."""
        return super().form_page(form, status=status, intro=self.agency.name, **context)

    def cancel_url(self) -> str:
        """Back to the directory."""
        return reverse("caseflow:agencies")
