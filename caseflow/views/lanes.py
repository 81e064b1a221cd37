"""Many cases side by side on one axis of time, for supervisors; looking at it is recorded."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from caseflow import lanes, wording
from caseflow.actions import reading
from caseflow.choices import LINE, Role
from caseflow.models import Agency, Case
from caseflow.models.reach import oversees_province
from caseflow.refusals import WrongRole
from caseflow.reports import Filters, case_page, lanes as reports, lists
from caseflow.views.base import SignedInPage

PERIODS = (4, 12, 26, 52)
LANES_ID = "dong-thoi-gian"


class CaseLanes(SignedInPage):
    """Who held which case, in which step, and where nothing happened; no case is more than its code."""

    section = "lanes"
    template_name = "caseflow/lanes.html"

    def load(self) -> None:
        """Supervisors only."""
        if self.standing().role != Role.SUPERVISOR:
            raise WrongRole(reading.NO_LANES)
        self.oversees = oversees_province(self.standing())
        asked = self.request.GET
        periods = {str(each) for each in PERIODS}
        self.weeks = int(asked["ky"]) if asked.get("ky") in periods else PERIODS[1]
        self.late = asked.get("tre") == "1"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of lanes, what is due first in front."""
        standing = self.standing()
        agencies = reports.agencies(standing)
        filters = self.filters(agencies)
        parts = reports.segments(self.user, standing, filters, late=self.late, now=self.now)
        page = case_page(parts, request.GET.get("tu", ""), size=reports.PAGE)
        cases = [case for _group, case in page.rows]
        reading.note_lanes(
            cases, weeks=self.weeks, of_agency=filters.agency, by=self.user, now=self.now
        )
        stories = self.stories(cases)
        return self.page(
            title=_("Dòng thời gian nhiều hồ sơ"),
            sub=self.subtitle(),
            filters=self.fields(filters, agencies),
            lanes=lanes.side_by_side(stories, weeks=self.weeks, now=self.now),
            figures=[
                (story.reference, story.url, lanes.figures(story, weeks=self.weeks, now=self.now))
                for story in stories
            ],
            lanes_id=LANES_ID,
            here=reverse("caseflow:lanes"),
            next_url=self.link(filters, tu=page.cursor) if page.cursor else "",
            first_url=self.link(filters) if request.GET.get("tu") else "",
        )

    def filters(self, agencies: Sequence[Agency]) -> Filters:
        """What was asked; needs of a person are not part of a trail."""
        asked = self.request.GET
        child = asked.get("luu-y") == lists.CHILD and not self.oversees
        known = {agency.code for agency in agencies}
        return Filters(
            step=asked.get("buoc", "") if asked.get("buoc") in LINE else "",
            attention=lists.CHILD if child else "",
            agency=asked.get("don-vi", "") if asked.get("don-vi") in known else "",
        )

    def subtitle(self) -> str:
        """Whose cases, and which weeks."""
        weeks = ngettext("%(n)s tuần", "%(n)s tuần", self.weeks) % {"n": self.weeks}
        return _("%(agency)s · hồ sơ đang mở · %(weeks)s đến %(day)s") % {
            "agency": self.standing().agency.label,
            "weeks": weeks,
            "day": wording.vn_date(self.now),
        }

    def fields(self, filters: Filters, agencies: Sequence[Agency]) -> list[dict[str, Any]]:
        """The drop-downs above the picture."""
        places = [("", _("Mọi đơn vị")), *[(each.code, each.label) for each in agencies]]
        steps = [("", _("Tất cả các bước")), *[(state.value, state.label) for state in LINE]]
        needs = [("", _("Tất cả")), (lists.CHILD, _("Trẻ em"))]
        late = [("", _("Tất cả")), ("1", _("Chỉ hồ sơ quá hạn"))]
        periods = [
            (str(each), ngettext("%(n)s tuần", "%(n)s tuần", each) % {"n": each})
            for each in PERIODS
        ]
        fields = [
            ("ky", _("Kỳ"), periods, str(self.weeks)),
            ("don-vi", _("Đơn vị giữ"), places, filters.agency),
            ("buoc", _("Bước"), steps, filters.step),
            ("luu-y", _("Cần lưu ý"), needs, filters.attention),
            ("tre", _("Thời hạn"), late, "1" if self.late else ""),
        ]
        return [
            {"name": name, "label": label, "choices": choices, "value": value}
            for name, label, choices, value in fields
            if not (self.oversees and name == "luu-y")
        ]

    def stories(self, cases: Sequence[Case]) -> list[lanes.Story]:
        """What is drawn of each case."""
        pasts = reports.pasts(cases, trail_only=self.oversees, now=self.now)
        return [self.story(case, pasts[case.pk]) for case in cases]

    def story(self, case: Case, past: reports.Past) -> lanes.Story:
        """One case."""
        child = _("Trẻ em") + " · " if case.is_child and not self.oversees else ""
        due = case.next_due_at
        tag = ("", "")
        if due:
            tag = (wording.due_in_days(due, self.now), wording.due_tone(due, self.now))
        return lanes.Story(
            reference=case.reference,
            url=reverse("caseflow:case_timeline", kwargs={"reference": case.reference}),
            note=child + case.responsible_agency.label,
            tag=tag,
            steps=past.steps,
            holders=past.holders,
            handoffs=past.handoffs,
            missed=past.missed,
            silences=past.silences,
            due=due,
        )

    def link(self, filters: Filters, **more: str) -> str:
        """This page with other parameters."""
        asked = {
            "ky": str(self.weeks),
            "don-vi": filters.agency,
            "buoc": filters.step,
            "luu-y": filters.attention,
            "tre": "1" if self.late else "",
            **more,
        }
        return "?" + urlencode({key: value for key, value in asked.items() if value})
