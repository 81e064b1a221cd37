"""The receiver knows what was already asked, and reads none of what was told before the case is theirs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from time_machine import Traveller

from caseflow.actions import consents
from caseflow.choices import Recollection, Section, Teller, Topic
from caseflow.refusals import WrongMoment
from caseflow.sealing import reading
from referrals import actions, minutes, telling as words
from referrals.choices import HandoffKind, Purpose
from referrals.models import Handoff, Package
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene
from tests.telling import TYPED, statement, telling

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TOLD = "LOIKE-BI-MAT"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def page(client: Client, name: str, handoff: Handoff, *, post: bool = False) -> str:
    address = reverse(f"referrals:{name}", args=[handoff.uid])
    answer = client.post(address) if post else client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def asked_twice(scene: Scene) -> None:
    """The person told of the journey twice, once unwilling to speak of the family; a relative told once."""
    statement(scene.case, scene.officer, text=TOLD)
    silent = {Topic.JOURNEY: Recollection.SURE, Topic.FAMILY: Recollection.WITHHELD}
    statement(scene.case, scene.officer, text=TOLD, told=telling(topics=silent))
    statement(
        scene.case, scene.officer, text=TOLD, told=telling(Topic.PAPERS, teller=Teller.RELATIVE)
    )


def test_the_receiver_sees_topics_days_and_times_and_nothing_that_was_told(
    scene: Scene, browser: Browser
) -> None:
    asked_twice(scene)
    handoff = scene.sent(sections=list(Section))
    day = f"{timezone.localdate():%d/%m/%Y}"
    desk = browser(scene.worker)

    shown = page(desk, "handoff", handoff)
    package = page(desk, "package", handoff, post=True)
    annex = page(desk, "minutes", handoff, post=True)

    assert "Người được hỗ trợ đã phải kể 2 lần." in shown
    assert "Lời kể ở lại đơn vị giữ hồ sơ" in shown
    assert "Đọc bản đã ghi" not in shown
    for text in (shown, package, annex):
        assert str(Topic.JOURNEY.label) in text
        assert str(Topic.FAMILY.label) in text
        assert str(Topic.PAPERS.label) not in text, "a relative told that"
        assert "2 lần" in text
        assert day in text
        assert scene.case.responsible_agency.label in text
        assert TOLD not in text
        assert str(Recollection.WITHHELD.label) not in text
    with reading.opened("paper"):
        kept = json.dumps(Package.objects.get(handoff=handoff).contents, ensure_ascii=False)
    assert "asked.journey" in kept
    assert TOLD not in kept


def test_who_may_not_read_the_words_is_told_whom_to_ask_and_gets_no_form_for_it(
    scene: Scene, browser: Browser
) -> None:
    asked_twice(scene)
    holder = scene.case.responsible_agency
    holder.duty_phone = "0231 3 860 000"
    holder.save()
    scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.VERIFICATION)
    address = reverse("caseflow:statements", args=[scene.case.reference])
    asked = f"hãy hỏi {holder.label} ({holder.duty_phone})"

    theirs = browser(scene.worker).get(address).content.decode()
    ours = browser(scene.officer).get(address).content.decode()

    assert asked in theirs
    for offer in ("Đọc bản đã ghi", "Đọc lời kể", 'name="field"'):
        assert offer not in theirs
        assert offer in ours
    assert asked not in ours
    uid = scene.case.statements.latest("pk").uid.hex
    pressed = {"field": [uid], "reason": "verify"}
    assert browser(scene.worker).post(address, pressed).status_code == 404
    assert browser(scene.officer).post(address, pressed).status_code == 200


def test_where_only_a_relative_told_it_is_said_whom_to_ask(scene: Scene, browser: Browser) -> None:
    statement(scene.case, scene.officer, told=telling(teller=Teller.RELATIVE))
    scene.sent(kind=HandoffKind.REFERRAL, purpose=Purpose.VERIFICATION)

    page = browser(scene.worker).get(reverse("caseflow:statements", args=[scene.case.reference]))

    assert "Người thân kể" in page.content.decode()
    assert page.content.decode().count("Lời kể ở lại đơn vị giữ hồ sơ") == 1


def test_without_an_account_the_package_says_nothing_of_it(scene: Scene, browser: Browser) -> None:
    handoff = scene.sent()
    desk = browser(scene.worker)

    assert "Chưa có lần hỏi nào được ghi." in page(desk, "handoff", handoff)
    assert "Đã hỏi những gì" not in page(desk, "package", handoff, post=True)


def test_what_was_asked_closes_with_the_package(scene: Scene, browser: Browser) -> None:
    asked_twice(scene)
    handoff = scene.sent()
    desk = browser(scene.worker)
    assert "đã phải kể" in page(desk, "handoff", handoff)

    consent = scene.case.consents.get()
    consents.withdraw_consent(consent, by=scene.officer, now=timezone.now())

    answer = desk.get(reverse("referrals:handoff", args=[handoff.uid]))
    assert "đã phải kể" not in answer.content.decode()


def test_the_receiver_is_warned_by_what_the_giver_asked(scene: Scene, browser: Browser) -> None:
    asked_twice(scene)
    giver = scene.case.responsible_agency.label
    handoff = scene.received()
    day = f"{timezone.localdate():%d/%m/%Y}"
    desk = browser(scene.worker)
    address = reverse("caseflow:statement", args=[scene.case.reference])

    assert "Người được hỗ trợ đã phải kể 2 lần." in page(desk, "handoff", handoff)
    refused = desk.post(address, TYPED | {"again": "", "text": "Kể nữa", "happened_on": day})

    assert refused.status_code == 422
    assert f"Đã hỏi ngày {day}, {giver}: Đường đi, nơi đã ở." in refused.content.decode()


def test_what_was_asked_since_the_preview_must_be_looked_at_too(scene: Scene) -> None:
    handoff = scene.draft()
    actions.preview(handoff, by=scene.officer, now=timezone.now())
    statement(scene.case, scene.officer, text=TOLD)

    with pytest.raises(WrongMoment):
        actions.send(handoff, by=scene.officer, now=timezone.now())
    assert scene.send(handoff).sent_at


def test_the_minutes_count_what_was_asked_before_sending(scene: Scene, clock: Traveller) -> None:
    asked_twice(scene)
    handoff = scene.received()
    clock.shift(timedelta(hours=1))
    statement(scene.case, scene.worker)

    lines = " ".join(minutes.of(handoff, listed=False).condition)
    with translation.override("en"):
        english = " ".join(minutes.of(handoff, listed=False).condition)

    assert "Trước khi gửi đã ghi 2 lần người được hỗ trợ kể" in lines
    assert "2 times" in english
    other = Scene()
    assert "người được hỗ trợ kể" not in " ".join(minutes.of(other.sent(), listed=False).condition)


def test_who_asked_is_named_and_an_unknown_agency_by_its_code() -> None:
    agency = factories.agency()
    rows = [["asked.older", f"3 2026-11-20 {code}"] for code in (agency.code, "khong-co")]

    [part] = words.told_sections([{"section": "asked", "rows": rows}])

    assert [row["value"] for row in part["rows"]] == [
        f"3 lần, lần cuối 20/11/2026, {agency.label}",
        "3 lần, lần cuối 20/11/2026, khong-co",
    ]
