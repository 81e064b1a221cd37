"""A shelter closes, an officer leaves: several cases go to one agency in one go, each as a transfer of its own."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from audit.verify import verify
from caseflow.actions import consents
from caseflow.choices import AgeBand, ConsentAnswer, ConsentBasis, Purpose, Role
from caseflow.models import Agency, Case, Consent, User
from caseflow.refusals import OutOfReach, WrongInput, WrongRole
from referrals import actions, catalogue
from referrals.actions.moving import MOST
from referrals.choices import HandoffState
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.crashing import died_everywhere
from tests.referrals.scene import Scene
from tests.referrals.test_outside_crashes import at_once
from tests.support.test_invariants import violations

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
URL, SEND = reverse("referrals:move_cases"), reverse("referrals:move_send")


class Closing(Scene):
    """A desk with five cases: agreed, agreed, nobody asked, said no, already on its way."""

    def __init__(self) -> None:
        super().__init__()
        home = self.officer.get_standing().agency  # type: ignore[union-attr]
        self.chief = factories.user(Role.SUPERVISOR, at=home)
        self.cases = [factories.case(self.officer) for _each in range(5)]
        for case in self.cases[:2]:
            self.says(case, ConsentAnswer.AGREES)
        self.says(self.cases[3], ConsentAnswer.REFUSES)
        self.case = self.cases[4]
        self.sent()

    def says(self, case: Case, answer: ConsentAnswer) -> Consent:
        return consents.record_consent(
            case, answer=answer, basis=ConsentBasis.NONE, by=self.officer, now=timezone.now()
        )

    def move(self, **more: Any) -> actions.Move:
        given: dict[str, Any] = {"uid": uuid4(), "receiver": self.receiver,
                                 "purpose": Purpose.SUPPORT}  # fmt: skip
        return actions.Move(**given | more)

    def press(self, move: actions.Move, cases: list[Case] | None = None) -> list[actions.Moved]:
        now = timezone.now()
        return actions.move_cases(cases or self.cases, move, by=self.chief, now=now)


@pytest.fixture
def scene() -> Closing:
    return Closing()


def sentences(told: list[actions.Moved]) -> list[str]:
    return ["sent" if each.handoff else each.sentence.split(".")[0] for each in told]


def test_what_can_go_goes_and_of_the_rest_it_is_said_why(scene: Closing) -> None:
    move = scene.move()
    expected = [
        "Chưa có đồng ý gồm lần chuyển này, cũng chưa viện dẫn căn cứ",
        "Người được hỗ trợ không đồng ý", "Đang có một bàn giao chưa xong",
    ]  # fmt: skip
    before = Handoff.objects.count()
    seen = actions.foresee(scene.cases, move, by=scene.chief, now=timezone.now())
    assert sentences(seen) == ["", "", *expected]
    assert Handoff.objects.count() == before

    told = scene.press(move)

    assert sentences(told)[:2] == ["sent", "sent"]
    assert [bool(each.sentence) for each in told] == [False, False, True, True, True]
    for each in told[:2]:
        assert each.handoff is not None
        assert each.handoff.state == HandoffState.SENT
        assert each.handoff.is_transfer
        assert each.handoff.chosen == catalogue.least_for(scene.receiver.kind)
        steps = AuditEvent.objects.filter(case_uid=each.case.uid, act="handoff.stepped")
        assert steps.count() == 2, "drafted and sent, for this case"
    assert Case.objects.get(pk=scene.cases[0].pk).responsible_agency != scene.receiver
    assert verify(with_rows=True).findings == []
    assert violations() == {}


def test_the_same_press_again_doubles_nothing_and_does_what_is_left(scene: Closing) -> None:
    move = scene.move()
    first = scene.press(move)
    scene.says(scene.cases[2], ConsentAnswer.AGREES)

    again = scene.press(move)

    assert [each.handoff for each in again[:2]] == [each.handoff for each in first[:2]]
    assert sentences(again)[:3] == ["sent"] * 3
    assert Handoff.objects.filter(group_uid=move.uid).count() == 3


def test_a_law_stands_in_for_who_was_not_asked_but_not_for_who_said_no(scene: Closing) -> None:
    move = scene.move(basis=ConsentBasis.STATE_DUTY, grounds="Quyết định 12")

    told = scene.press(move)

    assert sentences(told)[:4] == ["sent"] * 3 + ["Người được hỗ trợ không đồng ý"]
    lawful = Consent.objects.get(case=scene.cases[2])
    assert (lawful.answer, lawful.basis) == (ConsentAnswer.NOT_ASKED, ConsentBasis.STATE_DUTY)
    assert lawful.receiver == scene.receiver
    assert Consent.objects.filter(case=scene.cases[0]).count() == 1


def test_who_took_the_agreement_back_is_not_moved_along(scene: Closing) -> None:
    consent = scene.cases[0].consents.get()
    consents.withdraw_consent(consent, by=scene.officer, now=timezone.now())

    told = scene.press(scene.move(basis=ConsentBasis.STATE_DUTY, grounds="Quyết định 12"))

    assert sentences(told)[0] == "Người được hỗ trợ không đồng ý"


def test_a_child_goes_only_where_children_are_taken(scene: Closing) -> None:
    Case._base_manager.filter(pk=scene.cases[0].pk).update(age_band=AgeBand.UNDER_13)
    Agency.objects.filter(pk=scene.receiver.pk).update(accepts_children=False)
    cases = list(Case.objects.filter(pk__in=[case.pk for case in scene.cases[:2]]).order_by("pk"))

    told = scene.press(scene.move(receiver=Agency.objects.get(pk=scene.receiver.pk)), cases)

    assert sentences(told) == ["Đơn vị này không nhận trẻ em", "sent"]


def test_only_supervisors_and_only_their_cases(scene: Closing, browser: Browser) -> None:
    uids = [case.uid for case in scene.cases]
    with pytest.raises(WrongRole):
        actions.cases_to_move(uids, by=scene.officer)
    with pytest.raises(WrongRole):
        actions.move_cases(scene.cases, scene.move(), by=scene.officer, now=timezone.now())
    away = factories.case(factories.user())
    with pytest.raises(OutOfReach):
        actions.cases_to_move([*uids, away.uid], by=scene.chief)
    with pytest.raises(WrongInput):
        actions.cases_to_move([uuid4() for _each in range(MOST + 1)], by=scene.chief)
    assert browser(scene.officer).get(URL).status_code == 403
    assert browser(scene.stranger).post(SEND, {"cases": uids[0].hex}).status_code == 403


def sent_form(page: str) -> dict[str, Any]:
    """What the button of the table sends."""
    found: dict[str, Any] = {"cases": []}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page):
        if name == "cases":
            found["cases"].append(value)
        elif name in ("move", "receiver", "purpose", "basis", "grounds"):
            found[name] = value
    return found


def test_from_the_ticks_to_the_table(scene: Closing, browser: Browser) -> None:
    client: Client = browser(scene.chief)
    typed = {
        "receiver": scene.receiver.pk, "purpose": "support", "basis": "none", "grounds": "",
        "cases": [case.uid.hex for case in scene.cases],
    }  # fmt: skip
    assert scene.cases[0].reference in client.get(URL).content.decode()
    after = client.get(URL, {"sau": scene.cases[0].pk}).content.decode()
    assert scene.cases[0].reference not in after
    assert scene.cases[1].reference in after
    assert client.post(URL, {**typed, "cases": []}).status_code == 422
    refused = client.post(URL, {**typed, "basis": "state_duty"})
    assert refused.status_code == 422
    assert "Ghi rõ căn cứ" in refused.content.decode()
    assert refused.content.decode().count("checked") >= 5

    seen = client.post(URL, typed).content.decode()
    assert seen.count("Chuyển được") == 2
    assert "Chuyển 2 hồ sơ" in seen
    form = sent_form(seen)
    assert form["cases"] == [case.uid.hex for case in scene.cases[:2]]
    first = client.post(SEND, form)
    second = client.post(SEND, form)

    assert first.status_code == second.status_code == 200
    for answer in (first, second):
        assert answer.content.decode().count("Đã gửi, số") == 2
    assert Handoff.objects.filter(group_uid__isnull=False).count() == 2
    assert client.get(SEND).status_code == 302


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_a_process_that_dies_leaves_whole_cases_only(scene: Closing) -> None:
    move, now = scene.move(), timezone.now()

    died = died_everywhere(lambda: actions.move_case(scene.cases[0], move, by=scene.chief, now=now))

    assert died > 25
    assert Handoff.objects.filter(group_uid=move.uid).count() == 1
    assert verify(with_rows=True).findings == []


@pytest.mark.postgres
@pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)")
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_presses_at_once_send_each_case_once(scene: Closing) -> None:
    move = scene.move()
    chief = scene.chief.pk

    def press() -> list[str]:
        by = User.objects.get(pk=chief)
        told = actions.move_cases(scene.cases, move, by=by, now=timezone.now())
        return sentences(told)[:2]

    assert at_once(press, press, press) == [["sent", "sent"]] * 3
    assert Handoff.objects.filter(group_uid=move.uid).count() == 2
    assert violations() == {}
