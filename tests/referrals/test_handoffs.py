"""Handing over: what the receiver may see when, who is responsible when, and what a no costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.utils import timezone

from caseflow import access
from caseflow.actions import consents, records
from caseflow.actions.reading import reveal
from caseflow.choices import (
    CaseState,
    ConsentAnswer,
    ConsentBasis,
    ContactKind,
    Level,
    RevealReason,
)
from caseflow.models import Case, Notice, User
from caseflow.refusals import MissingEvidence, OutOfReach, Refused, WrongInput, WrongMoment
from referrals import actions
from referrals.choices import (
    Condition,
    HandoffKind,
    HandoffState,
    HandoffStep,
    Purpose,
    Section,
)
from referrals.models import Handoff
from tests import factories
from tests.referrals.scene import Scene, send
from tests.telling import statement

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_responsibility_moves_at_receipt_and_not_before(scene: Scene) -> None:
    handoff = scene.sent()
    sender = scene.case.responsible_agency
    assert Case.objects.get(pk=scene.case.pk).responsible_agency == sender

    scene.receive(handoff, by=scene.worker)

    connection.check_constraints()
    case = Case.objects.get(pk=scene.case.pk)
    assert case.responsible_agency == scene.worker.get_standing().agency  # type: ignore[union-attr]
    assert access.reach(scene.worker, case) == Level.WORK
    assert access.reach(scene.officer, case) == Level.TRAIL


def test_the_receiver_sees_the_package_and_nothing_else_until_receipt(scene: Scene) -> None:
    handoff = scene.sent()
    person = Case.objects.get(pk=scene.case.pk).person

    told, _message = actions.open_package(handoff, by=scene.worker, now=timezone.now())

    assert [part["section"] for part in told] == ["identity", "status", "health"]
    assert access.reach(scene.worker, scene.case) == Level.PACKAGE
    with pytest.raises(OutOfReach):
        reveal(
            scene.case,
            fields=[(person, "phone")],
            reason=RevealReason.CONTACT,
            by=scene.worker,
            now=timezone.now(),
        )
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.OPENED


def test_nobody_looks_before_it_is_sent_and_strangers_never(scene: Scene) -> None:
    handoff = scene.draft()
    for person in (scene.worker, scene.stranger):
        assert not Case.objects.visible_to(person).exists()
        with pytest.raises(OutOfReach):
            actions.open_package(handoff, by=person, now=timezone.now())


def test_sending_needs_consent_or_a_legal_basis(scene: Scene) -> None:
    refused = consents.record_consent(
        scene.case,
        answer=ConsentAnswer.REFUSES,
        basis=ConsentBasis.NONE,
        by=scene.officer,
        now=timezone.now(),
    )
    handoff = scene.draft(consent=refused)

    with pytest.raises(MissingEvidence):
        scene.send(handoff)

    duty = consents.record_consent(
        scene.case,
        answer=ConsentAnswer.NOT_ASKED,
        basis=ConsentBasis.STATE_DUTY,
        by=scene.officer,
        now=timezone.now(),
    )
    Handoff.objects.filter(pk=handoff.pk).update(consent=duty)
    sent = scene.send(handoff)
    assert sent.state == HandoffState.SENT


def test_declining_needs_a_reason_tells_the_sender_and_closes_the_package(scene: Scene) -> None:
    handoff = scene.sent()
    with pytest.raises(WrongInput):
        actions.decline(handoff, reason="  ", by=scene.worker, now=timezone.now())

    actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=timezone.now())

    assert access.reach(scene.worker, scene.case) is None
    assert Notice.objects.filter(kind="handoff.declined").count() == 1
    second = scene.sent(receiver=scene.stranger.get_standing().agency)  # type: ignore[union-attr]
    scene.receive(second, by=scene.stranger)
    assert Case.objects.get(pk=scene.case.pk).responsible_agency == second.receiver


def test_a_second_transfer_is_refused_by_sentence_and_by_the_database(scene: Scene) -> None:
    first = scene.draft()
    with pytest.raises(WrongMoment):
        scene.draft()

    copy = Handoff(
        **{
            field.attname: getattr(first, field.attname)
            for field in Handoff._meta.concrete_fields
            if field.name not in ("id", "uid", "number", "code", "last_event_uid")
        },
        number="x",
        code="x",
        last_event_uid=scene.case.uid,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_an_open_transfer_keeps_the_file_from_ending(scene: Scene) -> None:
    scene.sent()
    with pytest.raises(MissingEvidence):
        factories.close(scene.case, proposer=scene.officer, now=timezone.now())


def test_receiving_twice_is_harmless(scene: Scene) -> None:
    handoff = scene.sent()
    first = scene.receive(handoff, by=scene.worker)
    again = scene.receive(handoff, by=scene.worker)

    assert first.version == again.version


def test_receiving_again_with_other_words_is_refused_and_the_first_stays(scene: Scene) -> None:
    handoff = scene.sent()
    scene.receive(handoff, by=scene.worker)

    with pytest.raises(WrongMoment) as refusal:
        actions.receive(
            handoff, condition=Condition.DISTRESSED, condition_note="Run tay", belongings="",
            by=scene.worker, now=timezone.now(),
        )  # fmt: skip

    assert "giữ nguyên" in refusal.value.sentence
    assert Handoff.objects.get(pk=handoff.pk).condition == Condition.WELL


def test_both_sides_sign_and_the_paper_is_closed(scene: Scene) -> None:
    handoff = scene.received()
    now = timezone.now()
    actions.sign(handoff, by=scene.officer, now=now)
    with pytest.raises(WrongMoment):
        actions.sign(handoff, by=scene.officer, now=now)

    assert actions.sign(handoff, by=scene.worker, now=now).state == HandoffState.SIGNED


def test_a_referral_leaves_responsibility_and_opens_one_step(scene: Scene) -> None:
    factories.verify(scene.case, by=scene.officer, now=timezone.now())
    other_police = factories.user()
    handoff = scene.sent(
        kind=HandoffKind.REFERRAL,
        purpose=Purpose.VERIFICATION,
        receiver=other_police.get_standing().agency,  # type: ignore[union-attr]
    )

    case = factories.identify(
        Case.objects.get(pk=scene.case.pk), by=other_police, now=timezone.now()
    )

    assert case.state == CaseState.IDENTIFIED
    assert case.responsible_agency == scene.case.responsible_agency
    assert handoff.kind == HandoffKind.REFERRAL
    with pytest.raises(OutOfReach):
        records.note_contact(
            case,
            kind=ContactKind.CALL,
            text="",
            happened_at=timezone.now(),
            by=other_police,
            now=timezone.now(),
        )


STEP_ANSWERS = {
    # state: {step: who may}
    "drafted": {"send": {"sender"}, "withdraw": {"sender"}},
    "sent": {"receive": {"receiver"}, "decline": {"receiver"}, "withdraw": {"sender"}},
    "received": {"sign": {"sender", "receiver"}},
    "signed": {},
    "declined": {},
    "withdrawn": {},
}


@pytest.mark.parametrize("state", STEP_ANSWERS)
def test_every_step_of_a_handoff_answers_as_the_table_says(scene: Scene, state: str) -> None:
    handoff = handoff_in(scene, state)
    deeds = {
        HandoffStep.SEND: lambda by: send(handoff, by=by),
        HandoffStep.RECEIVE: lambda by: scene.receive(handoff, by=by),
        HandoffStep.SIGN: lambda by: actions.sign(handoff, by=by, now=timezone.now()),
        HandoffStep.DECLINE: lambda by: actions.decline(
            handoff, reason="Lý do", by=by, now=timezone.now()
        ),
        HandoffStep.WITHDRAW: lambda by: actions.withdraw(handoff, by=by, now=timezone.now()),
    }
    wrong = []
    for step, deed in deeds.items():
        for side, person in (
            ("sender", scene.officer),
            ("receiver", scene.worker),
            ("", scene.stranger),
        ):
            allowed = side in STEP_ANSWERS[state].get(step.value, set())
            if succeeded(deed, person) != allowed and not (
                state == "received" and step == HandoffStep.RECEIVE and side == "receiver"
            ):
                wrong.append((step.value, side))
    assert wrong == []


def succeeded(deed: Any, person: User) -> bool:
    """Whether the deed goes through, undone afterwards."""
    try:
        with transaction.atomic():
            deed(person)
            raise Undo
    except Undo:
        return True
    except (Refused, PermissionDenied, Http404):
        return False


class Undo(Exception):
    """Rolls the attempt back."""


def handoff_in(scene: Scene, state: str) -> Handoff:
    """A handoff walked to this state."""
    now = timezone.now()
    handoff = scene.draft()
    if state == "withdrawn":
        return actions.withdraw(handoff, by=scene.officer, now=now)
    if state == "drafted":
        return handoff
    handoff = scene.send(handoff)
    if state == "sent":
        return handoff
    if state == "declined":
        return actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=now)
    handoff = scene.receive(handoff, by=scene.worker)
    if state == "received":
        return handoff
    actions.sign(handoff, by=scene.officer, now=now)
    return actions.sign(handoff, by=scene.worker, now=now)


def test_the_package_never_holds_what_the_person_told(scene: Scene) -> None:
    statement(scene.case, scene.officer, text="LOIKE-BI-MAT")
    handoff = scene.sent(sections=list(Section))
    told, _message = actions.open_package(handoff, by=scene.worker, now=timezone.now())

    assert "LOIKE-BI-MAT" not in str(told)
