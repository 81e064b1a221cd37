"""Papers made on demand: given as an attachment, recorded first, kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from caseflow import access, paper
from caseflow.actions import papers as actions
from caseflow.refusals import WrongRole
from caseflow.reports import papers
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
        drawn = paper.draw("paper/case_timeline.html", context, now=self.now)
        actions.record_export(
            what="timeline_paper",
            rows=len(entries),
            by=self.user,
            now=self.now,
            case=self.case.uid,
        )
        return paper.attachment(drawn, f"dong-thoi-gian-{self.case.reference}")
