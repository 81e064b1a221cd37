"""Agencies and who looks after them: added below the own one, corrected, closed when empty."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import units
from caseflow.choices import AgencyKind, AgencyLevel, Role
from caseflow.models import Agency, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def amend(agency: Agency, by: User, **told: Any) -> Agency:
    plain: dict[str, Any] = {
        "name": agency.name,
        "short_name": agency.short_name,
        "duty_phone": "028 0000 0001",
        "duty_hours": "24/24 giờ",
        "accepts_children": False,
        "receives_reports": True,
        "purposes": ["medical"],
        "languages": ["hmong"],
    }
    return units.amend_agency(agency, **(plain | told), by=by, now=timezone.now())


def test_an_administrator_keeps_the_own_agency_and_those_below() -> None:
    own = factories.agency()
    below, other = factories.agency(parent=own), factories.agency()
    lowest = factories.agency(parent=below)
    keeper = factories.user(Role.UNIT_ADMIN, at=own)

    for agency in (own, below, lowest):
        assert amend(agency, keeper).duty_phone == "028 0000 0001"
    with pytest.raises(OutOfReach):
        amend(other, keeper)
    assert AuditEvent.objects.filter(act="agency.amended").count() == 3


def test_nothing_changed_leaves_no_event() -> None:
    keeper = factories.user(Role.UNIT_ADMIN, at=factories.agency())
    agency = Agency.objects.get(memberships__user=keeper)
    amend(agency, keeper)

    with pytest.raises(WrongInput):
        amend(agency, keeper)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.UNIT_ADMIN])
def test_only_administrators_change_it(browser: Browser, role: Role) -> None:
    agency = factories.agency()
    person = factories.user(role, at=agency)

    with pytest.raises(WrongRole):
        amend(agency, person)
    url = reverse("caseflow:agency_amend", args=[agency.code])
    assert browser(person).get(url).status_code == 403


def test_the_page_changes_the_directory(browser: Browser) -> None:
    agency, other = factories.agency(), factories.agency()
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=agency)))
    url = reverse("caseflow:agency_amend", args=[agency.code])
    assert url in desk.see(reverse("caseflow:agencies"))

    told: dict[str, Any] = {
        "name": "Công an tỉnh Gõ Đúng",
        "duty_phone": "028 0000 0002",
        "receives_reports": "on",
    }
    desk.fill(url, **told)

    page = desk.see(reverse("caseflow:agencies"))
    assert "028 0000 0002" in page
    assert "Công an tỉnh Gõ Đúng" in page
    assert not Agency.objects.get(pk=agency.pk).accepts_children
    desk.see(reverse("caseflow:agency_amend", args=[other.code]), status=404)


NEW: dict[str, Any] = {
    "name": "Công an phường 12", "code": "ca-phuong-12", "reference_prefix": "HC", "kind": "police",
    "level": "commune", "province": "079", "valid_from": date(2026, 1, 5), "duty_phone": "113",
    "duty_hours": "24/24 giờ", "accepts_children": "on",
}  # fmt: skip


def test_an_agency_is_added_below_the_own_one(browser: Browser) -> None:
    own = factories.agency()
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=own)))
    url = reverse("caseflow:agency_add")
    assert url in desk.see(reverse("caseflow:agencies"))

    desk.fill(url, **NEW)

    made = Agency.objects.get(code="ca-phuong-12")
    assert (made.parent, made.level, made.duty_phone) == (own, AgencyLevel.COMMUNE, "113")
    assert (made.accepts_children, made.receives_reports) == (True, False)
    assert AuditEvent.objects.filter(act="agency.registered", agency=own.code).count() == 1
    assert made.name in desk.see(reverse("caseflow:agencies"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"code": "CA phường 12"}, "chữ thường không dấu"),
        ({"reference_prefix": "h1"}, "hai chữ cái in hoa"),
        ({"kind": "steering_138"}, "không có trong danh sách"),
        ({"province": "001"}, "không có trong danh sách"),
        ({"name": ""}, "Hãy trả lời câu này"),
    ],
)
def test_what_cannot_be_added_is_explained(
    browser: Browser, typed: dict[str, Any], says: str
) -> None:
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN)))

    page = desk.fill(reverse("caseflow:agency_add"), status=422, **(NEW | typed))

    assert says in page
    assert "24/24 giờ" in page


def test_a_code_is_given_once(browser: Browser) -> None:
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN)))
    factories.agency(code="ca-phuong-12")

    page = desk.fill(reverse("caseflow:agency_add"), status=409, **NEW)

    assert "Mã đơn vị này đã được dùng" in page
    assert "Công an phường 12" in page


def test_only_overseers_make_overseers() -> None:
    now = timezone.now()
    told = NEW | {"kind": AgencyKind.STEERING_138, "level": AgencyLevel.PROVINCE}
    told |= {"accepts_children": True}
    steering = factories.agency(AgencyKind.STEERING_138)

    with pytest.raises(WrongInput):
        units.add_agency(**told, by=factories.user(Role.UNIT_ADMIN), now=now)
    units.add_agency(**told, by=factories.user(Role.UNIT_ADMIN, at=steering), now=now)


@pytest.mark.parametrize("ahead", [timedelta(days=400), timedelta(days=40_000)])
def test_nothing_begins_in_the_far_future(ahead: timedelta) -> None:
    told = NEW | {"kind": AgencyKind.POLICE, "level": AgencyLevel.COMMUNE}
    told |= {"accepts_children": True, "valid_from": timezone.localdate() + ahead}

    with pytest.raises(WrongInput):
        units.add_agency(**told, by=factories.user(Role.UNIT_ADMIN), now=timezone.now())


def close(agency: Agency, by: User, on: date | None = None) -> Agency:
    return units.close_agency(agency, on=on or timezone.localdate(), by=by, now=timezone.now())


def test_an_empty_agency_is_closed(browser: Browser) -> None:
    own = factories.agency()
    below = factories.agency(parent=own)
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=own)))
    url = reverse("caseflow:agency_close", args=[below.code])
    assert url in desk.see(reverse("caseflow:agencies"))

    desk.fill(url, on=timezone.localdate() - timedelta(days=1))

    assert below.name not in desk.see(reverse("caseflow:agencies"))
    assert AuditEvent.objects.filter(act="agency.closed", agency=own.code).count() == 1
    assert "đã kết thúc" in desk.fill(url, status=409, on=timezone.localdate())


def test_an_agency_that_holds_something_is_succeeded_instead(browser: Browser) -> None:
    scene = Scene()
    handoff = scene.sent()
    own = factories.agency()
    for held in (handoff.sender, handoff.receiver):
        Agency.objects.filter(pk=held.pk).update(parent=own)
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=own)))

    pages = [
        desk.fill(
            reverse("caseflow:agency_close", args=[held.code]), status=409, on=timezone.localdate()
        )
        for held in (handoff.sender, handoff.receiver)
    ]

    assert "còn giữ hồ sơ" in pages[0]
    for page in pages:
        assert "còn cán bộ" in page
        assert "còn bàn giao chưa xong" in page
        assert "lập việc kế nhiệm" in page
        assert reverse("caseflow:succession_prepare") in page
    assert not Agency.objects.filter(valid_to__isnull=False).exists()


def test_an_agency_with_agencies_below_or_a_day_that_is_not_over_stays() -> None:
    own = factories.agency()
    middle = factories.agency(parent=own, valid_from=date(2020, 1, 1))
    lowest = factories.agency(parent=middle)
    keeper = factories.user(Role.UNIT_ADMIN, at=own)

    with pytest.raises(WrongMoment):
        close(middle, keeper)
    close(lowest, keeper)
    for day in (date(2019, 1, 1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(WrongInput):
            close(middle, keeper, day)
    with pytest.raises(OutOfReach):
        close(factories.agency(), keeper)
    with pytest.raises(WrongRole):
        close(middle, factories.user(Role.SUPERVISOR, at=own))
    assert close(middle, keeper).valid_to == timezone.localdate()


def test_what_an_agency_accepts_stands_in_the_directory_and_finds_it(browser: Browser) -> None:
    agency, silent = factories.agency(), factories.agency()
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=agency)))
    desk.fill(
        reverse("caseflow:agency_amend", args=[agency.code]),
        name=agency.name,
        purposes=["medical", "shelter"],
        languages=["hmong"],
    )

    here = reverse("caseflow:agencies")
    page = desk.see(here)
    accepted = "Nhận: Nơi ở an toàn, Y tế · không nhận trẻ em · Phiên dịch tiếng Mông"
    assert accepted in page
    assert silent.name in page
    found = desk.see(f"{here}?nhan=medical")
    assert accepted in found
    assert silent.name not in found
    assert accepted not in desk.see(f"{here}?nhan=legal_aid")
    assert accepted not in desk.see(f"{here}?tinh=001")
    assert accepted in desk.see(f"{here}?tinh={agency.province}&nhan=shelter")
