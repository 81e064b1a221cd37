"""One need, several places: drafted together or not at all, each told only what it needs, the rest taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import access
from caseflow.choices import AgencyKind, ConsentAnswer, ConsentBasis, Role
from caseflow.models import Agency, Case, Consent, Notice, User
from caseflow.refusals import Refused, WrongInput, WrongMoment, WrongRole
from referrals import actions
from referrals.actions import Answer, Asked
from referrals.choices import HandoffState, Purpose, Section
from referrals.models import Handoff
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
AGREES = Answer(ConsentAnswer.AGREES, ConsentBasis.NONE)
REFUSES = Answer(ConsentAnswer.REFUSES, ConsentBasis.NONE)


class Places:
    """A clinic, a legal aid centre and a police desk beside the one that keeps the file."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.clinic = factories.agency(AgencyKind.FACILITY, name="Phòng khám mẫu")
        self.law = factories.agency(AgencyKind.LEGAL_AID, name="Trợ giúp pháp lý mẫu")
        self.police = factories.agency(AgencyKind.POLICE, name="Công an mẫu")

    def doctor(self) -> User:
        return factories.user(Role.SOCIAL_WORKER, at=self.clinic)

    def refer(self, asked: list[Asked], **more: Any) -> list[Handoff]:
        choice: dict[str, Any] = {"purpose": Purpose.MEDICAL, "by": self.scene.officer} | more
        return actions.refer_to_several(self.scene.case, asked=asked, now=timezone.now(), **choice)


@pytest.fixture
def places() -> Places:
    return Places()


def test_each_place_is_told_the_least_its_kind_needs_on_one_answer_that_names_it(
    places: Places,
) -> None:
    one, two, three = places.refer(
        [Asked(places.clinic, AGREES), Asked(places.law), Asked(places.police, AGREES)]
    )

    assert one.group_uid == two.group_uid == three.group_uid is not None
    assert one.sections == [Section.IDENTITY, Section.STATUS, Section.HEALTH]
    assert two.sections == three.sections == [Section.IDENTITY, Section.STATUS]
    assert one.consent == two.consent != three.consent
    assert one.consent is not None
    assert one.consent.is_for(places.law)
    assert not one.consent.is_for(places.police)
    assert {handoff.state for handoff in (one, two, three)} == {HandoffState.DRAFTED}
    assert len({one.number, two.number, three.number}) == 3


def test_all_or_none(places: Places) -> None:
    Agency.objects.filter(pk=places.police.pk).update(purposes=[Purpose.VERIFICATION])
    places.police.refresh_from_db()

    for asked in (
        [Asked(places.clinic, AGREES), Asked(places.law), Asked(places.police)],
        [Asked(places.clinic, AGREES)],
        [Asked(places.clinic, AGREES), Asked(places.clinic)],
        [Asked(places.clinic), Asked(places.law)],
    ):
        with pytest.raises(WrongInput):
            places.refer(asked)

    assert not Handoff.objects.exists()
    assert not Consent.objects.exists()


def test_what_was_refused_for_one_place_is_sent_to_the_others_only(places: Places) -> None:
    one, two = places.refer([Asked(places.clinic, AGREES), Asked(places.law, REFUSES)])

    assert places.scene.send(one).state == HandoffState.SENT
    with pytest.raises(Refused):
        places.scene.send(two)
    assert Handoff.objects.get(pk=two.pk).state == HandoffState.DRAFTED


def test_when_one_accepts_the_rest_is_taken_back_in_one_press(
    browser: Browser, places: Places
) -> None:
    scene, doctor = places.scene, places.doctor()
    drafts = places.refer([Asked(places.clinic, AGREES), Asked(places.law), Asked(places.police)])
    one, two, three = (scene.send(each) for each in drafts)
    with pytest.raises(WrongMoment):
        actions.withdraw_the_rest(one, by=scene.officer, now=timezone.now())
    scene.receive(one, by=doctor)
    lawyer = factories.user(Role.SOCIAL_WORKER, at=places.law)
    actions.decline(two, reason="Hết người", by=lawyer, now=timezone.now())
    with pytest.raises(WrongRole):
        actions.withdraw_the_rest(one, by=doctor, now=timezone.now())

    desk = Desk(browser(scene.officer))
    page = desk.see(reverse("referrals:handoff", args=[one.uid]))
    assert f"Chờ {places.police.label} trả lời" in page
    press = reverse("referrals:withdraw_rest", args=[one.uid])
    assert press in page
    desk.press(press, status=302)
    desk.press(press, status=302)

    states = {each.receiver: each.state for each in Handoff.objects.select_related("receiver")}
    assert states == {
        places.clinic: HandoffState.RECEIVED,
        places.law: HandoffState.DECLINED,
        places.police: HandoffState.WITHDRAWN,
    }
    gone = factories.user(Role.OFFICER, at=places.police)
    assert access.reach(gone, Case.objects.get(pk=scene.case.pk)) is None
    assert Notice.objects.filter(kind="handoff.withdrawn").count() == 1
    assert press not in desk.see(reverse("referrals:handoff", args=[one.uid]))
    assert three.number in desk.see(reverse("referrals:handoff", args=[one.uid]))


def test_a_receiver_does_not_learn_who_else_was_asked(browser: Browser, places: Places) -> None:
    one, _two = places.refer([Asked(places.clinic, AGREES), Asked(places.law)])
    places.scene.send(one)

    page = browser(places.doctor()).get(reverse("referrals:handoff", args=[one.uid]))

    assert page.status_code == 200
    assert places.law.name not in page.content.decode()


def test_the_page_asks_for_each_place_and_keeps_what_was_typed(
    browser: Browser, places: Places
) -> None:
    scene = places.scene
    desk = Desk(browser(scene.officer))
    url = reverse("referrals:refer_several", args=[scene.case.reference])
    typed: dict[str, Any] = {
        "purpose": "medical", "basis": "none", "answer": "agrees", "message": "Xin gọi trước",
        "receiver_1": places.clinic.pk,
    }  # fmt: skip

    assert "Xin gọi trước" in desk.fill(url, status=422, **typed)
    refused = desk.fill(url, status=422, **typed, receiver_2=places.law.pk, answer_2="refuses")
    assert "Chưa có đồng ý thì phải có căn cứ" in refused
    desk.fill(url, status=409, **typed, receiver_2=places.clinic.pk)
    led = desk.fill(url, **typed, receiver_2=places.law.pk, receiver_4=places.police.pk)

    page = desk.see(led)
    for handoff in Handoff.objects.filter(case=scene.case):
        assert handoff.number in page
    assert Handoff.objects.count() == 3
