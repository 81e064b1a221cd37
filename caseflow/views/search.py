"""Finding a person by paper, phone or name: posted, recorded, answered with codes only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from caseflow.actions import reading
from caseflow.choices import CASE_ROLES
from caseflow.forms.intake import PersonSearchForm
from caseflow.models import Case
from caseflow.models.reach import oversees_province
from caseflow.refusals import OutOfReach, Refused, WrongRole
from caseflow.reports.lists import for_list
from caseflow.views.base import FormPage
from caseflow.views.rows import RowMaker, grouped


class PersonSearch(FormPage):
    """Search by person; the query never stands in an address."""

    section = "cases"
    template_name = "caseflow/search.html"
    form_class = PersonSearchForm
    title = gettext_lazy("Tìm theo người")
    intro = gettext_lazy(
        "Chỉ tìm khi cần cho công việc. Mỗi lần tìm được ghi vào nhật ký; kết quả chỉ là mã hồ sơ."
    )
    submit_label = gettext_lazy("Tìm")

    def load(self) -> None:
        """For those who work with cases; an overseer of a province knows no persons."""
        if self.standing().role not in CASE_ROLES:
            raise OutOfReach
        if oversees_province(self.standing()):
            raise WrongRole(reading.NO_SEARCH)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer on the same page."""
        form = PersonSearchForm(request.POST)
        if not form.is_valid():
            return self.form_page(form, status=422)
        try:
            return self.form_page(form, searched=True, **self.answer(form))
        except Refused as refusal:
            return self.refused(form, refusal)

    def answer(self, form: PersonSearchForm) -> dict[str, Any]:
        """Rows in reach, closest first, whether more exist elsewhere, and what was not tried."""
        found = reading.find_people(**form.cleaned_data, by=self.user, now=self.now)
        visible = Case.objects.visible_to(self.user).filter(pk__in=found.closeness)
        places = list(found.closeness)
        cases = sorted(for_list(visible), key=lambda case: places.index(case.pk))
        maker = RowMaker(cases, self.standing(), self.now)
        groups = grouped([(found.closeness[case.pk], case) for case in cases], {}, maker)
        return {
            "groups": groups,
            "elsewhere": found.elsewhere,
            "more": found.more,
            "whole_only": found.whole_only,
        }
