"""The supervisor's board: counts, what waits for a second person, what to look at first, who is late."""

from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from caseflow import asked, charts, drawing, law, wording
from caseflow.choices import AgencyKind, Role
from caseflow.models import Case
from caseflow.models.reach import oversees_province
from caseflow.refusals import WrongRole
from caseflow.reports import board, directory, emergencies
from caseflow.views.base import SignedInPage

PERIODS = (4, 12, 26)
GOAL = 95


class Board(SignedInPage):
    """One page to see where cases wait."""

    section = "board"
    template_name = "caseflow/board.html"

    def load(self) -> None:
        """Supervisors only."""
        if self.standing().role != Role.SUPERVISOR:
            raise WrongRole(_("Bảng giám sát dành cho giám sát viên."))

    def get(self, request: HttpRequest) -> HttpResponse:
        """The whole board."""
        standing = self.standing()
        asked = request.GET.get("ky", "")
        weeks = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[1]
        seen = board.picture(self.user, standing, weeks=weeks, now=self.now)
        heat_rows = board.lateness(seen)
        bullets = [self.bullet(row) for row in board.durations(seen)]
        oversees = oversees_province(standing)
        return self.page(
            title=_("Bảng giám sát"),
            sub=_("%(agency)s · %(weeks)s tuần đến %(day)s · cập nhật %(time)s")
            % {
                "agency": standing.agency.label,
                "weeks": weeks,
                "day": wording.vn_date(self.now),
                "time": wording.vn_time(self.now),
            },
            periods=[
                (str(each), ngettext("%(n)s tuần", "%(n)s tuần", each) % {"n": each})
                for each in PERIODS
            ],
            weeks=str(weeks),
            kpis=self.kpis(seen, standing.agency_kind),
            proposals=[] if oversees else self.proposals(),
            links=[] if oversees else self.links(),
            swim=self.swim(board.look_first(self.user, standing), oversees=oversees),
            lanes_url=reverse("caseflow:lanes"),
            heat=charts.heat(
                [self.heat_row(row, seen.weeks) for row in heat_rows], seen.weeks, what=_("hạn trễ")
            ),
            heat_note=self.heat_note(heat_rows),
            heat_table=[[row.agency.label, *row.counts, sum(row.counts)] for row in heat_rows],
            heat_columns=[_("Đơn vị"), *[wording.vn_day(week) for week in seen.weeks], _("Cộng")],
            bullets=charts.bullets(bullets),
            bullet_table=[[b.label, b.median_text, b.p90_text, b.limit_text] for b in bullets],
            bullet_columns=[_("Việc"), _("Trung vị"), _("90% hồ sơ"), _("Hạn")],
        )

    def kpis(self, seen: board.Picture, kind: AgencyKind) -> list[dict[str, Any]]:
        """The numbers of the board, most with their line over the weeks."""
        weeks = seen.by_week(seen.limits)
        shares = [on_time(week) for week in weeks if week]
        share = on_time(seen.limits)
        hours = [limit.hours for limit in seen.limits if limit.hours is not None]
        late = [sum(limit.late for limit in week) for week in weeks]
        list_url = reverse("caseflow:case_list")
        children = ngettext("%(n)s trẻ em", "%(n)s trẻ em", seen.children) % {"n": seen.children}
        return [
            {
                "title": _("Hồ sơ đang mở"),
                "value": str(seen.opened),
                "note": "" if kind == AgencyKind.STEERING_138 else children,
                "change": ngettext(
                    "%(n)s hồ sơ mới tuần này", "%(n)s hồ sơ mới tuần này", seen.received[-1]
                )
                % {"n": seen.received[-1]},
                "change_tone": "flat",
                "spark": charts.spark(seen.received),
                "url": list_url,
            },
            {
                "title": _("Làm đúng hạn"),
                "value": "–" if share is None else f"{share}%",
                "note": _("mục tiêu %(n)s%%") % {"n": GOAL},
                "spark": charts.spark([value or 0 for value in shares]),
            },
            {
                "title": _("Thời gian làm một việc có hạn"),
                "value": wording.span_words(median(hours) * 3600) if hours else "–",
                "note": ngettext("trung vị, %(n)s việc", "trung vị, %(n)s việc", len(hours))
                % {"n": len(hours)},
                "spark": charts.spark(
                    [median([x.hours or 0 for x in week]) for week in weeks if week]
                ),
            },
            {
                "title": _("Đang quá hạn"),
                "value": str(seen.late),
                "note": _("hồ sơ"),
                "change": ngettext(
                    "%(n)s hạn trễ trong tuần này", "%(n)s hạn trễ trong tuần này", late[-1]
                )
                % {"n": late[-1]},
                "change_tone": "bad" if late[-1] else "good",
                "spark": charts.spark(late),
                "url": f"{list_url}?nhom=late",
            },
            *told_kpi(seen.told, whole=kind != AgencyKind.STEERING_138),
        ]

    def links(self) -> list[dict[str, Any]]:
        """The supervisor's other pages: emergencies, readings to ask about, files of an agency that ends."""
        waiting = emergencies.waiting_count(self.user, self.standing(), self.now)
        words = _("Xem khẩn cấp: %(n)s chờ xem xét") % {"n": waiting}
        links = [
            {
                "label": words if waiting else _("Xem khẩn cấp"),
                "url": reverse("caseflow:emergencies"),
                "kind": "" if waiting else "line",
                "icon": "alert-triangle",
            },
            {
                "label": _("Truy cập cần hỏi lại"),
                "url": reverse("caseflow:sight"),
                "kind": "line",
                "icon": "eye",
            },
        ]
        if run := directory.ending(self.standing().agency):
            choose = {
                "label": _("Chọn đơn vị kế nhiệm cho hồ sơ"),
                "url": reverse("caseflow:succession_choices", args=[run.uid]),
                "kind": "line",
                "icon": "building-community",
            }
            links.append(choose)
        return links

    def proposals(self) -> list[dict[str, Any]]:
        """What waits for a second person."""
        return [
            {
                "title": f"{proposal.case.reference} · {proposal.title}",
                "sub": f"{proposal.proposed_by.get_short_name()} · {proposal.case.responsible_agency.label}",
                "when": wording.vn_datetime(proposal.proposed_at),
                "icon": "flag",
                "url": reverse(
                    "caseflow:decide",
                    kwargs={"reference": proposal.case.reference, "proposal": proposal.uid},
                ),
            }
            for proposal in board.waiting_proposals(self.user, self.standing())
        ]

    def swim(self, cases: Sequence[Case], *, oversees: bool) -> drawing.Swim:
        """Cases to look at first, on one axis of five weeks."""
        rows = []
        for case in cases:
            due = case.next_due_at
            child = _("Trẻ em") + " · " if case.is_child and not oversees else ""
            tag = ("", "")
            if due:
                tag = (wording.due_in_days(due, self.now), wording.due_tone(due, self.now))
            rows.append(
                drawing.SwimRow(
                    case.reference,
                    reverse("caseflow:case", kwargs={"reference": case.reference}),
                    child + case.responsible_agency.label,
                    board.spans(case),
                    due,
                    tag,
                )
            )
        return drawing.swimlane(rows, now=self.now)

    def heat_row(
        self, row: board.Lateness, weeks: Sequence[date]
    ) -> tuple[str, list[tuple[int, str]]]:
        """One agency; each cell leads to the files behind its number."""
        list_url = reverse("caseflow:case_list")
        cells = []
        for week, count in zip(weeks, row.counts, strict=True):
            query = urlencode({"tuan": week.isoformat(), "don-vi": row.agency.code})
            cells.append((count, f"{list_url}?{query}"))
        return row.agency.label, cells

    def heat_note(self, rows: Sequence[board.Lateness]) -> str:
        """Who is late most, in words."""
        if not rows:
            return _("Không có hạn trễ trong kỳ này.")
        total = sum(sum(row.counts) for row in rows)
        return ngettext(
            "%(agency)s chiếm %(n)s trong %(total)s hạn trễ.",
            "%(agency)s chiếm %(n)s trong %(total)s hạn trễ.",
            total,
        ) % {
            "agency": rows[0].agency.label,
            "n": sum(rows[0].counts),
            "total": total,
        }

    def bullet(self, row: board.Duration) -> charts.BulletRow:
        """One kind of limit against its time."""
        return charts.BulletRow(
            law.label(row.rule),
            row.median,
            row.p90,
            row.limit,
            wording.brief_span(row.median * board.HOUR),
            wording.brief_span(row.p90 * board.HOUR),
            wording.brief_span(row.limit * board.HOUR),
        )


def told_kpi(told: asked.Burden | None, *, whole: bool) -> list[dict[str, Any]]:
    """How often people had to tell what happened; nothing where nobody was asked.

    `whole`: how many were asked again too, which could point at somebody elsewhere.
    """
    if told is None:
        return []
    again = ngettext(
        "%(n)s hồ sơ phải kể hơn một lần", "%(n)s hồ sơ phải kể hơn một lần", told.more_than_once
    )
    change = {
        "change": again % {"n": told.more_than_once},
        "change_tone": "bad" if told.more_than_once else "good",
    }
    return [
        {
            "title": _("Số lần phải kể"),
            "value": number_format(told.median),
            "note": ngettext(
                "trung vị, %(n)s hồ sơ đã hỏi", "trung vị, %(n)s hồ sơ đã hỏi", told.cases
            )
            % {"n": told.cases}
            if whole
            else _("trung vị"),
            **(change if whole else {}),
        }
    ]


def on_time(limits: Sequence[board.Limit]) -> int | None:
    """Share of limits met in time, in percent; nothing when there were none."""
    if not limits:
        return None
    return round(100 * sum(not limit.late for limit in limits) / len(limits))
