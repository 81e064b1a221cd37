"""When a handoff ends or an agreement does, the receiver opens nothing of it; the trail stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.actions import consents, reading
from caseflow.actions.consents import Terms
from caseflow.choices import ConsentAnswer, ConsentBasis, Level, Purpose, RevealReason
from caseflow.models import CaseGroupGrant, Notice
from caseflow.refusals import OutOfReach, WrongMoment
from referrals import actions
from referrals.choices import HandoffKind, HandoffState
from referrals.models import Handoff, HandoffWords, Package
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
REFERRAL: dict[str, Any] = {"kind": HandoffKind.REFERRAL, "purpose": Purpose.MEDICAL}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def declined(scene: Scene, handoff: Handoff) -> None:
    actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())


def withdrawn(scene: Scene, handoff: Handoff) -> None:
    actions.withdraw(handoff, by=scene.officer, now=timezone.now())


def consent_taken_back(scene: Scene, handoff: Handoff) -> None:
    assert handoff.consent is not None
    consents.withdraw_consent(handoff.consent, by=scene.officer, now=timezone.now())


ENDS = [declined, withdrawn, consent_taken_back]


@pytest.mark.parametrize("end", [declined, withdrawn])
def test_who_reaches_nothing_else_finds_nothing(
    scene: Scene, browser: Browser, end: Callable[[Scene, Handoff], None]
) -> None:
    handoff = scene.sent(**REFERRAL)
    actions.open_package(handoff, by=scene.worker, now=timezone.now())
    end(scene, handoff)

    with pytest.raises(OutOfReach):
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    desk = browser(scene.worker)
    assert desk.post(reverse("referrals:package", args=[handoff.uid])).status_code == 404

    looks = AuditEvent.objects.filter(act="package.seen")
    assert looks.count() == 3, "before it was sent, when it was sent, and by the receiver"
    assert Package.objects.count() == 1


@pytest.mark.parametrize("kind", [{}, REFERRAL])
@pytest.mark.parametrize("answer", ["receive", "decline"])
def test_an_agreement_taken_back_closes_the_package_and_leaves_the_answer_open(
    scene: Scene, browser: Browser, kind: dict[str, Any], answer: str
) -> None:
    handoff = scene.sent(**kind)
    actions.open_package(handoff, by=scene.worker, now=timezone.now())
    consent_taken_back(scene, handoff)

    desk = browser(scene.worker)
    page = desk.get(reverse("referrals:handoff", args=[handoff.uid]))
    assert "gói thông tin đã đóng" in page.content.decode()
    refused = desk.post(reverse("referrals:package", args=[handoff.uid]))
    assert refused.status_code == 409
    assert "đã rút lại đồng ý" in refused.content.decode()
    assert Notice.objects.filter(kind="handoff.agreement_ended", agency=handoff.receiver).exists()
    given = CaseGroupGrant.objects.filter(basis_uid=handoff.uid, revoked_at__isnull=True)
    assert [access.grant_level(each) for each in given] == [Level.TRAIL]
    giver = browser(scene.officer).get(reverse("referrals:handoff", args=[handoff.uid]))
    assert "gói thông tin đã đóng" in giver.content.decode()

    if answer == "decline":
        actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())
    else:
        scene.receive(handoff, by=scene.worker)
    assert Handoff.objects.get(pk=handoff.pk).state == {
        "receive": HandoffState.RECEIVED, "decline": HandoffState.DECLINED,
    }[answer]  # fmt: skip


def test_an_agreement_that_runs_out_on_the_way_leaves_the_answer_open(scene: Scene) -> None:
    until_today = consents.record_consent(
        scene.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
        terms=Terms(expires_on=timezone.localdate()), by=scene.officer, now=timezone.now(),
    )  # fmt: skip
    handoff = scene.sent(consent=until_today)

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        with pytest.raises(WrongMoment):
            actions.open_package(handoff, by=scene.worker, now=timezone.now())
        assert scene.receive(handoff, by=scene.worker).state == HandoffState.RECEIVED


@pytest.mark.parametrize("end", ENDS)
def test_another_handoff_does_not_open_what_ended(
    scene: Scene, browser: Browser, end: Callable[[Scene, Handoff], None]
) -> None:
    handoff = scene.sent(**REFERRAL, message="Lời nhắn riêng")
    other = scene.sent(**REFERRAL)
    end(scene, handoff)

    with pytest.raises(WrongMoment) as refusal:
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    assert "không mở được nữa" in refusal.value.sentence

    answer = browser(scene.worker).post(reverse("referrals:package", args=[handoff.uid]))
    assert answer.status_code == 409
    assert "không mở được nữa" in answer.content.decode()
    assert actions.open_package(other, by=scene.worker, now=timezone.now())
    for model, name in ((HandoffWords, "message"), (Package, "contents")):
        row: Any = model.objects.get(handoff=handoff)
        with pytest.raises(OutOfReach):
            reading.reveal(
                scene.case, fields=[(row, name)], reason=RevealReason.CONTACT, by=scene.worker,
                now=timezone.now(),
            )  # fmt: skip


def test_an_expired_agreement_closes_one_package_and_says_so(scene: Scene) -> None:
    until_today = consents.record_consent(
        scene.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE,
        terms=Terms(expires_on=timezone.localdate()), by=scene.officer, now=timezone.now(),
    )  # fmt: skip
    handoff = scene.sent(**REFERRAL, consent=until_today)
    scene.sent(**REFERRAL)

    tomorrow = time_machine.travel(timezone.now() + timedelta(days=1), tick=False)
    with tomorrow, pytest.raises(WrongMoment) as refusal:
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    assert "hết hiệu lực" in refusal.value.sentence


def test_receiving_after_the_agreement_was_taken_back_opens_nothing_again(scene: Scene) -> None:
    handoff = scene.sent(**REFERRAL)
    scene.sent(**REFERRAL)
    consent_taken_back(scene, handoff)

    received = scene.receive(handoff, by=scene.worker)

    assert received.state == HandoffState.RECEIVED
    given = CaseGroupGrant.objects.filter(basis_uid=handoff.uid, revoked_at__isnull=True)
    assert [access.grant_level(each) for each in given] == [Level.TRAIL]


def test_a_giver_that_gave_the_person_on_keeps_the_trail_and_no_package(scene: Scene) -> None:
    handoff = scene.received()
    assert actions.open_package(handoff, by=scene.worker, now=timezone.now())
    with pytest.raises(OutOfReach):
        actions.open_package(handoff, by=scene.officer, now=timezone.now())


def test_whoever_works_with_the_file_reads_what_the_other_side_answered(scene: Scene) -> None:
    handoff = scene.sent()
    declined(scene, handoff)
    words = HandoffWords.objects.get(handoff=handoff)
    found = reading.reveal(
        scene.case, fields=[(words, "decline_reason")], reason=RevealReason.CONTACT,
        by=scene.officer, now=timezone.now(),
    )  # fmt: skip
    assert list(found.values()) == ["Hết chỗ"]
