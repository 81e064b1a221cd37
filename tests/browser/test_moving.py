"""A supervisor moves several cases in one go, in a browser."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.actions import consents
from caseflow.choices import ConsentAnswer, ConsentBasis
from referrals.models import Handoff
from tests.browser.conftest import Visit
from tests.browser.world import NAME, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_can_go_is_seen_before_and_told_after(world: World, visit: Visit, width: int) -> None:
    agreed, silent = world.case, world.file()
    consents.record_consent(
        agreed, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE, by=world.officer,
        now=timezone.now(),
    )  # fmt: skip
    chief = visit(world.supervisor, width=width)
    chief.go(reverse("referrals:outbox"))
    chief.press("Chuyển nhiều hồ sơ")
    chief.pick("Bên nhận", world.receiver.name)
    for case in (agreed, silent):
        chief.page.locator(f"main input[value='{case.uid.hex}']").check()
    chief.is_sound()
    chief.press("Xem hồ sơ nào chuyển được")
    assert "Chuyển được" in chief.words
    assert "Chưa có đồng ý" in chief.words
    assert NAME not in chief.words
    chief.is_sound()
    chief.press("Chuyển 1 hồ sơ")

    assert "Đã gửi, số" in chief.words
    assert Handoff.objects.get().case == agreed
    chief.is_sound()
