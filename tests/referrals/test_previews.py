"""What was looked at is what is sent: a package or a file that changed since is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import wording
from caseflow.actions.records import amend_person, describe_case, note_contact
from caseflow.choices import AgeBand, ContactKind
from caseflow.refusals import WrongMoment
from referrals import actions, inbox
from referrals.choices import HandoffKind, HandoffState, Purpose
from referrals.models import Handoff
from tests import factories, own_rules
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import LEAST, Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def changed_name(scene: Scene) -> None:
    amend_person(scene.case, values={"full_name": "Tên khác"}, by=scene.officer, now=timezone.now())


def moved_on(scene: Scene) -> None:
    factories.verify(scene.case, by=scene.officer, now=timezone.now())


def described_as_a_child(scene: Scene) -> None:
    values = {"age_band": AgeBand.FROM_16.value}
    describe_case(scene.case, values=values, by=scene.officer, now=timezone.now())


@pytest.mark.parametrize("change", [changed_name, moved_on, described_as_a_child])
def test_a_package_that_changed_since_it_was_looked_at_is_not_sent(
    scene: Scene, change: Callable[[Scene], None]
) -> None:
    handoff = scene.draft()
    actions.preview(handoff, by=scene.officer, now=timezone.now())
    change(scene)

    with pytest.raises(WrongMoment, match="wrong_moment") as refusal:
        actions.send(handoff, by=scene.officer, now=timezone.now())

    assert "xem lại" in refusal.value.sentence
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.DRAFTED
    assert scene.send(handoff).state == HandoffState.SENT


def test_what_was_written_beside_the_package_does_not_hold_it_up(scene: Scene) -> None:
    handoff = scene.draft()
    actions.preview(handoff, by=scene.officer, now=timezone.now())
    now = timezone.now()
    note_contact(
        scene.case, kind=ContactKind.CALL, text="Đã gọi", happened_at=now, by=scene.officer, now=now
    )
    assert actions.send(handoff, by=scene.officer, now=timezone.now()).sent_at


def test_nobody_sends_what_only_a_colleague_looked_at(scene: Scene) -> None:
    handoff = scene.draft()
    colleague = factories.user(at=handoff.sender)
    with pytest.raises(WrongMoment):
        actions.send(handoff, by=scene.officer, now=timezone.now())
    actions.preview(handoff, by=colleague, now=timezone.now())
    with pytest.raises(WrongMoment):
        actions.send(handoff, by=scene.officer, now=timezone.now())
    assert actions.send(handoff, by=colleague, now=timezone.now()).sent_at


def test_the_page_says_to_look_again_and_leads_back(scene: Scene, browser: Browser) -> None:
    handoff = scene.draft()
    address = reverse("referrals:send", args=[handoff.uid])

    answer = browser(scene.officer).post(address, {"version": handoff.version})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Xem trước và gửi" in page
    assert reverse("referrals:handoff", args=[handoff.uid]) in page


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [(HandoffKind.TRANSFER, Purpose.SUPPORT), (HandoffKind.REFERRAL, Purpose.MEDICAL)],
)
def test_sending_says_by_when_an_answer_is_due(
    scene: Scene, browser: Browser, kind: HandoffKind, purpose: Purpose
) -> None:
    handoff = scene.draft(kind=kind, purpose=purpose)

    page = sent_page(scene, browser, handoff)

    due = inbox.limit_of(handoff)
    assert due is not None
    assert f"Hạn trả lời của bên nhận: {wording.due_when(due, timezone.now())}." in page
    assert "có 24 giờ" not in page
    assert "Đã gửi gói thông tin tối thiểu" in page


def test_without_a_limit_none_is_said(
    scene: Scene, browser: Browser, settings: Any, tmp_path: Path
) -> None:
    handoff = scene.draft()
    with own_rules.changed('["transfer_sent"]', '["referral_sent"]', settings, tmp_path):
        page = sent_page(scene, browser, handoff)
    assert "Đã gửi." in page
    assert "Hạn trả lời" not in page


def test_more_than_the_least_is_not_called_the_least(scene: Scene, browser: Browser) -> None:
    page = sent_page(scene, browser, scene.draft(fields=(*LEAST, "person.phone")))

    assert "Đã gửi gói thông tin, nhiều hơn mức tối thiểu" in page
    assert "gói thông tin tối thiểu" not in page


def sent_page(scene: Scene, browser: Browser, handoff: Handoff) -> str:
    """Where the officer lands who looked and pressed send."""
    desk = Desk(browser(scene.officer))
    desk.press(reverse("referrals:preview", args=[handoff.uid]))
    return desk.see(desk.fill(reverse("referrals:send", args=[handoff.uid])))
