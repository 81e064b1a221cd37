"""Links for people without an account: dead ones say one thing, unknown ones nothing, guessing is slowed down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import consents
from caseflow.models import Case
from referrals import actions
from referrals.models import OutsideReferral
from tests import factories
from tests.referrals.outside_scene import CONTACT, NAME, ORGANISATION, Outside, link

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Outside:
    return Outside()


def dead(token: str) -> tuple[int, int, str]:
    """What a link that ended answers: looking, pressing, and the sentence."""
    outsider = Client()
    looked, pressed = outsider.get(link(token)), outsider.post(link(token))
    assert pressed.headers["Content-Type"].startswith("text/html")
    page = re.search(r"<main.*</main>", looked.content.decode(), re.DOTALL)
    assert page
    return looked.status_code, pressed.status_code, page[0]


def test_every_dead_link_says_the_same(scene: Outside) -> None:
    withdrawn = scene.out()
    first = scene.token
    actions.withdraw_outside(withdrawn, by=scene.officer, now=timezone.now())
    taken_back = scene.out()
    second = scene.token
    consents.withdraw_consent(taken_back.consent, by=scene.officer, now=timezone.now())
    old = scene.out()
    third = scene.token
    OutsideReferral.every_row.filter(pk=old.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    scene.out()
    fourth = scene.token
    scene.case = factories.close(
        Case.objects.get(pk=scene.case.pk), proposer=scene.officer, now=timezone.now()
    )

    pages = [dead(token) for token in (first, second, third, fourth)]

    assert len({page.replace(NAME, "") for _look, _press, page in pages}) == 1
    assert {(look, press) for look, press, _page in pages} == {(410, 409)}
    assert "không còn dùng được" in pages[0][2]
    assert withdrawn.sender.duty_phone in pages[0][2]
    assert not AuditEvent.objects.filter(actor="outside").exists()


def test_a_link_nobody_knows_is_not_found_and_guessing_is_slowed_down(scene: Outside) -> None:
    scene.out()
    guess = Client(REMOTE_ADDR="192.0.2.7")
    unknown = guess.get(link("x" * 43))
    assert unknown.status_code == 404
    assert "Không có liên kết này" in unknown.content.decode()
    assert unknown.headers["Referrer-Policy"] == "no-referrer"
    assert guess.post(link("y" * 43), {"verdict": "accept"}).status_code == 404

    statuses = [guess.get(link(f"{number:043}")).status_code for number in range(60)]

    assert statuses[-1] == 429
    assert guess.get(link(scene.token)).status_code == 429, "the right one too, from there"
    assert Client(REMOTE_ADDR="192.0.2.8").get(link(scene.token)).status_code == 200


def test_headers_and_what_is_not_said(scene: Outside) -> None:
    scene.out()
    outsider = Client(enforce_csrf_checks=True)
    looked = outsider.get(link(scene.token))
    given = outsider.post(link(scene.token))

    for answer in (looked, given):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert given.status_code == 200, "no cookie is asked for"
    assert re.fullmatch(
        r'attachment; filename="tai-lieu-[\w-]+\.pdf"', given["Content-Disposition"]
    )
    page = looked.content.decode()
    for secret in (NAME, ORGANISATION, CONTACT, scene.case.reference, "nạn nhân", "mua bán"):
        assert secret not in page
