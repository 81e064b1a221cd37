"""The duty desk of an agency, kept by its unit administrator or that of the agency above."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from caseflow.actions import duty as actions
from caseflow.forms.duty import DutyForm
from caseflow.models import Agency
from caseflow.refusals import OutOfReach
from caseflow.views.base import AdministratorPage, FormPage

TOLD = ("duty_phone", "duty_hours", "accepts_children", "receives_reports")


class Duty(FormPage, AdministratorPage):
    """How the agency is reached and what it accepts."""

    section = "agencies"
    form_class = DutyForm
    title = gettext_lazy("Sửa thông tin trực của đơn vị")
    success = gettext_lazy("Đã sửa danh bạ.")
    refusal = gettext_lazy("Chỉ quản trị đơn vị sửa danh bạ.")
    agency: Agency

    def load(self) -> None:
        """The agency of the address, if this administrator looks after it."""
        super().load()
        found = Agency.objects.filter(code=self.kwargs["code"]).first()
        if found is None or self.standing().agency.pk not in (found.pk, found.parent_id):
            raise OutOfReach
        self.agency = found

    def get_initial(self) -> dict[str, Any]:
        """As it stands."""
        return {name: getattr(self.agency, name) for name in TOLD}

    def act(self, form: Any) -> str:
        """Change it."""
        actions.amend_duty(self.agency, **form.cleaned_data, by=self.user, now=self.now)
        return self.cancel_url()

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """With the name of the agency."""
        return super().form_page(form, status=status, intro=self.agency.name, **context)

    def cancel_url(self) -> str:
        """Back to the directory."""
        return reverse("caseflow:agencies")
