"""What may be told is chosen from the catalogue: the least by kind, single fields, a reason for more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow import access
from caseflow.choices import AgencyKind, Certainty, Role, Section
from caseflow.models import CaseGroupGrant
from caseflow.refusals import WrongInput
from caseflow.sealing.checks import labels_in_use
from referrals import actions, catalogue
from referrals.choices import Beyond, HandoffKind, Purpose
from referrals.models import Handoff
from referrals.rules import NO_DESK
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import LEAST, Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NEVER = ("statement.", "health.", "paper.", "contact.", "note.")
"""Beginnings of labels of what is written about the person."""


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_every_kind_with_a_desk_has_a_least_with_its_reason_and_no_other_kind_has_one() -> None:
    assert set(catalogue.NEEDS) == set(AgencyKind) - NO_DESK
    for kind, need in catalogue.NEEDS.items():
        assert set(need.fields) <= set(catalogue.BY_KEY), kind
        assert need.fields, kind
        assert str(need.task), kind
        assert (need.source is None) == (need.certainty == Certainty.HOUSE), kind
        assert need.certainty != Certainty.UNVERIFIED, "a source nobody saw is no reason"
    assert catalogue.least_for(AgencyKind.HOTLINE) == ()
    assert catalogue.OUTSIDE.fields == ("person.full_name", "person.birth_date")
    assert catalogue.OUTSIDE.certainty == Certainty.HOUSE
    assert {field.section for field in catalogue.FIELDS} == set(Section)


def test_the_catalogue_knows_sealed_fields_by_their_label_and_nothing_the_person_told() -> None:
    sealed = catalogue.labels_of(catalogue.BY_KEY)
    assert set(sealed) <= set(labels_in_use())
    assert {label.split(".")[0] for label in sealed} == {"person", "safety"}
    assert not set(catalogue.BY_KEY) - set(sealed) & set(labels_in_use())
    assert not [key for key in catalogue.BY_KEY if key.startswith(NEVER)]


def test_more_than_the_least_asks_for_a_reason_which_stays_in_the_log(scene: Scene) -> None:
    more = (*LEAST, "person.phone")

    with pytest.raises(WrongInput) as refusal:
        scene.draft(fields=more, beyond=None)
    assert "Số điện thoại" in refusal.value.sentence
    assert "Họ tên" not in refusal.value.sentence
    handoff = scene.draft(fields=more, beyond=Beyond.PICK_UP)

    assert Handoff.objects.get(pk=handoff.pk).beyond == Beyond.PICK_UP
    actions.withdraw(handoff, by=scene.officer, now=timezone.now())
    assert scene.draft(beyond=Beyond.PICK_UP).beyond is None, "nothing more, no reason"


def test_what_is_not_in_the_catalogue_is_not_told(scene: Scene) -> None:
    with pytest.raises(WrongInput):
        scene.draft(fields=[*LEAST, "statement.text"])
    assert not Handoff.objects.exists()


@pytest.mark.parametrize(
    "fields", [("person.full_name",), ("person.phone", "safety.place"), ("state", "health"), LEAST]
)
def test_after_receipt_exactly_the_chosen_fields_open_and_nothing_else(
    scene: Scene, fields: tuple[str, ...]
) -> None:
    handoff = scene.sent(fields=fields, kind=HandoffKind.REFERRAL, purpose=Purpose.MEDICAL)
    labels = labels_in_use()
    assert access.revealable(scene.worker, scene.case, labels) == {
        "package.contents", "handoff.message",
    }  # fmt: skip

    scene.receive(handoff, by=scene.worker)

    assert access.revealable(scene.worker, scene.case, labels) == {
        "package.contents", "handoff.message", *catalogue.labels_of(fields),
    }  # fmt: skip
    granted = CaseGroupGrant.objects.get(basis_uid=handoff.uid)
    assert granted.package_digest == Handoff.objects.get(pk=handoff.pk).package_digest


def test_only_chosen_fields_are_read_to_make_a_package(scene: Scene, browser: Browser) -> None:
    handoff = scene.sent(fields=("person.full_name",))
    actions.open_package(handoff, by=scene.worker, now=timezone.now())
    page = browser(scene.officer).get(reverse("caseflow:seen", args=[scene.case.reference]))
    assert "Họ tên" in page.content.decode()
    assert "Ngày sinh" not in page.content.decode()


def test_a_handoff_of_whole_sections_still_tells_them(scene: Scene) -> None:
    handoff = scene.draft(sections=[Section.STATUS])
    Handoff.every_row.filter(pk=handoff.pk).update(chosen_fields=None)
    old = Handoff.objects.get(pk=handoff.pk)
    assert old.chosen == catalogue.fields_of(["status"])
    assert scene.send(old).sent_at


# -- The form ------------------------------------------------------------------------------------


def typed(scene: Scene, **more: Any) -> dict[str, Any]:
    return {
        "kind": "transfer", "receiver": scene.receiver.pk, "purpose": "support", "extent": "chosen",
        "answer": "agrees", "basis": "none", "message": "Gọi trước",
    } | more  # fmt: skip


def test_the_least_is_that_of_the_kind_of_the_receiver(scene: Scene, browser: Browser) -> None:
    desk = Desk(browser(scene.officer))
    address = reverse("referrals:hand_over", args=[scene.case.reference])
    police = factories.agency(AgencyKind.POLICE)

    desk.fill(address, **typed(scene, extent="least", receiver=police.pk))

    handoff = Handoff.objects.get()
    assert handoff.chosen == catalogue.least_for(AgencyKind.POLICE)
    assert handoff.sections == ["identity", "status"]
    assert handoff.consent is not None
    assert handoff.consent.scope == ["identity", "status"]


def test_single_fields_are_chosen_and_more_asks_why_with_nothing_lost(
    scene: Scene, browser: Browser
) -> None:
    desk = Desk(browser(scene.officer))
    address = reverse("referrals:hand_over", args=[scene.case.reference])
    told = {"told_identity": ["person.full_name"], "told_contact": ["person.phone"]}

    page = desk.fill(address, status=422, **typed(scene, **told))
    assert "Gói có mục ngoài mức tối thiểu của loại đơn vị này: Số điện thoại." in page
    assert "Gọi trước" in page
    assert re.search(r'value="person.phone"[^>]* checked', page)
    assert '<details class="data" open>' in page
    assert desk.fill(address, status=422, **typed(scene)).count("Chọn ít nhất một mục")
    half = desk.fill(address, status=422, **typed(scene, extent="least", **told))
    assert "nhưng vẫn để mức tối thiểu" in half
    assert not Handoff.objects.exists()
    desk.fill(address, **typed(scene, **told, beyond="pick_up"))

    handoff = Handoff.objects.get()
    assert (handoff.chosen, handoff.beyond) == (("person.full_name", "person.phone"), "pick_up")
    desk.press(reverse("referrals:preview", args=[handoff.uid]))
    desk.fill(reverse("referrals:send", args=[handoff.uid]))
    said = desk.see(reverse("referrals:told", args=[scene.case.reference]))
    assert "Họ tên; Số điện thoại. Nhiều hơn mức tối thiểu: Cần để liên hệ, đón người" in said


def test_the_least_of_whoever_asked_is_ticked_beforehand(scene: Scene, browser: Browser) -> None:
    address = reverse("referrals:hand_over", args=[scene.case.reference])
    asked = browser(scene.officer).get(f"{address}?nhan={scene.receiver.code}")
    ticked = [
        option.data["value"]
        for section in Section
        for option in asked.context["form"][f"told_{section}"]
        if option.data["selected"]
    ]
    assert ticked == list(LEAST)


def test_the_catalogue_is_a_page_with_every_reason(scene: Scene, browser: Browser) -> None:
    page = browser(factories.user(Role.AUDITOR)).get(reverse("referrals:catalogue"))
    read = page.content.decode()
    for kind, need in catalogue.NEEDS.items():
        assert str(kind.label) in read
        assert str(need.task) in read
        assert need.source is None or str(need.source) in read
    assert str(catalogue.OUTSIDE.task) in read
    form = Desk(browser(scene.officer)).see(
        reverse("referrals:hand_over", args=[scene.case.reference])
    )
    assert reverse("referrals:catalogue") in form
