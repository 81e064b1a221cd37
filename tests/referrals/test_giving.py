"""The giving side: whom it may choose, and what becomes of it when the answer is no."""

from __future__ import annotations

import pytest
from django.urls import reverse

from caseflow.models import Agency
from caseflow.refusals import Refused, WrongInput
from referrals.choices import HandoffState, Purpose
from referrals.models import Handoff
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_nobody_is_handed_over_for_what_the_receiver_does_not_accept(browser: Browser) -> None:
    scene = Scene()
    receiver = scene.worker.get_standing().agency  # type: ignore[union-attr]
    Agency.objects.filter(pk=receiver.pk).update(
        purposes=[Purpose.MEDICAL], duty_phone="028 0000 0009", duty_hours="24/24 giờ"
    )
    receiver.refresh_from_db()
    with pytest.raises(WrongInput) as refused:
        scene.draft(receiver=receiver)
    assert "không nhận người vì việc này" in str(refused.value.sentences)

    page = browser(scene.officer).get(reverse("referrals:hand_over", args=[scene.case.reference]))
    assert f"{receiver.name} · 028 0000 0009 · 24/24 giờ · nhận: Y tế" in page.content.decode()

    handoff = scene.draft(receiver=receiver, purpose=Purpose.MEDICAL)
    Agency.objects.filter(pk=receiver.pk).update(purposes=[Purpose.SHELTER])
    with pytest.raises(Refused) as unsent:
        scene.send(Handoff.objects.get(pk=handoff.pk))
    assert "không nhận người vì việc này" in str(unsent.value.sentences)
    Agency.objects.filter(pk=receiver.pk).update(purposes=None)
    assert scene.send(Handoff.objects.get(pk=handoff.pk)).state == HandoffState.SENT
