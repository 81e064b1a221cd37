"""What a handoff does not open: to former givers, to receivers too early, to anybody after a no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from caseflow import access
from caseflow.actions import consents, proposals
from caseflow.actions.consents import Terms
from caseflow.actions.reading import reveal
from caseflow.choices import (
    AgeBand,
    AgencyKind,
    CloseReason,
    ConsentAnswer,
    ConsentBasis,
    Level,
    RevealReason,
    Role,
    Step,
)
from caseflow.models import Agency, Case, Consent, User
from caseflow.refusals import MissingEvidence, OutOfReach, WrongInput, WrongMoment
from referrals import actions
from referrals.choices import HandoffKind, Purpose, Section
from referrals.models import Handoff
from tests import factories
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def home(person: User) -> Agency:
    standing = person.get_standing()
    assert standing is not None
    return standing.agency


def referral(scene: Scene, to: User, **more: Any) -> Any:
    return {"kind": HandoffKind.REFERRAL, "receiver": home(to), **more}


def answer(scene: Scene, **more: Any) -> Consent:
    terms: dict[str, Any] = {
        "answer": ConsentAnswer.AGREES,
        "basis": ConsentBasis.NONE,
        "by": scene.officer,
        "now": timezone.now(),
    }
    return consents.record_consent(scene.case, **(terms | more))


def open_name(scene: Scene, by: User) -> Any:
    """The live name on the file, as `by` may open it."""
    person = Case.objects.get(pk=scene.case.pk).person
    return reveal(
        scene.case,
        fields=[(person, "full_name")],
        reason=RevealReason.VERIFY,
        by=by,
        now=timezone.now(),
    )


# -- Former givers -----------------------------------------------------------------------------


def test_a_former_giver_sends_nothing_of_the_file_any_more(scene: Scene) -> None:
    left_over = scene.draft(**referral(scene, scene.stranger, purpose=Purpose.MEDICAL))
    scene.received()

    with pytest.raises(OutOfReach):
        actions.send(left_over, by=scene.officer, now=timezone.now())
    with pytest.raises(OutOfReach):
        actions.preview(left_over, by=scene.officer, now=timezone.now())
    assert actions.withdraw(left_over, by=scene.officer, now=timezone.now()).ended_at


def test_a_former_giver_keeps_the_trail_and_no_look_into_the_package(scene: Scene) -> None:
    handoff = scene.sent()
    actions.open_package(handoff, by=scene.officer, now=timezone.now())

    scene.receive(handoff, by=scene.worker)

    case = Case.objects.get(pk=scene.case.pk)
    assert access.reach(scene.officer, case) == Level.TRAIL
    with pytest.raises(OutOfReach):
        actions.open_package(handoff, by=scene.officer, now=timezone.now())
    told, _message = actions.open_package(handoff, by=scene.worker, now=timezone.now())
    assert told


# -- Too early ---------------------------------------------------------------------------------


def test_before_receipt_only_the_package_as_it_was_sent_opens(scene: Scene) -> None:
    handoff = scene.sent(**referral(scene, scene.worker, purpose=Purpose.MEDICAL))
    actions.open_package(handoff, by=scene.worker, now=timezone.now())
    with pytest.raises(OutOfReach):
        open_name(scene, scene.worker)

    scene.receive(handoff, by=scene.worker)

    assert open_name(scene, scene.worker)
    assert access.reach(scene.worker, scene.case) == Level.PACKAGE


def test_the_preview_is_the_package_with_its_message(scene: Scene) -> None:
    handoff = scene.draft(message="Đến cổng sau", sections=list(Section))
    seen = actions.preview(handoff, by=scene.officer, now=timezone.now())

    sent = actions.send(handoff, by=scene.officer, now=timezone.now())

    assert seen == actions.open_package(sent, by=scene.worker, now=timezone.now())
    with pytest.raises(WrongMoment):
        actions.preview(handoff, by=scene.officer, now=timezone.now())


def test_a_draft_that_was_withdrawn_was_never_heard_of(scene: Scene) -> None:
    handoff = scene.draft()
    actions.withdraw(handoff, by=scene.officer, now=timezone.now())
    scene.receive(scene.sent(), by=scene.worker)

    assert handoff not in Handoff.objects.visible_to(scene.worker)
    assert handoff in Handoff.objects.visible_to(scene.officer)


# -- Asked for one step only -------------------------------------------------------------------


def test_police_asked_to_identify_do_nothing_else(scene: Scene) -> None:
    factories.verify(scene.case, by=scene.officer, now=timezone.now())
    police = factories.agency(AgencyKind.POLICE)
    asked, chief = factories.user(at=police), factories.user(Role.SUPERVISOR, at=police)
    handoff = scene.sent(**referral(scene, asked, purpose=Purpose.VERIFICATION))
    case, now = Case.objects.get(pk=scene.case.pk), timezone.now()
    own = proposals.propose(
        case,
        step=Step.CLOSE,
        close_reason=CloseReason.WITHDREW,
        grounds="Xin thôi",
        by=scene.officer,
        now=now,
    )
    other: dict[str, Any] = {"close_reason": CloseReason.DIED, "grounds": "x", "now": now}

    assert access.reach(asked, case) == Level.WORK
    for deed in (
        lambda: actions.preview(handoff, by=asked, now=now),
        lambda: proposals.propose(case, step=Step.CLOSE, by=asked, **other),
        lambda: proposals.send_back(own, answer="Không", by=chief, now=now),
        lambda: proposals.approve(own, by=chief, now=now),
        lambda: actions.withdraw(scene.draft(), by=scene.stranger, now=now),
    ):
        with pytest.raises(OutOfReach):
            deed()


# -- After a no, or an end ---------------------------------------------------------------------


@pytest.mark.parametrize("purpose", [Purpose.MEDICAL, Purpose.VERIFICATION])
@pytest.mark.parametrize("named", [True, False], ids=["for-this-receiver", "for-anybody"])
def test_taking_an_agreement_back_stops_every_look_that_rests_on_it(
    scene: Scene, purpose: Purpose, named: bool
) -> None:
    consent = answer(scene, receiver=home(scene.worker) if named else None)
    handoff = scene.sent(**referral(scene, scene.worker, purpose=purpose, consent=consent))
    other = scene.sent(**referral(scene, scene.stranger, purpose=purpose))
    scene.receive(handoff, by=scene.worker)
    assert open_name(scene, scene.worker)

    consents.withdraw_consent(consent, by=scene.officer, now=timezone.now())

    assert access.reach(scene.worker, scene.case) is None
    with pytest.raises(OutOfReach):
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    with pytest.raises(OutOfReach):
        open_name(scene, scene.worker)
    assert actions.open_package(other, by=scene.stranger, now=timezone.now())


def test_an_agreement_holds_through_its_last_day_and_no_longer(scene: Scene) -> None:
    today = timezone.localdate()
    consent = answer(scene, terms=Terms(expires_on=today))
    handoff = scene.draft(**referral(scene, scene.worker, purpose=Purpose.MEDICAL, consent=consent))
    late = scene.draft(**referral(scene, scene.stranger, purpose=Purpose.MEDICAL, consent=consent))
    scene.send(handoff)
    assert access.reach(scene.worker, scene.case) == Level.PACKAGE

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert access.reach(scene.worker, scene.case) == Level.TRAIL, "the answer stays open"
        with pytest.raises(WrongMoment):
            actions.open_package(handoff, by=scene.worker, now=timezone.now())
        with pytest.raises(MissingEvidence):
            scene.send(late)


def test_a_duty_of_the_law_does_not_expire(scene: Scene) -> None:
    duty = answer(
        scene,
        answer=ConsentAnswer.NOT_ASKED,
        basis=ConsentBasis.STATE_DUTY,
        terms=Terms(expires_on=timezone.localdate()),
    )
    scene.sent(consent=duty)

    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert access.reach(scene.worker, scene.case) == Level.PACKAGE


def test_consent_is_for_this_person_and_this_receiver(scene: Scene) -> None:
    elsewhere = Scene()
    of_another = answer(elsewhere)
    for_another = answer(scene, receiver=home(scene.stranger))

    for consent in (of_another, for_another):
        with pytest.raises(WrongInput):
            scene.draft(consent=consent)


# -- Who can receive ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [AgencyKind.STEERING_138, AgencyKind.HOTLINE])
def test_nobody_is_handed_to_a_body_without_a_desk(scene: Scene, kind: AgencyKind) -> None:
    with pytest.raises(WrongInput):
        scene.draft(receiver=factories.agency(kind))


def test_what_changed_since_the_draft_is_asked_again_when_it_is_sent(scene: Scene) -> None:
    handoff = scene.draft()
    receiver = home(scene.worker)
    sentences = {}
    for name, change in (
        ("dissolved", {"valid_to": timezone.localdate() - timedelta(days=1)}),
        ("no children", {"accepts_children": False}),
    ):
        Agency.objects.filter(pk=receiver.pk).update(**change)
        Case._base_manager.filter(pk=scene.case.pk).update(age_band=AgeBand.FROM_13)
        with pytest.raises(MissingEvidence) as refusal:
            scene.send(handoff)
        sentences[name] = refusal.value.sentence

    assert "kế nhiệm" in sentences["dissolved"]
    assert "trẻ em" in sentences["no children"]


def test_an_ended_file_goes_nowhere(scene: Scene) -> None:
    sent = scene.sent(**referral(scene, scene.worker, purpose=Purpose.MEDICAL))
    drafted = scene.draft(**referral(scene, scene.stranger, purpose=Purpose.MEDICAL))
    factories.close(Case.objects.get(pk=scene.case.pk), proposer=scene.officer, now=timezone.now())

    with pytest.raises(MissingEvidence):
        scene.receive(sent, by=scene.worker)
    with pytest.raises(MissingEvidence):
        scene.send(drafted)
    assert actions.decline(sent, reason="Đã đóng", by=scene.worker, now=timezone.now()).ended_at
