"""The written answer of an agency that cannot take somebody in: the reason is opened once, recorded."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from referrals import actions
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
