"""Pages of handing over: what can never be sent is not drafted, what was read is named."""

from __future__ import annotations

import pytest
from django.urls import reverse

from referrals.models import Handoff
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("said", ["not_asked", "refuses"])
def test_nobody_drafts_what_could_never_be_sent(browser: Browser, said: str) -> None:
    scene = Scene()
    desk = browser(scene.officer)
    address = reverse("referrals:hand_over", args=[scene.case.reference])
    receiver = scene.worker.get_standing()
    assert receiver is not None
    typed = {
        "kind": "transfer", "receiver": receiver.agency.pk, "purpose": "support",
        "extent": "least", "answer": said, "basis": "none", "message": "Gọi trước",
        "version": scene.case.version,
    }  # fmt: skip

    refused = desk.post(address, typed)

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "phải có căn cứ" in page
    assert "Gọi trước" in page
    assert not Handoff.objects.exists()
    assert desk.post(address, typed | {"basis": "state_duty"}).status_code == 302
    assert Handoff.objects.get().purpose == "support"


def test_who_has_seen_names_every_field_of_a_package_that_was_opened(browser: Browser) -> None:
    scene = Scene()
    handoff = scene.sent()
    answer = browser(scene.worker).post(reverse("referrals:package", args=[handoff.uid]))
    assert answer.status_code == 200

    page = browser(scene.officer).get(reverse("caseflow:seen", args=[scene.case.reference]))

    read = page.content.decode()
    for word in ("Họ tên", "Ngày sinh", "Gói thông tin"):
        assert word in read, word
    assert "contents" not in read
