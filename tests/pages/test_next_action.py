"""The next thing to do on a case page: only the limit it meets, a handoff first, nothing at the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import CaseState, Route
from caseflow.models import Case, User
from referrals import actions as handing
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def card(client: Client, case: Case) -> str:
    """The card of the next action as it is read."""
    page = client.get(reverse("caseflow:case", args=[case.reference])).content.decode()
    return page.partition('aria-labelledby="h-next"')[2].partition("</section>")[0]


def test_a_step_no_limit_is_about_shows_no_limit(browser: Browser, officer: User) -> None:
    """The year of health insurance runs, and is not the limit of making the person safe."""
    case = factories.case_in(CaseState.IDENTIFIED, by=officer)
    client = browser(officer)

    assert "ghi nhận an toàn" in card(client, case)
    assert "Còn" not in card(client, case).replace("Còn thiếu", "")
    page = client.get(reverse("caseflow:case", args=[case.reference])).content.decode()
    assert "còn 365 ngày" not in page.partition('aria-labelledby="h-next"')[0]


def test_a_step_a_limit_is_about_shows_it(browser: Browser) -> None:
    scene = Scene()
    case = factories.case(scene.worker, route=Route.SELF_REPORT)

    assert "xác minh ban đầu" in card(browser(scene.worker), case)
    assert "Còn 3 ngày" in card(browser(scene.worker), case)


def test_who_is_sent_a_person_is_asked_to_answer_within_the_limit(browser: Browser) -> None:
    scene = Scene()
    handoff = scene.sent()

    shown = card(browser(scene.worker), scene.case)

    assert f"trả lời bàn giao số {handoff.number}" in shown
    assert "Còn 24 giờ" in shown or "Còn 1 ngày" in shown
    assert reverse("referrals:receive", kwargs={"uid": handoff.uid}) in shown
    assert reverse("referrals:decline", kwargs={"uid": handoff.uid}) in shown
    assert "chờ bên nhận xác nhận" in card(browser(scene.officer), scene.case)


def test_where_the_receiver_could_not_the_giver_chooses_another(
    browser: Browser, clock: object
) -> None:
    scene = Scene()
    handoff = scene.sent()
    handing.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())

    shown = card(browser(scene.officer), scene.case)

    assert "chọn nơi nhận khác" in shown
    assert reverse("referrals:elsewhere", args=[handoff.uid]) in shown
    later = timezone.now() + timedelta(minutes=5)
    factories.verify(scene.case, by=scene.officer, now=later)
    assert "trình kết luận" in card(browser(scene.officer), scene.case)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.NOT_CONFIRMED])
def test_an_ended_file_asks_for_nothing_and_may_go_on(
    browser: Browser, officer: User, state: CaseState
) -> None:
    case = factories.case_in(state, by=officer)
    client = browser(officer)

    shown = card(client, case)
    assert "Hồ sơ đã kết thúc" in shown
    assert "Việc tiếp theo" not in shown
    assert "Còn thiếu" not in shown
    onward = "reopen" if state == CaseState.CLOSED else "reconsider"
    page = client.get(reverse("caseflow:case", args=[case.reference])).content.decode()
    assert reverse("caseflow:step", args=[case.reference, onward]) in page
