"""What pages say of limits: why one is due then, which have none, which begin; notes in few taps."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import clocks
from caseflow.choices import (
    AgencyKind,
    CaseState,
    ContactKind,
    Route,
)
from tests import factories
from tests.journeys.desk import Desk
from tests.law.scene import officer_of, state_of, worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_every_limit_says_why_it_is_due_then(browser: Browser):
    by = worker()
    case = factories.case(by, route=Route.SELF_REPORT)

    page = Desk(browser(by)).see(reverse("caseflow:case", args=[case.reference]))

    assert "Luật 53/2024/QH15 Điều 27 khoản 2" in page
    assert "Ngày đầu tiên được tính: Thứ Ba, 24/11/2026." in page
    assert "Đủ 3 ngày: Thứ Năm, 26/11/2026." in page
    for clock in case.clocks.all():
        assert clocks.why(clock).lines[0].startswith("Bắt đầu:")
        assert clocks.why(clock).source in page


def test_a_duty_without_a_limit_is_named_as_such(browser: Browser):
    officer = factories.user()
    case = factories.case(officer, route=Route.RESCUED)

    page = Desk(browser(officer)).see(reverse("caseflow:case", args=[case.reference]))

    assert "Việc luật chưa ghi hạn" in page
    assert "Chuyển người được giải cứu đến Sở Y tế" in page


def test_a_step_says_which_limits_begin(browser: Browser):
    officer = factories.user()
    case = factories.case_in(CaseState.VERIFIED, by=officer)

    page = Desk(browser(officer)).see(reverse("caseflow:step", args=[case.reference, "identify"]))

    assert "Hỗ trợ đóng bảo hiểm y tế trong 1 năm: 12 tháng (Nghị định 188/2025/NĐ-CP" in page


def test_a_contact_is_noted_in_four_taps(browser: Browser):
    """The file in the list, “note contact”, the kind, “save”: nothing else is asked for."""
    officer = factories.user()
    case = factories.case(officer)
    desk = Desk(browser(officer))
    contact = reverse("caseflow:contact", args=[case.reference])
    assert case.reference in desk.see(reverse("caseflow:case_list"))
    assert contact in desk.see(reverse("caseflow:case", args=[case.reference]))

    form = desk.client.get(contact).context["form"]
    asked = [field.name for field in form if field.field.required and not field.value()]
    desk.fill(contact, kind="call", happened_at=form["happened_at"].value())

    assert asked == ["kind"]
    assert case.contact_notes.get().kind == ContactKind.CALL


def test_the_page_offers_what_matters_and_writes_it_with_its_event(browser: Browser):
    by = officer_of(AgencyKind.COMMUNE)
    case = factories.case(by, route=Route.SELF_REPORT)
    desk = Desk(browser(by))
    url = reverse("caseflow:milestone", args=[case.reference])
    page = desk.see(url)
    assert "Đã thông báo cơ quan lao động – xã hội, y tế" in page
    assert "Đã nộp đơn đề nghị hỗ trợ" not in page

    desk.fill(url, kind="notified_social", happened_at=timezone.now())

    assert state_of(case, "2024.notify_social") == "met"
    timeline = desk.see(reverse("caseflow:case_timeline", args=[case.reference]))
    assert "Đã thông báo cơ quan lao động – xã hội, y tế" in timeline
