"""What waits at a desk stands in the order of its limits."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import escalation, notices, outbox, wording
from caseflow.choices import Role
from caseflow.models import Clock, Notice, Reminder
from referrals import actions, inbox
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser, browser
from tests.referrals.scene import Scene

__all__ = ["browser"]

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def due_in(handoff: Handoff, hours: int) -> str:
    """The limit of its answer, moved; returns the number."""
    at = timezone.now() + timedelta(hours=hours)
    Clock.objects.running().filter(about_uid=handoff.uid).update(due_at=at)
    return handoff.number


def test_the_longest_overdue_stands_first_and_what_has_no_limit_last(browser: Browser) -> None:
    scene = Scene()
    numbers = []
    for hours in (20, -5, 3, -90):
        scene.case = factories.case(scene.officer)
        numbers.append(due_in(scene.sent(), hours))
    soon, late, sooner, latest = numbers
    scene.case = factories.case(scene.officer)
    drafted = scene.draft().number

    given = [handoff.number for handoff in inbox.outgoing(scene.officer)]
    sent_here = [handoff.number for handoff in inbox.incoming(scene.worker)]

    assert sent_here == [latest, late, sooner, soon]
    assert given == [latest, late, sooner, soon, drafted]
    page = browser(scene.worker).get(reverse("referrals:inbox")).content.decode()
    assert page.index("Quá hạn 3 ngày") < page.index("Quá hạn 5 giờ") < page.index("Còn 3 giờ")


def words_of(page: str) -> str:
    """Without marks, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_outbox_says_on_whom_it_waits_and_when_each_step_happened(browser: Browser) -> None:
    scene = Scene()
    handoff, desk = scene.sent(), browser(scene.officer)
    receiver = handoff.receiver.label

    def outbox() -> str:
        return words_of(desk.get(reverse("referrals:outbox")).content.decode())

    assert f"Chờ {receiver} trả lời" in outbox()
    due_in(handoff, -5)
    assert "Quá hạn 5 giờ" in outbox()

    actions.open_package(handoff, by=scene.worker, now=timezone.now())
    scene.receive(Handoff.objects.get(pk=handoff.pk), by=scene.worker)
    handoff = Handoff.objects.get(pk=handoff.pk)
    assert handoff.opened_at is not None
    assert handoff.received_at is not None
    page = outbox()
    assert f"Mở xem {wording.vn_datetime(handoff.opened_at)}" in page
    assert f"Nhận {wording.vn_datetime(handoff.received_at)}" in page
    assert "Chờ hai bên ký" in page

    actions.sign(handoff, by=scene.officer, now=timezone.now())
    assert f"Chờ {receiver} ký" in outbox()
    actions.sign(Handoff.objects.get(pk=handoff.pk), by=scene.worker, now=timezone.now())
    page = outbox()
    assert page.index("Không có bàn giao nào đang mở") < page.index(handoff.number)
    assert "Đang chờ:" not in page


def test_a_late_one_is_flagged_with_a_sign_beside_the_words(browser: Browser) -> None:
    scene = Scene()
    due_in(scene.sent(), -30)

    for person, page in ((scene.worker, "inbox"), (scene.officer, "outbox")):
        shown = browser(person).get(reverse(f"referrals:{page}")).content.decode()
        flag = re.search(r'<span class="tag late">(.*?)</span>', shown, re.DOTALL)
        assert flag is not None
        assert "#alert-triangle" in flag[1]
        assert "Quá hạn 1 ngày" in flag[1]


def test_a_declined_one_leaves_the_inbox_and_stands_ended_in_the_outbox(browser: Browser) -> None:
    scene = Scene()
    handoff = scene.sent()
    actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())

    inbox_page = browser(scene.worker).get(reverse("referrals:inbox")).content.decode()
    outbox_page = words_of(browser(scene.officer).get(reverse("referrals:outbox")).content.decode())

    assert scene.case.reference not in inbox_page
    assert reverse("referrals:handoff", args=[handoff.uid]) not in inbox_page
    assert "Đã dừng: Không nhận được, cần nơi khác" in outbox_page
    assert "Nhắc bên nhận" not in outbox_page
    assert "Hết chỗ" not in outbox_page


def told(kind: str) -> set[tuple[str, bool]]:
    """Desks before which a notice of this kind stands, and whether before supervisors only."""
    found = Notice.objects.filter(kind=kind).select_related("agency")
    return {(notice.agency.code, notice.supervisors_only) for notice in found}


def test_an_unanswered_one_climbs_to_the_supervisors_of_both_sides_and_both_see_it(
    browser: Browser,
) -> None:
    scene = Scene()
    handoff = scene.sent()
    giver, receiver = handoff.sender.code, handoff.receiver.code
    Reminder.objects.exclude(clock__about_uid=handoff.uid).delete()
    limit = Clock.objects.running().get(about_uid=handoff.uid)

    def run(percent: int) -> None:
        now = limit.started_at + (limit.due_at - limit.started_at) * percent / 100
        escalation.sweep(now)
        outbox.relay(now)

    run(51)
    assert told("clock.soon") == {(receiver, False)}
    run(86)
    assert told("clock.soon") == {(receiver, False), (receiver, True), (giver, True)}
    run(101)
    assert told("clock.late") == {(receiver, False), (receiver, True), (giver, True)}

    due_in(handoff, -5)
    chiefs = [
        factories.user(Role.SUPERVISOR, at=side) for side in (handoff.sender, handoff.receiver)
    ]
    for person in (scene.officer, scene.worker, *chiefs):
        page = browser(person).get(reverse("referrals:handoff", args=[handoff.uid]))
        assert "Quá hạn 5 giờ" in page.content.decode()
    for chief in chiefs:
        assert notices.for_user(chief).filter(kind="clock.late", supervisors_only=True).exists()

    actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())
    page = browser(scene.officer).get(reverse("referrals:handoff", args=[handoff.uid]))
    assert "Quá hạn" not in page.content.decode()
    assert told("handoff.declined") == {(giver, False)}
