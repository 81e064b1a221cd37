"""The duty desk of an agency: who keeps it, what is recorded, what the directory shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import duty
from caseflow.choices import Role
from caseflow.models import Agency, User
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def amend(agency: Agency, by: User, **told: Any) -> Agency:
    plain: dict[str, Any] = {
        "duty_phone": "028 0000 0001",
        "duty_hours": "24/24 giờ",
        "accepts_children": False,
        "receives_reports": True,
    }
    return duty.amend_duty(agency, **(plain | told), by=by, now=timezone.now())


def test_an_administrator_keeps_the_own_desk_and_those_below() -> None:
    own = factories.agency()
    below, other = factories.agency(parent=own), factories.agency()
    keeper = factories.user(Role.UNIT_ADMIN, at=own)

    for agency in (own, below):
        assert amend(agency, keeper).duty_phone == "028 0000 0001"
    with pytest.raises(OutOfReach):
        amend(other, keeper)
    assert AuditEvent.objects.filter(act="agency.amended").count() == 2


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
    url = reverse("caseflow:duty", args=[agency.code])
    assert browser(person).get(url).status_code == 403


def test_the_page_changes_the_directory(browser: Browser) -> None:
    agency, other = factories.agency(), factories.agency()
    desk = Desk(browser(factories.user(Role.UNIT_ADMIN, at=agency)))
    url = reverse("caseflow:duty", args=[agency.code])
    assert url in desk.see(reverse("caseflow:agencies"))

    desk.fill(url, duty_phone="028 0000 0002", duty_hours="8–17 giờ", receives_reports="on")

    assert "028 0000 0002" in desk.see(reverse("caseflow:agencies"))
    assert not Agency.objects.get(pk=agency.pk).accepts_children
    desk.see(reverse("caseflow:duty", args=[other.code]), status=404)
