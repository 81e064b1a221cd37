"""Somebody without an account: one link, one download, one answer, and the sender hears of all of it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from audit.models import AuditEvent
from audit.timeline import timeline
from audit.verify import verify
from caseflow import access, escalation, notices, outbox
from caseflow.choices import ConsentAnswer, ConsentBasis, OutsideKind, Purpose, Role
from caseflow.models import Case, Consent, Notice
from caseflow.refusals import MissingEvidence, OutOfReach, WrongInput, WrongMoment
from caseflow.sealing import reading
from referrals import actions, catalogue
from referrals.choices import Beyond, OutsideReason, OutsideState, Section
from referrals.models import OutsideReferral, OutsideWords
from tests import factories, reading_papers
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.outside_scene import CONTACT, NAME, ORGANISATION, Outside, blank, link, taken
from tests.referrals.scene import send

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
ANSWER = {"verdict": "accept"}


@pytest.fixture
def scene() -> Outside:
    return Outside()


def state(referral: OutsideReferral) -> str:
    return str(OutsideReferral.objects.get(pk=referral.pk).state)


@reading_papers.drawn
def test_from_the_case_to_the_answer(browser: Browser, scene: Outside) -> None:
    desk = Desk(browser(scene.officer))
    led = desk.fill(
        reverse("referrals:refer_outside", args=[scene.case.reference]), kind="hospital",
        organisation=ORGANISATION, contact=CONTACT, purpose="medical", told=["person.full_name"],
        answer="agrees", basis="none", message="Xin khám sớm",
    )  # fmt: skip
    referral = OutsideReferral.objects.get()
    assert ORGANISATION not in desk.see(led)
    assert NAME in desk.press(reverse("referrals:outside_look", args=[referral.uid]))
    page = desk.fill(reverse("referrals:outside_send", args=[referral.uid]), status=200)
    token, password = (
        re.search(r"/lien-ket/([\w-]+)/", page), re.search(r"<code>([0-9A-Z-]{24})</code>", page),
    )  # fmt: skip
    assert token
    assert password
    assert "chỉ hiện một lần" in page
    assert password[1] not in desk.see(led) + repr(list(OutsideReferral.objects.values()))

    outsider = Client()
    shown = outsider.get(link(token[1])).content.decode()
    assert referral.sender.name in shown
    assert "Tôi đã nhận" in shown
    file = taken(outsider, token[1])
    assert NAME.encode() not in file
    text = reading_papers.told(file, "pdftotext", "-upw", password[1], "-", "-")
    assert NAME in text
    assert ORGANISATION in text
    assert "đã được tải lúc" in outsider.get(link(token[1])).content.decode()
    outsider.post(reverse("referrals:link_reply", args=[token[1]]), ANSWER)
    assert "Đã ghi câu trả lời" in outsider.get(link(token[1])).content.decode()

    assert state(referral) == OutsideState.ACCEPTED
    outgoing = desk.see(reverse("referrals:outbox"))
    assert referral.number in outgoing
    assert "Nơi nhận nhận lời" in outgoing
    told = [each.kind for each in notices.for_user(scene.officer)]
    assert told == ["outside.accepted", "outside.opened"]
    assert Case.objects.get(pk=scene.case.pk).responsible_agency == referral.sender
    assert "Bệnh viện, phòng khám" in desk.see(
        reverse("referrals:told", args=[scene.case.reference])
    )
    assert verify(with_rows=True).findings == []


def test_only_looked_at_packages_on_a_standing_answer_are_sent(scene: Outside) -> None:
    referral = scene.drafted()
    with pytest.raises(WrongMoment):
        actions.seal_letter(referral, draw=blank, by=scene.officer)
    actions.look_outside(referral, by=scene.officer, now=timezone.now())
    sealed = actions.seal_letter(referral, draw=blank, by=scene.officer)
    person = scene.case.person
    person.full_name = "Tên đã sửa"
    person.save()
    with pytest.raises(WrongMoment):
        actions.send_outside(referral, sealed=sealed, by=scene.officer, now=timezone.now())
    with pytest.raises(OutOfReach):
        actions.seal_letter(referral, draw=blank, by=scene.stranger)
    with pytest.raises(OutOfReach):
        actions.look_outside(referral, by=scene.stranger, now=timezone.now())

    refused = scene.drafted(answer=ConsentAnswer.REFUSES)
    with pytest.raises(MissingEvidence):
        scene.dispatched(refused)
    lawful = scene.drafted(answer=ConsentAnswer.REFUSES, basis=ConsentBasis.URGENT_LIFE)
    assert scene.dispatched(lawful).state == OutsideState.SENT


def test_the_answer_is_for_this_organisation_and_no_agency(scene: Outside) -> None:
    consent = scene.drafted().consent

    assert consent.outside == OutsideKind.HOSPITAL
    assert consent.scope == [Section.IDENTITY]
    assert not consent.is_for(scene.receiver)
    with pytest.raises(WrongInput):
        scene.draft(consent=consent)
    for wrong in ({"purpose": Purpose.VERIFICATION}, {"organisation": " "}, {"contact": ""}):
        with pytest.raises(WrongInput):
            scene.drafted(**wrong)
    assert Consent.objects.count() == 1


def test_more_than_the_least_asks_why_on_the_form_with_nothing_lost(
    browser: Browser, scene: Outside
) -> None:
    desk = Desk(browser(scene.officer))
    address = reverse("referrals:refer_outside", args=[scene.case.reference])
    typed: dict[str, Any] = {
        "kind": "employer", "organisation": ORGANISATION, "contact": CONTACT, "purpose": "support",
        "told": list(catalogue.BY_KEY), "answer": "agrees", "basis": "none", "message": "Xin gọi trước",
    }  # fmt: skip

    page = desk.fill(address, status=422, **typed)

    assert "Gói có mục ngoài mức tối thiểu cho nơi ngoài hệ thống: Tên khác; Số giấy tờ;" in page
    assert ORGANISATION in page
    assert "Xin gọi trước" in page
    assert re.search(r'value="person.relatives"[^>]* checked', page)
    assert not OutsideReferral.objects.exists()
    assert not Consent.objects.exists()
    desk.fill(address, **typed, beyond="person")
    referral = OutsideReferral.objects.get()
    assert (referral.beyond, len(referral.chosen)) == (Beyond.PERSON, len(catalogue.FIELDS))
    scene.dispatched(referral)
    said = desk.see(reverse("referrals:told", args=[scene.case.reference]))
    assert "Nhiều hơn mức tối thiểu: Người được hỗ trợ muốn vậy" in said
    assert verify(with_rows=True).findings == []


def test_more_than_the_least_needs_a_reason_which_stays_in_the_log(scene: Outside) -> None:
    more = [*catalogue.OUTSIDE.fields, "person.phone"]

    with pytest.raises(WrongInput) as refusal:
        scene.drafted(fields=more)
    assert "Số điện thoại" in refusal.value.sentence
    assert "Họ tên" not in refusal.value.sentence
    with pytest.raises(WrongInput):
        scene.drafted(fields=["statement.text"], beyond=Beyond.CARE)
    assert not Consent.objects.exists(), "what is refused leaves no answer behind"

    scene.drafted(fields=more, beyond=Beyond.PICK_UP)
    assert timeline(scene.case.uid, groups=["handoff"])[0].data["beyond"] == Beyond.PICK_UP
    scene.drafted(fields=catalogue.OUTSIDE.fields, beyond=Beyond.PICK_UP)
    assert OutsideReferral.objects.latest("pk").beyond is None, "nothing more, no reason"


def test_looking_burns_nothing_and_the_second_press_gives_nothing(scene: Outside) -> None:
    referral, scanner, outsider = scene.out(), Client(), Client()
    for _look in range(3):
        assert scanner.get(link(scene.token)).status_code == 200
        assert scanner.head(link(scene.token)).status_code == 200
    assert state(referral) == OutsideState.SENT

    file = taken(outsider, scene.token)
    again = scanner.post(link(scene.token))

    assert again.status_code == 409
    page = again.content.decode()
    assert "không tải lại được" in page
    assert referral.sender.duty_phone in page
    with pytest.raises(FileNotDecryptedError):
        _closed = PdfReader(BytesIO(file)).pages[0]
    opened = PdfReader(BytesIO(file), password=scene.password)
    assert opened.metadata is not None
    assert opened.metadata.subject == ORGANISATION
    with reading.opened("test"):
        assert OutsideWords.objects.get(referral=referral).file is None
    assert AuditEvent.objects.filter(act="package.seen", actor="outside").count() == 1


def test_what_the_log_says_of_somebody_without_an_account(scene: Outside) -> None:
    scene.out()
    taken(Client(), scene.token)

    entry = timeline(scene.case.uid, groups=["seen"])[0]

    assert entry.actor == "Nơi nhận ngoài hệ thống"
    assert entry.agency == ""
    assert {"person.full_name", "outside.file"} <= set(entry.labels)
    step = timeline(scene.case.uid, groups=["handoff"])[0]
    assert (step.actor, step.data["step"]) == ("Nơi nhận ngoài hệ thống", "open")


def test_answers_outside_their_moment(scene: Outside) -> None:
    referral, outsider = scene.out(), Client()
    reply = reverse("referrals:link_reply", args=[scene.token])

    early = outsider.post(reply, ANSWER)
    assert (early.status_code, state(referral)) == (409, OutsideState.SENT)
    assert "Tải tài liệu trước" in early.content.decode()
    assert outsider.post(reply, {}).status_code == 422
    assert outsider.post(reply, {"verdict": "decline"}).status_code == 422
    assert outsider.get(reply).status_code == 302
    said = outsider.post(reply, {"verdict": "decline", "reason": "no_place"})
    assert said.status_code == 302
    assert outsider.post(reply, ANSWER).status_code == 409
    row = OutsideReferral.objects.get(pk=referral.pk)
    assert (row.state, row.reason) == (OutsideState.DECLINED, OutsideReason.NO_PLACE)
    assert outsider.post(link(scene.token)).status_code == 409, "who declined takes nothing"
    assert Notice.objects.filter(kind="outside.declined").count() == 1


def test_another_link_takes_the_place_of_the_first(browser: Browser, scene: Outside) -> None:
    referral = scene.out()
    first, word = scene.token, scene.password
    taken(Client(), first)
    scene.dispatched(referral)

    assert scene.token != first
    assert scene.password != word
    assert Client().get(link(first)).status_code == 404
    assert PdfReader(BytesIO(taken(Client(), scene.token)), password=scene.password).pages
    assert state(referral) == OutsideState.OPENED


def test_what_is_not_opened_in_time_reminds_the_sender(browser: Browser, scene: Outside) -> None:
    referral = scene.out()
    clock = scene.case.clocks.running().get(about_uid=referral.uid)
    assert clock.rule == "house.outside_opening"
    assert clock.agency == referral.sender

    late = clock.due_at + timedelta(minutes=1)
    escalation.sweep(late)
    outbox.relay(late)

    assert "clock.late" in [each.kind for each in notices.for_user(scene.officer)]
    taken(Client(), scene.token)
    answer = scene.case.clocks.running().get(about_uid=referral.uid)
    assert answer.rule == "house.outside_answer"
    page = Desk(browser(scene.officer)).fill(
        reverse("referrals:outside_answer", args=[referral.uid]), verdict="accept", reason=""
    )
    assert "Câu trả lời do đơn vị gửi ghi lại" in Desk(browser(scene.officer)).see(page)
    assert not scene.case.clocks.running().filter(about_uid=referral.uid).exists()
    assert Client().get(link(scene.token)).status_code == 410


def test_who_may_do_what_after_the_case_moved_on(scene: Outside) -> None:
    referral = scene.out()
    scene.receive(send(scene.draft(), by=scene.officer), by=scene.worker)
    case = Case.objects.get(pk=scene.case.pk)
    assert access.works_here(scene.worker, case)

    mine = OutsideReferral.objects.visible_to(scene.worker)
    assert list(mine) == [referral]
    assert list(OutsideReferral.objects.visible_to(scene.officer)) == [referral]
    assert not OutsideReferral.objects.visible_to(scene.stranger).exists()
    with pytest.raises(OutOfReach):
        actions.seal_letter(referral, draw=blank, by=scene.officer)
    taken(Client(), scene.token)
    assert Notice.objects.filter(kind="outside.opened").count() == 2
    with pytest.raises(WrongMoment):
        actions.withdraw_outside(referral, by=scene.worker, now=timezone.now())


def test_a_supervisor_and_an_auditor(browser: Browser, scene: Outside) -> None:
    referral = scene.out()
    home = referral.sender
    chief, auditor = (factories.user(role, at=home) for role in (Role.SUPERVISOR, Role.AUDITOR))
    page = reverse("referrals:outside", args=[referral.uid])
    taken(Client(), scene.token)

    assert browser(chief).get(page).status_code == 200
    for seen in (reverse("caseflow:sight"), reverse("caseflow:seen", args=[scene.case.reference])):
        assert browser(chief).get(seen).status_code == 200
    assert browser(auditor).get(page).status_code == 404
    assert browser(scene.stranger).get(page).status_code == 404
