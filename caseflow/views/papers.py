"""Papers made on demand: given as an attachment, recorded first, kept nowhere."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from caseflow import access
from caseflow.actions import papers as actions
from caseflow.choices import Level
from caseflow.paper import attachment, draw
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.reports import handing_out, papers
from caseflow.views.base import CasePage


class TimelinePaper(CasePage):
    """The timeline of a case as PDF, with the events the person may read on the page."""

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Draw, record, give; 403 for whoever only follows a case of others."""
        if not access.takes_timeline(self.user, self.level):
            raise WrongRole(
                _(
                    "Tệp PDF dành cho người đang làm việc với hồ sơ và giám sát viên. Xem trên trang."
                )
            )
        entries, cut = papers.case_timeline(self.case, self.level)
        standing = self.standing()
        context = {
            "title": _("Dòng thời gian hồ sơ %(reference)s") % {"reference": self.case.reference},
            "case": self.case,
            "entries": entries,
            "cut": cut,
            "most": papers.MOST,
            "facts": papers.facts(self.user, standing, entries),
            "seal": papers.seal(),
            "issuer": standing.agency.name,
        }
        drawn = draw("paper/case_timeline.html", context, now=self.now)
        actions.record_export(
            what="timeline_paper",
            rows=len(entries),
            by=self.user,
            now=self.now,
            case=self.case.uid,
        )
        return attachment(drawn, f"dong-thoi-gian-{self.case.reference}")


@dataclass(frozen=True)
class Paper:
    """A paper that is given to the person: its name in lists, what it is for, how it is drawn."""

    label: Promise
    hint: Promise
    template: str
    named_by_case: bool
    """Whether the name of the file tells the code of the case."""


PAPERS = {
    "giay-dong-y": Paper(
        gettext_lazy("Giấy đồng ý chia sẻ thông tin"),
        gettext_lazy("Người được hỗ trợ đọc hoặc nghe giải thích, chọn một trong ba câu rồi ký."),
        "paper/consent.html",
        named_by_case=True,
    ),
    "giay-hen": Paper(
        gettext_lazy("Thẻ liên hệ an toàn"),
        gettext_lazy(
            "Khổ A6, chỉ có số điện thoại và giờ gọi. Chỉ đưa khi mang theo người là an toàn."
        ),
        "paper/card.html",
        named_by_case=False,
    ),
    "to-thong-tin": Paper(
        gettext_lazy("Tờ thông tin: việc tiếp theo, ai phụ trách, gọi số nào"),
        gettext_lazy("Viết cho người được hỗ trợ, bằng tiếng họ chọn. Hỏi trước khi đưa."),
        "paper/slip.html",
        named_by_case=False,
    ),
}
"""By the last word of their address."""


class WithPapers(CasePage):
    """Papers for the person of a case, for those who work with it."""

    needs = Level.WORK

    def load(self) -> None:
        """The case of the person's own desk."""
        super().load()
        if not self.works:
            raise OutOfReach


class CasePapers(WithPapers):
    """What can be printed and given to the person."""

    template_name = "caseflow/papers.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Each paper with a button for each language."""
        rows: list[dict[str, Any]] = [
            {"label": made.label, "hint": made.hint, "url": self.url("caseflow:paper", paper=name)}
            for name, made in PAPERS.items()
        ]
        return self.page(papers=rows, languages=settings.LANGUAGES)


class CasePaper(WithPapers):
    """One of them, in the language asked for: made on demand, recorded first, kept nowhere."""

    def post(self, request: HttpRequest, reference: str, paper: str) -> HttpResponse:
        """Draw, record, give; 404 for a paper there is none of."""
        made = PAPERS.get(paper)
        if made is None:
            raise OutOfReach
        asked = request.POST.get("language", "")
        known = asked in dict(settings.LANGUAGES)
        with translation.override(asked if known else settings.LANGUAGE_CODE):
            context = handing_out.about(self.case, now=self.now)
            drawn = draw(made.template, context, now=self.now)
        actions.record_paper(paper, by=self.user, now=self.now, case=self.case.uid)
        name = f"{paper}-{self.case.reference.lower()}" if made.named_by_case else paper
        return attachment(drawn, name)
