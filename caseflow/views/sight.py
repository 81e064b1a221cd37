"""Who has seen what: of one case, and what deserves a question over some days."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from audit import timeline, vocabulary
from caseflow import names, wording
from caseflow.actions import reading
from caseflow.choices import AgencyKind, Level, Role
from caseflow.models import Case
from caseflow.refusals import OutOfReach, WrongRole
from caseflow.reports import sight as reports, unusual
from caseflow.views.base import CasePage, SignedInPage
from caseflow.views.case import timeline_filters

PERIODS = (7, 28, 90)
SHOWN = 200


class CaseSeen(CasePage):
    """Readings, grants and emergencies of one case, for those who work with it; looking is recorded."""

    needs = Level.WORK
    tab = "timeline"
    template_name = "caseflow/seen.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """People first, then every reading, then who could read now."""
        entries = reports.seen(self.case)
        reading.note_sight_of(self.case, by=self.user, now=self.now)
        return self.page(
            people=[
                {
                    "name": each.name,
                    "agency": each.agency,
                    "what": ngettext("%(n)s lần · %(fields)s", "%(n)s lần · %(fields)s", each.times)
                    % {"n": each.times, "fields": self.looked_at(each)},
                    "when": wording.vn_datetime(each.last),
                }
                for each in reports.lookers(entries)
            ],
            readings=[self.reading(entry) for entry in entries],
            openings=[self.opening(each) for each in reports.openings(self.case, self.now)],
            waiting=self.waiting(),
            timeline_filters=timeline_filters(self, "seen"),
        )

    def looked_at(self, each: reports.Looker) -> str:
        """Fields by name, and what shows none."""
        fields = [reports.label_words(each.labels)] if each.labels else []
        return ", ".join([*fields, *each.titles])

    def reading(self, entry: timeline.Entry) -> dict[str, str]:
        """One event for access_list.html."""
        what = reports.label_words(entry.labels) if entry.labels else entry.title
        reason = vocabulary.label("reason", str(entry.data.get("reason", "")), act=entry.act)
        basis = vocabulary.label("basis", str(entry.data.get("basis", "")), act=entry.act)
        read = entry.group == reports.READING
        return {
            "name": entry.actor or _("Hệ thống"),
            "agency": entry.agency,
            "what": f"{what} · {basis}" if basis and read else what,
            "reason": reason if read else "",
            "when": wording.vn_datetime(entry.at),
        }

    def opening(self, each: reports.Opening) -> dict[str, str]:
        """One grant for task_list.html."""
        until = wording.vn_datetime(each.until) if each.until else _("không ghi ngày hết")
        return {
            "title": each.who,
            "sub": f"{each.basis.label} · {each.level.label}",
            "status": _("đến %(when)s") % {"when": until} if each.until else until,
        }

    def waiting(self) -> list[dict[str, Any]]:
        """Emergency views of this file that a supervisor should judge."""
        if self.standing().role != Role.SUPERVISOR or not self.works:
            return []
        found = self.case.emergency_views.unreviewed().order_by("review_due_at", "pk")
        return [
            {
                "label": _("Xem xét lần xem khẩn cấp ngày %(day)s")
                % {"day": wording.vn_date(view.opened_at)},
                "url": self.url("caseflow:emergency_review", view=view.uid),
                "kind": "line",
            }
            for view in found
        ]


class SightReport(SignedInPage):
    """What deserves a question, over some days; looking at it is recorded."""

    section = "board"
    template_name = "caseflow/unusual.html"

    def load(self) -> None:
        """Supervisors of agencies that work with cases."""
        standing = self.standing()
        if standing.role != Role.SUPERVISOR or standing.agency_kind == AgencyKind.STEERING_138:
            raise WrongRole(_("Báo cáo truy cập dành cho giám sát viên."))

    def days(self) -> int:
        """The period asked for."""
        asked = self.request.GET.get("ky", "")
        return int(asked) if asked in {str(days) for days in PERIODS} else PERIODS[0]

    def period(self) -> dict[str, Any]:
        """The choice of the period, for filters.html."""
        choices = [(str(days), _("%(n)s ngày") % {"n": days}) for days in PERIODS]
        return {"name": "ky", "label": _("Kỳ"), "choices": choices, "value": str(self.days())}

    def get(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        """One row for each person."""
        found = unusual.readers(self.standing(), days=self.days(), now=self.now)[:SHOWN]
        reading.note_sight_report(
            people=len(found), days=self.days(), about=None, by=self.user, now=self.now
        )
        called = names.of_people(each.actor for each in found)
        agencies = names.of_agencies({each.agency for each in found})
        return self.page(
            period=[self.period()],
            people=[self.person(each, called, agencies) for each in found],
        )

    def person(
        self, each: unusual.Reader, called: dict[str, str], agencies: dict[str, str]
    ) -> dict[str, Any]:
        """One person for task_list.html, with what was counted."""
        words = question_words()
        asked = [str(words[code]) for code in each.questions]
        url = ""
        if each.actor in called:
            at = reverse("caseflow:sight_of", kwargs={"person": UUID(each.actor)})
            url = f"{at}?ky={self.days()}"
        counted = _(
            "Xem: %(read)s · tìm: %(searches)s · ban đêm: %(night)s · không phụ trách: %(other)s"
        )
        return {
            "title": called.get(each.actor, _("Không rõ")),
            "url": url,
            "sub": " · ".join(
                [
                    agencies.get(each.agency, each.agency),
                    counted
                    % {
                        "read": len(each.readings),
                        "searches": each.searches,
                        "night": each.night,
                        "other": each.not_mine,
                    },
                ]
            ),
            "status": ", ".join(asked) or _("Không có điểm cần hỏi"),
            "tone": "warn" if asked else "",
        }


class SightOfPerson(SightReport):
    """The events counted for one person."""

    template_name = "caseflow/unusual_person.html"

    def load(self) -> None:
        """Somebody with events in the supervisor's sight; 404 otherwise."""
        super().load()
        uid: UUID = self.kwargs["person"]
        self.events = unusual.events_of(
            self.standing(), uid, days=self.days(), now=self.now, limit=SHOWN
        )
        found = unusual.person(uid)
        if found is None or not self.events:
            raise OutOfReach
        self.person_seen = found

    def get(self, request: HttpRequest, **kwargs: UUID) -> HttpResponse:
        """When, which file, what."""
        reading.note_sight_report(
            people=1, days=self.days(), about=self.person_seen, by=self.user, now=self.now
        )
        cases = {
            case.uid: case.reference
            for case in Case.objects.visible_to(self.user).filter(
                uid__in={event.case_uid for event in self.events if event.case_uid}
            )
        }
        told = zip(timeline.entries(self.events), self.events, strict=True)
        rows = [
            [
                wording.vn_datetime(entry.at),
                cases.get(event.case_uid, "") if event.case_uid else "",
                entry.title,
                reports.label_words(entry.labels) if entry.labels else "",
            ]
            for entry, event in sorted(told, key=lambda pair: pair[0].at, reverse=True)
        ]
        return self.page(
            period=[self.period()],
            person=self.person_seen.get_short_name(),
            here=reverse("caseflow:sight_of", kwargs=kwargs),
            back=f"{reverse('caseflow:sight')}?ky={self.days()}",
            rows=rows,
            columns=[_("Lúc"), _("Hồ sơ"), _("Việc"), _("Thông tin")],
        )


def question_words() -> dict[str, str]:
    """What each kind of question is called."""
    return {
        "night": _("Xem ban đêm"),
        "many": _("Xem rất nhiều"),
        "not_mine": _("Hồ sơ không phụ trách"),
        "searches": _("Tìm người nhiều lần"),
        "outside": _("Mở hồ sơ ngoài phạm vi"),
        "emergency": _("Xem khẩn cấp"),
    }
