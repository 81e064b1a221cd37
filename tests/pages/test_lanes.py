"""Many cases side by side: what supervisors see of whom, which marks are drawn, and that looking is recorded."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import records
from caseflow.choices import AgeBand, AgencyKind, CaseState, Role
from caseflow.models import Case, User
from caseflow.reports import lanes
from tests import factories
from tests.pages.conftest import Browser
from tests.pages.test_board import limit
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

HERE = "/giam-sat/dong-thoi-gian/"


def seen(browser: Browser, user: User, **asked: str) -> str:
    """The page this person gets."""
    answer = browser(user).get(HERE, asked)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def drawn(page: str) -> list[str]:
    """References of the lanes, from top to bottom."""
    return re.findall(r'<div class="lb"><a [^>]*>([^<]+)</a>', page)


def figures(page: str) -> list[list[str]]:
    """The rows of the table behind the picture."""
    table = page[page.index("<tbody") : page.index("</tbody>")]
    return [
        [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in table.split("</tr>")[:-1]
    ]


def due(case: Case, at: datetime | None, **more: Any) -> None:
    Case._base_manager.filter(pk=case.pk).update(next_due_at=at, **more)


def test_a_lane_tells_steps_holders_handoffs_missed_limits_and_silence(
    browser: Browser, clock: Any
) -> None:
    scene = Scene()
    case = scene.case = factories.case_in(CaseState.IDENTIFIED, by=scene.officer)
    clock.shift(timedelta(days=5))
    scene.received()
    clock.shift(timedelta(days=10))
    limit(case, due=timedelta(days=-2))
    due(case, timezone.now() - timedelta(days=2))
    standing = scene.worker.get_standing()
    assert standing is not None
    supervisor = factories.user(Role.SUPERVISOR, at=standing.agency)

    page = seen(browser, supervisor)

    assert drawn(page) == [case.reference]
    rows = figures(page)
    kinds = [row[1] for row in rows]
    assert {"Bước", "Đơn vị giữ", "Bàn giao", "Hạn trễ", "Khoảng lặng"} == set(kinds)
    assert all(row[0] == case.reference for row in rows)
    holders = [row for row in rows if row[1] == "Đơn vị giữ"]
    assert [row[2] for row in holders] == [case.responsible_agency.label, standing.agency.label]
    assert holders[0][4] == holders[1][3], "one holder follows the other"
    assert holders[1][4] == "đến nay"
    silent = [row[5] for row in rows if row[1] == "Khoảng lặng"]
    assert silent == ["5 ngày", "10 ngày"]
    link = reverse("caseflow:case_timeline", args=[case.reference])
    assert page.count(f'href="{link}"') == 2 + len(rows), (
        "lane, picture and every figure lead there"
    )
    for mark in ("k-hand", "k-late", "k-gap", "f-late", "k-now"):
        assert f'class="{mark}"' in page.split('class="sw many"')[1], mark
    assert "Lò Thị Mẫu" not in page
    short = {row[1] for row in figures(seen(browser, supervisor, ky="4"))}
    assert short == set(kinds), "fifteen days lie within four weeks"
    clock.shift(timedelta(weeks=5))
    later = {row[1] for row in figures(seen(browser, supervisor, ky="4"))}
    assert later == {"Bước", "Đơn vị giữ", "Khoảng lặng"}, "what is not drawn is not told"


def test_supervisors_see_their_agencies_and_nobody_elses(browser: Browser) -> None:
    above = factories.agency(AgencyKind.POLICE)
    below = factories.agency(AgencyKind.POLICE, parent=above)
    own, lower = (factories.case(factories.user(at=agency)) for agency in (above, below))
    factories.case()
    chief, head = (factories.user(Role.SUPERVISOR, at=agency) for agency in (above, below))

    assert sorted(drawn(seen(browser, chief))) == sorted([own.reference, lower.reference])
    assert drawn(seen(browser, head)) == [lower.reference]
    assert drawn(seen(browser, chief, **{"don-vi": below.code})) == [lower.reference]
    elsewhere = seen(browser, head, **{"don-vi": above.code})
    assert drawn(elsewhere) == [lower.reference], "an agency out of reach is no filter"


@pytest.mark.parametrize("role", [r for r in Role if r != Role.SUPERVISOR])
def test_nobody_else_sees_the_page(browser: Browser, role: Role) -> None:
    assert browser(factories.user(role)).get(HERE).status_code in (403, 404)


def test_the_committee_sees_the_trail_of_the_province_only(
    browser: Browser, officer: User, clock: Any
) -> None:
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    clock.shift(timedelta(days=4))
    now = timezone.now()
    records.note_health(case, text="", happened_on=now.date(), by=officer, now=now)
    clock.shift(timedelta(days=4))
    late = limit(case, due=timedelta(days=-1))
    committee = factories.agency(AgencyKind.STEERING_138, province=case.province)
    overseer = factories.user(Role.SUPERVISOR, at=committee)
    Case._base_manager.filter(pk=case.pk).update(age_band=AgeBand.UNDER_13)

    page = seen(browser, overseer, **{"luu-y": "tre-em"})

    assert drawn(page) == [case.reference]
    assert "Trẻ em" not in page, "needs of a person are no part of a trail"
    rows = figures(page)
    assert [row[5] for row in rows if row[1] == "Khoảng lặng"] == ["8 ngày"]
    assert "Hạn của hồ sơ" in [row[2] for row in rows if row[1] == "Hạn trễ"]
    own = figures(seen(browser, factories.user(Role.SUPERVISOR, at=case.responsible_agency)))
    assert [row[5] for row in own if row[1] == "Khoảng lặng"] == ["4 ngày", "4 ngày"]
    assert late.rule
    elsewhere = factories.agency(AgencyKind.STEERING_138, province="xx")
    assert drawn(seen(browser, factories.user(Role.SUPERVISOR, at=elsewhere))) == []


def test_filters_narrow_and_stay(browser: Browser, officer: User, supervisor: User) -> None:
    now = timezone.now()
    new, verified, child = (
        factories.case(officer), factories.case_in(CaseState.VERIFIED, by=officer),
        factories.case(officer),
    )  # fmt: skip
    due(new, now - timedelta(days=1), age_band=AgeBand.FROM_30)
    due(verified, now + timedelta(days=1), age_band=AgeBand.FROM_30)
    due(child, None, age_band=AgeBand.UNDER_13)

    assert drawn(seen(browser, supervisor)) == [each.reference for each in (new, verified, child)]
    late = seen(browser, supervisor, tre="1", ky="4")
    assert drawn(late) == [new.reference]
    assert '<option value="1" selected>' in late
    assert '<option value="4" selected>4 tuần' in late
    assert drawn(seen(browser, supervisor, **{"luu-y": "tre-em"})) == [child.reference]
    assert drawn(seen(browser, supervisor, buoc="verified")) == [verified.reference]
    assert drawn(seen(browser, supervisor, buoc="supported")) == []
    for junk in ("x", "-1", "9" * 30, "9-2-3", "\x00"):
        asked = dict.fromkeys(("ky", "don-vi", "buoc", "luu-y", "tre", "tu"), junk)
        assert len(drawn(seen(browser, supervisor, **asked))) in (0, 3)


def test_pages_go_on_by_key_and_cost_the_same_whatever_is_on_them(
    browser: Browser, officer: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "PAGE", 2)
    made = [factories.case(officer) for _number in range(5)]
    found, url, spent = [], HERE, []
    while url:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = " ".join(unescape(browser(supervisor).get(url).content.decode()).split())
        spent.append(len(queries))
        found += drawn(page)
        further = re.search(r'<a href="([^"]+)">Xem các hồ sơ tiếp theo', page)
        url = HERE + further[1] if further else ""

    assert sorted(found) == sorted(case.reference for case in made)
    assert len(spent) == 3
    monkeypatch.setattr(lanes, "PAGE", 20)
    with CaptureQueriesContext(connection) as queries:
        browser(supervisor).get(HERE)
    assert len(queries) <= max(spent), "more cases take no more queries"


def test_each_look_is_one_event(browser: Browser, officer: User, supervisor: User) -> None:
    case = factories.case(officer)
    seen(browser, supervisor, ky="26", **{"don-vi": case.responsible_agency.code})

    [event] = AuditEvent.objects.filter(act="lanes.viewed")

    assert event.actor == supervisor.uid.hex
    assert event.case_uid is None
    assert json.loads(bytes(event.entry))["data"] == {
        "cases": 1, "weeks": 26, "of_agency": case.responsible_agency.code,
    }  # fmt: skip


def test_the_board_and_the_menu_lead_there(browser: Browser, supervisor: User) -> None:
    page = browser(supervisor).get(reverse("caseflow:board")).content.decode()

    assert page.count(f'href="{HERE}"') >= 3, "menu, sheet of the phone, below the picture"
