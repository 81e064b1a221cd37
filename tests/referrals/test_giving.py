"""The giving side: whom it may choose, and what becomes of it when the answer is no."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import AgencyKind
from caseflow.models import Agency
from caseflow.refusals import Refused, WrongInput
from caseflow.sealing import reading
from referrals import actions
from referrals.choices import Condition, HandoffState, Purpose
from referrals.models import Handoff
from referrals.package import Contents
from tests import factories
from tests.journeys.desk import Desk
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


def along(scene: Scene, **more: Any) -> Handoff:
    """A draft with a list of belongings and somebody who brings the person."""
    told: dict[str, Any] = {
        "belongings": "Ba lô đỏ, điện thoại",
        "escorts": "Thượng uý Vàng A Dẫn",
        "interpreter_along": True,
    } | more
    return scene.draft(**told)


def shown(told: Contents) -> str:
    return json.dumps(told, ensure_ascii=False)


def test_what_goes_along_is_seen_by_the_receiver_before_and_beside_what_was_found() -> None:
    scene = Scene()
    drafted = along(scene)
    before, _message = actions.preview(drafted, by=scene.officer, now=timezone.now())
    handoff = actions.send(Handoff.objects.get(pk=drafted.pk), by=scene.officer, now=timezone.now())
    told, _message = actions.open_package(handoff, by=scene.worker, now=timezone.now())

    assert told == before
    assert "Ba lô đỏ" in shown(told)
    assert "Vàng A Dẫn" in shown(told)
    assert ["interpreter_along", "yes"] in told[-1]["rows"]
    seen = AuditEvent.objects.filter(act="package.seen").latest("pk").entry
    assert b"along.escorts" in seen, "names of escorts are read as personal data"

    found: dict[str, Any] = {
        "condition": Condition.WELL, "condition_note": "", "by": scene.worker,
        "now": timezone.now(),
    }  # fmt: skip
    handoff = Handoff.objects.get(pk=handoff.pk)
    with pytest.raises(WrongInput):
        actions.receive(handoff, belongings="", belongings_agree=False, **found)
    got = actions.receive(
        handoff, belongings="Không có điện thoại", belongings_agree=False, **found
    )

    with reading.opened("test"):
        assert got.words.belongings == "Không có điện thoại"
        assert got.along.belongings == "Ba lô đỏ, điện thoại"
    assert b'"belongings":"differ"' in AuditEvent.objects.filter(
        act="handoff.stepped"
    ).latest("pk").entry  # fmt: skip


def test_the_receiver_is_asked_about_belongings_only_where_some_were_listed(
    browser: Browser,
) -> None:
    scene = Scene()
    desk = Desk(browser(scene.worker))
    plain = scene.sent()
    assert "so với bên giao" not in desk.see(reverse("referrals:receive", args=[plain.uid]))

    other = Scene()
    desk = Desk(browser(other.worker))
    listed = other.send(along(other))
    url = reverse("referrals:receive", args=[listed.uid])
    package = desk.press(reverse("referrals:package", args=[listed.uid]))
    assert "Ba lô đỏ, điện thoại" in package
    assert url in package, "from the list straight to the receipt"
    kept = desk.fill(url, status=422, condition="well", belongings="Đủ")
    assert "Đủ" in kept
    assert "Ba lô đỏ" not in kept
    desk.fill(url, condition="well", belongings_agree="yes")
    page = desk.see(reverse("referrals:handoff", args=[listed.uid]))
    assert "Đồ dùng đúng như bên giao ghi" in page
    assert "Có phiên dịch đi cùng" in page


def test_nothing_that_goes_along_is_lost_with_another_receiver(browser: Browser) -> None:
    scene = Scene()
    first, there = scene.send(along(scene)), factories.agency(AgencyKind.FACILITY)
    desk = Desk(browser(scene.officer))

    desk.fill(
        reverse("referrals:elsewhere", args=[first.uid]),
        receiver=there.pk, purpose="support", extent="least", basis="none",
        escorts="Trung uý Lý Thị Đưa",
    )  # fmt: skip

    second = Handoff.objects.get(receiver=there)
    assert second.interpreter_along
    with reading.opened("test"):
        assert second.along.belongings == "Ba lô đỏ, điện thoại"
        assert second.along.escorts == "Trung uý Lý Thị Đưa"


def test_the_form_keeps_what_goes_along_sealed(browser: Browser) -> None:
    scene = Scene()
    desk = Desk(browser(scene.officer))

    url = desk.fill(
        reverse("referrals:hand_over", args=[scene.case.reference]),
        kind="transfer", receiver=scene.receiver.pk, purpose="support", extent="least",
        answer="agrees", basis="none", belongings="Một vali", escorts="Cán bộ Mẫu",
        interpreter_along="no",
    )  # fmt: skip

    handoff = Handoff.objects.get(case=scene.case)
    assert handoff.interpreter_along is False
    assert "Một vali" not in desk.see(url)
    with reading.opened("test"):
        assert (handoff.along.belongings, handoff.along.escorts) == ("Một vali", "Cán bộ Mẫu")
