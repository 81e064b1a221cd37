"""The written answer of an agency that cannot take somebody in: the reason is opened once, recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import Role
from caseflow.refusals import OutOfReach
from referrals import actions
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.reading_papers import check_kit, drawn, text
from tests.referrals.scene import Scene
from tests.referrals.test_minutes import take

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

REASON = "Hết chỗ cho nữ đến ngày 30."


@pytest.fixture
def scene() -> Scene:
    return Scene()


@drawn
def test_the_giver_prints_why_it_was_declined(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    actions.decline(handoff, reason=REASON, by=scene.worker, now=timezone.now())
    client = browser(scene.officer)
    page = client.get(reverse("referrals:handoff", kwargs={"uid": handoff.uid})).content.decode()
    before = AuditEvent.objects.count()

    answer = take(client, handoff, "tra-loi")

    check_kit(answer.content, "vi")
    said = text(answer.content)
    for each in (
        "VĂN BẢN TRẢ LỜI", f"Về việc không tiếp nhận bàn giao số {handoff.number}", REASON,
        f"Kính gửi: {handoff.sender.name}", handoff.receiver.name.upper(), "THỦ TRƯỞNG ĐƠN VỊ",
    ):  # fmt: skip
        assert each in said, (each, said)
    assert (
        reverse("referrals:handoff_paper", kwargs={"uid": handoff.uid, "paper": "tra-loi"}) in page
    )
    assert REASON not in page
    reveal, made = AuditEvent.objects.order_by("pk")[before:]
    assert (reveal.act, made.act) == ("personal.revealed", "paper.made")
    assert json.loads(bytes(reveal.entry))["data"]["reason"] == "paper"


def test_there_is_no_answer_before_it_was_given(browser: Browser, scene: Scene) -> None:
    answer = take(browser(scene.officer), scene.sent(), "tra-loi")

    assert answer.status_code == 409
    assert "Chưa có trả lời không tiếp nhận" in answer.content.decode()
    assert not AuditEvent.objects.filter(act="paper.made").exists()


def test_whoever_no_longer_reaches_the_case_gets_nothing(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    actions.decline(handoff, reason=REASON, by=scene.worker, now=timezone.now())

    for somebody in (scene.worker, scene.stranger):
        assert take(browser(somebody), handoff, "tra-loi").status_code == 404


def own(client: Client, handoff: Handoff) -> Any:
    return client.post(reverse("referrals:own_answer", kwargs={"uid": handoff.uid}))


@drawn
def test_whoever_declined_prints_its_own_answer_and_reaches_nothing_else(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.sent(message="Đến cổng sau")
    desk = browser(scene.worker)
    actions.decline(handoff, reason=REASON, by=scene.worker, now=timezone.now())
    inbox = desk.get(reverse("referrals:inbox")).content.decode()
    chief = browser(factories.user(Role.SUPERVISOR, at=handoff.receiver))
    before = AuditEvent.objects.count()

    answer = own(chief, handoff)

    check_kit(answer.content, "vi")
    assert REASON in text(answer.content)
    assert "Đến cổng sau" not in text(answer.content)
    assert reverse("referrals:own_answer", kwargs={"uid": handoff.uid}) in inbox
    assert handoff.number in inbox
    assert scene.case.reference not in inbox
    assert REASON not in inbox
    read, made = AuditEvent.objects.order_by("pk")[before:]
    assert (read.act, made.act) == ("handoff.answer_read", "paper.made")
    assert b"handoff.decline_reason" in read.entry
    for name in ("handoff", "package"):
        assert desk.get(reverse(f"referrals:{name}", args=[handoff.uid])).status_code == 404
    seen = browser(scene.officer).get(reverse("caseflow:seen", args=[scene.case.reference]))
    assert "Lý do không nhận được" in seen.content.decode()


def test_the_own_answer_is_nobody_elses_and_there_is_none_before(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.sent()
    assert own(browser(scene.worker), handoff).status_code == 404
    actions.decline(handoff, reason=REASON, by=scene.worker, now=timezone.now())
    administrator = factories.user(Role.UNIT_ADMIN, at=handoff.receiver)

    for somebody in (scene.officer, scene.stranger, administrator):
        assert own(browser(somebody), handoff).status_code == 404
        with pytest.raises(OutOfReach):
            actions.read_own_answer(handoff, by=somebody, now=timezone.now())
    assert not AuditEvent.objects.filter(act="paper.made").exists()
