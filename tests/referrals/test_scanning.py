"""Receipt on the spot: the code on the minutes is scanned, twice, late, by the wrong people; both sign."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import Role
from caseflow.models import Case, User
from referrals import actions
from referrals.choices import HandoffKind, HandoffState
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

FORM = {"condition": "well", "condition_note": "", "belongings": "Một ba lô"}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def scan(client: Client, handoff: Handoff, code: str = "") -> HttpResponse:
    """What the telephone opens."""
    return client.get(reverse("referrals:scan", args=[code or handoff.code]))  # type: ignore[return-value]


def at(handoff: Handoff, name: str) -> str:
    return reverse(f"referrals:{name}", kwargs={"uid": handoff.uid})


def confirm(client: Client, handoff: Handoff, version: int) -> HttpResponse:
    """Press the button of the form as it was drawn."""
    return client.post(at(handoff, "receive"), {**FORM, "version": version})  # type: ignore[return-value]


def test_the_code_leads_through_sign_in_to_the_receipt(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()

    asked = scan(Client(), handoff)
    found = scan(browser(scene.worker), handoff, handoff.code.lower())
    page = browser(scene.worker).get(found["Location"]).content.decode()

    assert asked["Location"].endswith(f"?next=/b/{handoff.code}/")
    assert found["Location"] == at(handoff, "receive")
    for each in (
        scene.case.reference,
        handoff.number,
        "chịu trách nhiệm",
        "Người được hỗ trợ lúc nhận",
    ):
        assert each in page, each


def test_from_the_scan_it_takes_one_answer_and_one_press(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    client = browser(scene.worker)

    page = client.get(scan(client, handoff)["Location"])
    assert [name for name, field in page.context["form"].fields.items() if field.required] == [
        "condition"
    ]
    answer = confirm(client, handoff, handoff.version)

    assert answer["Location"] == at(handoff, "handoff")
    kept = Handoff.objects.get(pk=handoff.pk)
    assert (kept.state, kept.received_by) == (HandoffState.RECEIVED, scene.worker)
    assert Case.objects.get(pk=scene.case.pk).responsible_agency == handoff.receiver


def test_scanning_and_sending_twice_changes_nothing_and_says_so(
    browser: Browser, scene: Scene
) -> None:
    handoff = scene.sent()
    client = browser(scene.worker)
    confirm(client, handoff, handoff.version)
    first = Handoff.objects.get(pk=handoff.pk)

    again = confirm(client, handoff, handoff.version)
    page = client.get(scan(client, handoff)["Location"]).content.decode()

    assert again.status_code == 302
    assert "Không cần quét lại." in page
    kept = Handoff.objects.get(pk=handoff.pk)
    assert (kept.version, kept.received_at) == (first.version, first.received_at)


def test_a_colleague_who_scanned_too_reads_that_it_is_done(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    standing = scene.worker.get_standing()
    assert standing is not None
    colleague = browser(factories.user(Role.SOCIAL_WORKER, at=standing.agency))
    assert scan(colleague, handoff)["Location"] == at(handoff, "receive")
    confirm(browser(scene.worker), handoff, handoff.version)

    late = confirm(colleague, handoff, handoff.version)

    assert late.status_code == 409
    assert Handoff.objects.get(pk=handoff.pk).received_by == scene.worker
    assert (
        "Không cần quét lại."
        in colleague.get(scan(colleague, handoff)["Location"]).content.decode()
    )


def test_a_code_that_is_too_old_says_how_to_go_on(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()
    assert handoff.sent_at is not None
    last = handoff.sent_at + timedelta(days=settings.HANDOFF_CODE_DAYS)

    with time_machine.travel(last, tick=False):
        assert scan(browser(scene.worker), handoff).status_code == 302
    with time_machine.travel(last + timedelta(seconds=1), tick=False):
        client = browser(scene.worker)
        late = scan(client, handoff)
        assert late.status_code == 409
        assert "hết hạn" in late.content.decode()
        assert at(handoff, "handoff") in late.content.decode()
        assert client.get(at(handoff, "receive")).status_code == 200


def test_the_code_means_nothing_to_others(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent()

    assert scan(browser(scene.stranger), handoff).status_code == 404
    assert scan(browser(scene.stranger), handoff, "00000000").status_code == 404
    assert scan(browser(scene.worker), handoff, "00000000").status_code == 404
    assert scan(browser(scene.officer), handoff)["Location"] == at(handoff, "handoff")


@pytest.mark.parametrize("end", ["drafted", "declined", "withdrawn"])
def test_a_code_that_leads_nowhere_says_why(browser: Browser, scene: Scene, end: str) -> None:
    handoff = scene.draft() if end == "drafted" else scene.sent()
    now = timezone.now()
    if end == "declined":
        actions.decline(handoff, reason="Hết chỗ", by=scene.worker, now=now)
    elif end == "withdrawn":
        actions.withdraw(handoff, by=scene.officer, now=now)

    answer = scan(browser(scene.officer), handoff)

    assert answer.status_code == 409
    assert "mã" in answer.content.decode()
    assert at(handoff, "handoff") in answer.content.decode()
    assert scan(browser(scene.worker), handoff).status_code == 404


def test_a_referral_is_received_without_taking_the_file(browser: Browser, scene: Scene) -> None:
    handoff = scene.sent(kind=HandoffKind.REFERRAL)
    client = browser(scene.worker)

    page = client.get(scan(client, handoff)["Location"]).content.decode()

    assert "Đơn vị gửi vẫn giữ hồ sơ." in page
    assert "Từ lúc này đơn vị bạn giữ hồ sơ" not in page


def test_both_sign_with_the_password_asked_for_again(browser: Browser, scene: Scene) -> None:
    handoff = scene.received()

    for person in (scene.worker, scene.officer):
        client = browser(person)
        assert client.get(at(handoff, "sign")).status_code == 200, "just signed in"
        forget(client)
        asked = client.get(at(handoff, "sign"))
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        client.post(at(handoff, "sign"), {"version": Handoff.objects.get(pk=handoff.pk).version})
        assert signed(handoff, person) is None, "not without the password"

        wrong = client.post(
            asked["Location"], {"password": "không phải", "next": at(handoff, "sign")}
        )
        assert wrong.status_code == 200
        assert signed(handoff, person) is None
        client.post(asked["Location"], {"password": "mật khẩu dài", "next": at(handoff, "sign")})
        if signed(handoff, person) is None:
            version = Handoff.objects.get(pk=handoff.pk).version
            client.post(at(handoff, "sign"), {"version": version})
        assert signed(handoff, person)

    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.SIGNED


def forget(client: Client) -> None:
    """The password was given long ago."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": timezone.now().timestamp() - 3600}
    ]
    session.save()


def signed(handoff: Handoff, person: User) -> object:
    """When the side of this person signed."""
    kept = Handoff.objects.get(pk=handoff.pk)
    standing = person.get_standing()
    assert standing is not None
    return kept.sender_signed_at if standing.agency == kept.sender else kept.receiver_signed_at
