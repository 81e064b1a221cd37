"""Another receiver: the waiting handoff is taken back and the same goes to somebody else, or nothing does."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.actions import consents
from caseflow.choices import AgencyKind, ConsentAnswer, ConsentBasis, Hold, Level, Role
from caseflow.models import Agency, Case, Clock, Notice
from caseflow.refusals import OutOfReach, Stale, WrongInput, WrongMoment, WrongRole
from caseflow.sealing import reading
from referrals import actions, catalogue
from referrals.actions import Answer, Draft
from referrals.choices import Beyond, HandoffKind, HandoffState, Purpose
from referrals.models import Handoff
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import LEAST, Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AGREES = Answer(ConsentAnswer.AGREES, ConsentBasis.NONE)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def shelter() -> Agency:
    return factories.agency(AgencyKind.FACILITY, name="Nhà tạm lánh mẫu")


def sent_to_one(scene: Scene) -> Handoff:
    """Sent on an answer that names the receiver only."""
    handoff = actions.hand_over(
        scene.case,
        draft=Draft(
            HandoffKind.TRANSFER, scene.receiver, Purpose.SUPPORT, LEAST, message="Gọi trước"
        ),
        answer=ConsentAnswer.AGREES,
        basis=ConsentBasis.NONE,
        with_interpreter=False,
        by=scene.officer,
        now=timezone.now(),
    )
    return scene.send(handoff)


def change(scene: Scene, handoff: Handoff, to: Agency, **more: Any) -> Handoff:
    choice: dict[str, Any] = {"answer": AGREES, "by": scene.officer} | more
    fields = choice.pop("fields", LEAST)
    kind = HandoffKind(handoff.kind)
    draft = Draft(kind, to, Purpose.SUPPORT, fields, beyond=Beyond.PROCEDURE)
    return actions.change_receiver(handoff, draft=draft, now=timezone.now(), **choice)


def test_the_first_receiver_reads_no_more_and_the_message_goes_along(
    scene: Scene, shelter: Agency
) -> None:
    first = sent_to_one(scene)

    second = change(scene, first, shelter)

    first = Handoff.objects.get(pk=first.pk)
    assert (first.state, second.state) == (HandoffState.WITHDRAWN, HandoffState.DRAFTED)
    assert second.follows == first
    assert access.reach(scene.worker, Case.objects.get(pk=scene.case.pk)) is None
    assert not Clock.objects.running().filter(about_uid=first.uid).exists()
    assert list(scene.case.holds.filter(kind=Hold.OPEN_TRANSFER).values_list("ref", flat=True)) == [
        second.uid
    ]
    with reading.opened("test"):
        assert second.words.message == "Gọi trước"
    told = Notice.objects.filter(kind="handoff.withdrawn", agency=first.receiver)
    assert told.count() == 1
    drafted = AuditEvent.objects.filter(act="handoff.stepped").latest("pk")
    assert first.number.encode() in drafted.entry
    assert AuditEvent.objects.filter(act="package.seen").exists(), "the message was read"


def test_an_answer_for_one_receiver_is_not_one_for_another(scene: Scene, shelter: Agency) -> None:
    first = sent_to_one(scene)

    with pytest.raises(WrongInput):
        change(scene, first, shelter, answer=None)

    assert Handoff.objects.get(pk=first.pk).state == HandoffState.SENT, "nothing was taken back"
    assert access.reach(scene.worker, scene.case) == Level.PACKAGE


def test_an_answer_for_every_receiver_stands_unless_more_is_told_or_it_was_taken_back(
    scene: Scene, shelter: Agency
) -> None:
    first = scene.sent(consent=consents.record_consent(
        scene.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE, by=scene.officer,
        now=timezone.now(), terms=consents.Terms(scope=catalogue.sections_of(LEAST)),
    ))  # fmt: skip

    with pytest.raises(WrongInput):
        change(scene, first, shelter, answer=None, fields=[*LEAST, "person.phone"])
    second = change(scene, first, shelter, answer=None)
    assert second.consent == first.consent

    assert second.consent is not None
    consents.withdraw_consent(second.consent, by=scene.officer, now=timezone.now())
    third = factories.agency(AgencyKind.FACILITY)
    with pytest.raises(WrongInput):
        change(scene, Handoff.objects.get(pk=second.pk), third, answer=None)


def test_what_was_declined_goes_elsewhere_and_what_was_received_does_not(
    scene: Scene, shelter: Agency
) -> None:
    first = sent_to_one(scene)
    actions.decline(first, reason="Hết chỗ", by=scene.worker, now=timezone.now())
    second = change(scene, Handoff.objects.get(pk=first.pk), shelter)
    assert Handoff.objects.get(pk=first.pk).state == HandoffState.DECLINED
    with pytest.raises(WrongMoment):
        change(scene, first, factories.agency())
    assert Handoff.objects.filter(case=scene.case).count() == 2, "one transfer at a time"
    change(scene, second, scene.receiver)

    other = Scene()
    received = other.received()
    with pytest.raises((WrongMoment, OutOfReach)):
        change(other, received, shelter)


def test_only_the_giver_changes_it_and_only_what_was_seen(scene: Scene, shelter: Agency) -> None:
    first = sent_to_one(scene)

    with pytest.raises(WrongRole):
        change(scene, first, shelter, by=scene.worker)
    with pytest.raises(OutOfReach):
        change(scene, first, shelter, by=scene.stranger)
    with pytest.raises(Stale):
        change(scene, first, shelter, version=first.version - 1)
    with pytest.raises(WrongInput):
        change(scene, first, scene.receiver)
    assert Handoff.objects.get(pk=first.pk).state == HandoffState.SENT


def test_the_page_offers_it_with_what_was_chosen_before(
    browser: Browser, scene: Scene, shelter: Agency
) -> None:
    first, desk = sent_to_one(scene), Desk(browser(scene.officer))
    url = reverse("referrals:elsewhere", args=[first.uid])
    assert url in desk.see(reverse("referrals:handoff", args=[first.uid]))
    actions.decline(first, reason="Hết chỗ", by=scene.worker, now=timezone.now())
    assert url in desk.see(reverse("caseflow:case", args=[scene.case.reference]))
    assert url in desk.see(reverse("referrals:handoff", args=[first.uid]))

    page = desk.see(url)
    assert 'value="support" selected' in page
    assert page.count(" checked") == len(LEAST) + 1
    same: dict[str, Any] = {"receiver": shelter.pk, "purpose": "support", "extent": "least"}
    kept = desk.fill(url, status=422, **same, basis="none", answer="not_asked", message="Xin xem")
    assert "Xin xem" in kept
    again = desk.fill(url, status=409, **same, basis="none", message="Xin xem")
    assert "Hỏi lại rồi ghi câu trả lời" in again
    assert "Xin xem" in again
    led = desk.fill(url, **same, basis="none", answer="agrees")

    second = Handoff.objects.get(case=scene.case, receiver=shelter)
    assert led == reverse("referrals:handoff", args=[second.uid])
    chief = factories.user(Role.SUPERVISOR, at=scene.receiver)
    assert browser(chief).get(url).status_code == 404, "declined: out of reach"
