"""What an agreement covers: whose, for what, which sections, until when; and taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import consents
from caseflow.actions.consents import Terms
from caseflow.choices import (
    AgeBand,
    AgencyKind,
    ChildAnswer,
    ConsentAnswer,
    ConsentBasis,
    Language,
    Purpose,
    Section,
    Speaker,
)
from caseflow.models import Case, Consent, ConsentWords
from caseflow.refusals import MissingEvidence, WrongInput
from caseflow.sealing import reading
from referrals import catalogue
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import LEAST, Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def says(scene: Scene, answer: ConsentAnswer = ConsentAnswer.AGREES, **terms: Any) -> Consent:
    basis = terms.pop("basis", ConsentBasis.NONE)
    receiver = terms.pop("receiver", None)
    return consents.record_consent(
        scene.case, answer=answer, basis=basis, receiver=receiver, terms=Terms(**terms),
        by=scene.officer, now=timezone.now(),
    )  # fmt: skip


def grown(scene: Scene, band: AgeBand) -> Scene:
    Case._base_manager.filter(pk=scene.case.pk).update(age_band=band)
    scene.case = Case.objects.get(pk=scene.case.pk)
    return scene


def test_a_package_holds_nothing_beyond_what_the_person_agreed_to(scene: Scene) -> None:
    narrow = says(scene, scope=[Section.STATUS, Section.HEALTH])

    with pytest.raises(WrongInput) as refusal:
        scene.draft(consent=narrow)

    assert str(Section.IDENTITY.label) in refusal.value.sentence
    assert str(Section.STATUS.label) not in refusal.value.sentence
    assert scene.sent(consent=narrow, sections=[Section.HEALTH]).state == HandoffState.SENT


def test_sections_that_slipped_in_after_the_draft_are_not_sent(scene: Scene) -> None:
    handoff = scene.draft(consent=says(scene, scope=catalogue.sections_of(LEAST)))
    Handoff.every_row.filter(pk=handoff.pk).update(
        sections=["identity", "relatives"], chosen_fields=None
    )
    with pytest.raises(MissingEvidence, match="missing_evidence"):
        scene.send(Handoff.objects.get(pk=handoff.pk))


def test_agreement_is_per_purpose(scene: Scene) -> None:
    medical = says(scene, purpose=Purpose.MEDICAL)
    with pytest.raises(WrongInput):
        scene.draft(consent=medical)
    assert scene.draft(consent=medical, purpose=Purpose.MEDICAL).consent == medical


def test_one_answer_may_be_for_several_receivers_and_nobody_else(scene: Scene) -> None:
    first, second = factories.agency(), factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    consent = says(scene, receiver=first, other_receivers=[second])

    assert scene.draft(consent=consent, receiver=second).receiver == second
    with pytest.raises(WrongInput):
        scene.draft(consent=consent)


def test_an_expired_agreement_refuses_a_new_sending_with_a_sentence(scene: Scene) -> None:
    handoff = scene.draft(consent=says(scene, expires_on=timezone.localdate()))
    tomorrow = time_machine.travel(timezone.now() + timedelta(days=1), tick=False)
    with tomorrow, pytest.raises(MissingEvidence) as refusal:
        scene.send(handoff)
    assert any("hết hiệu lực" in sentence for sentence in refusal.value.sentences)
    with pytest.raises(WrongInput):
        says(scene, expires_on=timezone.localdate() - timedelta(days=1))


def test_for_a_child_the_representative_answers_and_the_child_from_seven_on(scene: Scene) -> None:
    grown(scene, AgeBand.UNDER_13)
    bare: list[dict[str, Any]] = [
        {}, {"by_representative": True}, {"child_answer": ChildAnswer.AGREES},
    ]  # fmt: skip
    for terms in bare:
        with pytest.raises(WrongInput):
            says(scene, **terms)

    for answer, allowed in (
        (ChildAnswer.AGREES, True),
        (ChildAnswer.UNDER_SEVEN, True),
        (ChildAnswer.REFUSES, False),
        (ChildAnswer.NOT_ASKED, False),
    ):
        assert says(scene, by_representative=True, child_answer=answer).allows_sharing == allowed

    grown(scene, AgeBand.FROM_13)
    with pytest.raises(WrongInput):
        says(scene, by_representative=True, child_answer=ChildAnswer.UNDER_SEVEN)


def test_a_child_that_says_no_is_not_sent_about_save_on_the_law(scene: Scene) -> None:
    grown(scene, AgeBand.FROM_13)
    no: dict[str, Any] = {"by_representative": True, "child_answer": ChildAnswer.REFUSES}

    with pytest.raises(MissingEvidence):
        scene.sent(consent=says(scene, **no))
    duty = says(scene, **no, basis=ConsentBasis.STATE_DUTY)
    Handoff.every_row.update(consent=duty)
    assert scene.send(Handoff.objects.get()).state == HandoffState.SENT


def test_another_law_is_named(scene: Scene) -> None:
    with pytest.raises(WrongInput):
        says(scene, ConsentAnswer.NOT_ASKED, basis=ConsentBasis.OTHER_LAW)
    named = says(
        scene, ConsentAnswer.NOT_ASKED, basis=ConsentBasis.OTHER_LAW, grounds="Điều luật mẫu"
    )
    assert named.allows_sharing


def test_names_beside_the_person_are_sealed_and_not_on_the_page(
    scene: Scene, browser: Browser
) -> None:
    grown(scene, AgeBand.FROM_13)
    desk = browser(scene.officer)
    address = reverse("caseflow:consent", args=[scene.case.reference])
    desk.post(
        address,
        {
            "answer": "agrees", "basis": "none", "purpose": "support",
            "scope": ["identity", "status"], "language": "hmong", "with_interpreter": "on",
            "interpreter_name": "Giàng A Phiên", "by_representative": "on",
            "representative": "Vừ Thị Mẹ", "child_answer": "agrees",
        },
    )  # fmt: skip

    consent = Consent.objects.get()
    page = desk.get(address).content.decode()
    assert (consent.purpose, consent.scope, consent.language) == (
        Purpose.SUPPORT, ["identity", "status"], Language.HMONG,
    )  # fmt: skip
    assert "Vừ Thị Mẹ" not in page
    assert "Giàng A Phiên" not in page
    assert "Tiếng Mông" in page
    with reading.opened("care"):
        assert ConsentWords.objects.get().representative == "Vừ Thị Mẹ"
    entry = AuditEvent.objects.filter(act="consent.recorded").latest("id").entry
    assert "Mẹ".encode() not in bytes(entry)


def test_the_file_says_who_took_the_agreement_back_and_when(scene: Scene, browser: Browser) -> None:
    consent = says(scene)
    desk = browser(scene.officer)
    address = reverse("caseflow:consent_withdraw", args=[scene.case.reference, consent.uid])

    desk.post(address, {"speaker": "representative"})

    consent.refresh_from_db()
    assert consent.withdrawn_by == scene.officer
    assert consent.withdrawn_speaker == Speaker.REPRESENTATIVE
    assert (
        "Đã rút lại"
        in desk.get(reverse("caseflow:consent", args=[scene.case.reference])).content.decode()
    )


def test_an_agreement_is_taken_back_in_an_ended_file_too(scene: Scene) -> None:
    consent = says(scene)
    factories.close(scene.case, proposer=scene.officer, now=timezone.now())
    assert consents.withdraw_consent(consent, by=scene.officer, now=timezone.now()).withdrawn_at


def test_handing_over_asks_for_exactly_what_is_sent(scene: Scene, browser: Browser) -> None:
    desk = browser(scene.officer)
    address = reverse("referrals:hand_over", args=[scene.case.reference])
    desk.post(
        address,
        {
            "kind": "transfer", "receiver": scene.worker.get_standing().agency.pk,  # type: ignore[union-attr]
            "purpose": "support", "extent": "chosen", "told_status": ["state"], "answer": "agrees", "basis": "none",
            "language": "vietnamese", "version": scene.case.version,
        },
    )  # fmt: skip

    consent = Handoff.objects.get().consent
    assert consent is not None
    assert (consent.scope, consent.purpose) == (["status"], Purpose.SUPPORT)
    assert consent.receiver == scene.worker.get_standing().agency  # type: ignore[union-attr]


def test_for_a_child_the_form_says_what_is_missing_and_keeps_what_was_typed(
    scene: Scene, browser: Browser
) -> None:
    grown(scene, AgeBand.FROM_13)
    desk = browser(scene.officer)
    answer = desk.post(
        reverse("referrals:hand_over", args=[scene.case.reference]),
        {
            "kind": "transfer", "receiver": scene.worker.get_standing().agency.pk,  # type: ignore[union-attr]
            "purpose": "support", "extent": "chosen", "told_status": ["state"], "answer": "agrees", "basis": "none",
            "message": "Xin đón ở cổng", "version": scene.case.version,
        },
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "người đại diện hợp pháp trả lời" in page
    assert "Xin đón ở cổng" in page
    assert '<details class="data" open>' in page
    assert not Consent.objects.exists()
