"""The page of what was told of a case: to whom, on what, how often it was opened, and whether it still is."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import consents
from caseflow.choices import Milestone, Purpose, Route
from referrals import actions
from referrals.choices import HandoffKind
from tests import factories
from tests.law.scene import record
from tests.pages.conftest import Browser
from tests.referrals.outside_scene import Outside
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def page(scene: Scene, browser: Browser) -> str:
    address = reverse("referrals:told", args=[scene.case.reference])
    return browser(scene.officer).get(address).content.decode()


def test_each_package_says_to_whom_on_what_and_how_often_it_was_opened(
    scene: Scene, browser: Browser
) -> None:
    handoff = scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
    assert "Chưa mở" in page(scene, browser)
    for _time in range(2):
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    actions.open_package(handoff, by=scene.officer, now=timezone.now())

    shown = page(scene, browser)

    assert scene.receiver.label in shown
    assert "Họ tên; Tên khác; Ngày sinh" in shown
    assert "Đồng ý" in shown
    assert "2 lần, lần đầu" in shown
    assert "Còn xem được" in shown
    assert "Lò Thị Mẫu" not in shown


def test_what_was_taken_back_is_closed_and_says_why(scene: Scene, browser: Browser) -> None:
    handoff = scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
    assert handoff.consent is not None
    consents.withdraw_consent(handoff.consent, by=scene.officer, now=timezone.now())

    shown = page(scene, browser)

    assert "đã rút lại" in shown
    assert "không mở được nữa" in shown


def test_what_the_law_had_told_stands_there_too(scene: Scene, browser: Browser) -> None:
    scene.case = factories.case(scene.officer, route=Route.SELF_REPORT)
    label = str(Milestone.REFERRED_TO_COMMUNE.label)
    assert label not in page(scene, browser)
    record(scene.case, Milestone.REFERRED_TO_COMMUNE, scene.officer)
    assert label in page(scene, browser)


def test_looking_at_it_is_itself_recorded_and_for_those_who_work_with_the_case(
    scene: Scene, browser: Browser
) -> None:
    scene.sent()
    before = AuditEvent.objects.count()
    page(scene, browser)
    assert AuditEvent.objects.count() == before + 1
    address = reverse("referrals:told", args=[scene.case.reference])
    assert browser(scene.worker).get(address).status_code == 404
    assert browser(scene.stranger).get(address).status_code == 404
    listed = browser(scene.officer).get(
        reverse("referrals:case_handoffs", args=[scene.case.reference])
    )
    assert address in listed.content.decode()


def test_what_went_to_outsiders_is_told_to_whoever_has_the_case_and_not_to_other_receivers(
    browser: Browser,
) -> None:
    scene = Outside()
    referral = scene.out()
    address = reverse("referrals:told", args=[scene.case.reference])
    asked = scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.VERIFICATION)

    shown = browser(scene.worker).get(address)

    assert shown.status_code == 200, "whoever is asked to verify works with the case"
    assert asked.number in shown.content.decode()
    assert referral.number not in shown.content.decode()
    assert referral.number in page(scene, browser)
    scene.receive(scene.sent(), by=scene.worker)
    assert referral.number in browser(scene.worker).get(address).content.decode()
