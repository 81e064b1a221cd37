"""The scan of the signed minutes: kept sealed by the side that has the case, seen and opened by both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.models import CaseFile
from referrals import actions
from referrals.choices import HandoffKind
from referrals.models import Handoff
from tests.files.papers import PDF, TAKEN, Paper
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def at(handoff: Handoff, name: str = "signed_scan") -> str:
    return reverse(f"referrals:{name}", kwargs={"uid": handoff.uid})


def keep(client: Client, handoff: Handoff, content: bytes = PDF) -> Any:
    """Choose a file and press the button."""
    version = Handoff.objects.get(pk=handoff.pk).version
    return client.post(at(handoff), {"version": version, "file": Paper(content, "Lo Thi Mau.pdf")})


def page(client: Client, handoff: Handoff) -> str:
    return client.get(at(handoff, "handoff")).content.decode()


def test_both_sides_see_it_and_open_it_with_a_reason(browser: Browser, scene: Scene) -> None:
    handoff = scene.received()
    receiver, giver = browser(scene.worker), browser(scene.officer)
    assert "Chưa có bản quét." in page(giver, handoff)

    assert keep(receiver, handoff)["Location"] == at(handoff, "handoff")

    for client in (receiver, giver):
        shown = page(client, handoff)
        assert "Tệp PDF" in shown
        assert handoff.receiver.label in shown
        assert "Lo Thi Mau" not in shown
        link = at(handoff, "signed_scan_file")
        assert link in shown
        assert client.post(link, {}).status_code == 422
        before = AuditEvent.objects.count()
        answer = client.post(link, {"reason": "paper"})
        assert b"".join(answer) == PDF
        assert "Lo Thi Mau" not in answer["Content-Disposition"]
        [event] = AuditEvent.objects.order_by("pk")[before:]
        assert (event.act, event.case_uid) == ("personal.revealed", scene.case.uid)


def test_keeping_it_is_told_and_a_better_scan_takes_its_place(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.received()
    client = browser(scene.worker)
    before = AuditEvent.objects.count()

    keep(client, handoff)
    first = Handoff.objects.get(pk=handoff.pk).signed_scan
    keep(client, handoff, TAKEN["jpeg"])

    acts = [
        event.act
        for event in AuditEvent.objects.order_by("pk")[before:]
        if not event.act.startswith("trail.")
    ]
    assert acts == ["file.added", "handoff.scan_kept"] * 2
    event = AuditEvent.objects.filter(act="handoff.scan_kept").first()
    assert event is not None
    assert json.loads(bytes(event.entry))["data"] == {"number": handoff.number}
    second = Handoff.objects.get(pk=handoff.pk).signed_scan
    assert first != second
    assert set(CaseFile.objects.filter(case=scene.case)) == {first, second}, "nothing is lost"
    timeline = client.get(reverse("caseflow:case_timeline", args=[scene.case.reference]))
    assert f"Lưu bản quét biên bản có chữ ký {handoff.number}" in timeline.content.decode()


@pytest.mark.parametrize("what", ["txt", "mp3", "docx"])
def test_only_a_picture_of_a_paper_is_taken(browser: Browser, scene: Scene, what: str) -> None:
    handoff = scene.received()

    answer = keep(browser(scene.worker), handoff, TAKEN[what])

    assert answer.status_code == 422
    assert "Bản quét là tệp PDF hoặc ảnh." in answer.content.decode()
    assert not CaseFile.objects.exists()


def test_before_receipt_there_is_nothing_to_scan(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    client = browser(scene.officer)

    answer = client.get(at(handoff))

    assert answer.status_code == 409
    assert "Xác nhận đã nhận trước." in answer.content.decode()
    assert "Bản quét biên bản có chữ ký" not in page(client, handoff)
    assert keep(client, handoff).status_code == 409


def test_who_keeps_the_case_keeps_the_scan_and_others_find_nothing(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.received()

    assert keep(browser(scene.officer), handoff).status_code == 403
    assert at(handoff) not in page(browser(scene.officer), handoff)
    assert keep(browser(scene.stranger), handoff).status_code == 404
    assert browser(scene.worker).get(at(handoff, "signed_scan_file")).status_code == 404
    keep(browser(scene.worker), handoff)
    for_stranger = browser(scene.stranger).post(
        at(handoff, "signed_scan_file"), {"reason": "paper"}
    )
    assert for_stranger.status_code == 404


def test_of_a_referral_the_sender_keeps_it_until_the_agreement_is_withdrawn(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.receive(scene.sent(kind=HandoffKind.REFERRAL), by=scene.worker)
    keep(browser(scene.officer), handoff)
    link = at(handoff, "signed_scan_file")
    assert b"".join(browser(scene.worker).post(link, {"reason": "paper"})) == PDF

    consent = handoff.consent
    assert consent is not None
    actions.stop_sharing(consent, by=scene.officer, now=timezone.now())

    assert browser(scene.worker).post(link, {"reason": "paper"}).status_code == 404
