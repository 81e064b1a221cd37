"""The question whether two cases are of one person; the other case is not shown."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _, gettext_lazy

from caseflow import matching
from caseflow.actions import matches as actions
from caseflow.choices import Level, MatchAnswer
from caseflow.forms.sight import MatchForm
from caseflow.models import Case, PersonMatch
from caseflow.refusals import OutOfReach
from caseflow.views.base import CasePage, FormPage


def rows(page: CasePage) -> list[dict[str, Any]]:
    """Questions about this case for task_list.html; the other case is named to who reaches it anyway."""
    asked = matching.asked(page.case)
    others = [match.other(page.case).pk for match in asked]
    reached = Case.objects.visible_to(page.user).filter(pk__in=others)
    codes = dict(reached.values_list("pk", "reference"))
    return [
        {
            "title": match.get_basis_display(),
            "sub": codes.get(match.other(page.case).pk, _("Hồ sơ ở đơn vị khác")),
            "url": "" if match.says(page.case) else page.url("caseflow:match", match=match.uid),
            "status": _("Chờ bên kia trả lời") if match.says(page.case) else _("Cần trả lời"),
            "tone": "" if match.says(page.case) else "warn",
        }
        for match in asked
    ]


class MatchPage(FormPage, CasePage):
    """One question, for those who write into the case."""

    needs = Level.WORK
    form_class = MatchForm
    title = gettext_lazy("Có thể cùng một người")
    submit_label = gettext_lazy("Gửi câu trả lời")
    success = gettext_lazy("Đã ghi câu trả lời.")
    match: PersonMatch

    def load(self) -> None:
        """The question named in the address, if it is about this case."""
        super().load()
        uid: UUID = self.kwargs["match"]
        found = matching.of(self.case).filter(uid=uid).first()
        if found is None or not self.works:
            raise OutOfReach
        self.match = found

    def act(self, form: Any) -> str:
        """Answer, and back to the case."""
        says = MatchAnswer(form.cleaned_data["says"])
        actions.answer(self.match, self.case, says=says, by=self.user, now=self.now)
        return self.url("caseflow:case")

    def form_page(self, form: Any, *, status: int = 200, **context: Any) -> Any:
        """Why the question is asked, and what follows from each answer."""
        intro = _(
            "Lý do: %(basis)s, ở một hồ sơ khác. So với điều bạn biết về người này. Nếu cả hai đơn vị trả lời "
            "có, hai hồ sơ được nối và mỗi bên thấy mã, tiến trình và đơn vị giữ hồ sơ kia; trước đó "
            "không bên nào thấy gì của bên kia."
        ) % {"basis": self.match.get_basis_display()}
        return super().form_page(form, status=status, intro=intro, **context)

    def cancel_url(self) -> str:
        """Back to the case."""
        return self.url("caseflow:case")
