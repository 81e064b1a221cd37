"""A rescued person: police receive, verify, identify, secure, hand over; social work to the end."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.verify import verify
from caseflow import law
from caseflow.actions import consents
from caseflow.actions.intake import Identity
from caseflow.choices import AgencyKind, CaseState, Role, Route
from caseflow.models import Case, Proposal
from referrals.choices import HandoffState
from referrals.models import Handoff
from support.choices import Dimension, Moment, ServiceKind
from support.models import FollowUp, PlanItem
from tests import factories
from tests.journeys.desk import Desk, fresh
from tests.pages.conftest import Browser
from tests.support.test_support import invariants

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def step(case: Case, name: str) -> str:
    return reverse("caseflow:step", args=[case.reference, name])


def of(case: Case, name: str) -> str:
    return reverse(name, args=[case.reference])


def hand_over(giver: Desk, case: Case, receiver: Any, **more: Any) -> Handoff:
    """Prepared and sent through the pages."""
    answers = {
        "kind": "transfer",
        "receiver": receiver.pk,
        "purpose": "support",
        "extent": "least",
        "answer": "agrees",
        "basis": "none",
    } | more
    giver.fill(of(case, "referrals:hand_over"), **answers)
    handoff = Handoff.objects.filter(case=case).latest("pk")
    giver.press(reverse("referrals:preview", args=[handoff.uid]))
    giver.fill(reverse("referrals:send", args=[handoff.uid]))
    return handoff


def test_from_police_to_reintegration(browser: Browser) -> None:  # noqa: PLR0915 - one long story
    officer = factories.user()
    social = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    worker = factories.user(Role.SOCIAL_WORKER, at=social)
    supervisor = factories.user(Role.SUPERVISOR, at=social)
    police, desk, chief = (Desk(browser(user)) for user in (officer, worker, supervisor))
    today = timezone.localdate()
    case = factories.case(officer)

    police.fill(
        step(case, "verify"), asked=["person"], result="signs", happened_on=today, findings="x"
    )
    police.fill(
        step(case, "identify"),
        paper=law.proof_papers(case.procedure_regime)[0].code,
        issuer="Công an",
        number="1/GXN",
        grounds="Đủ căn cứ",
        issued_on=today,
    )
    police.fill(
        step(case, "secure"), manner="rescued", happened_on=today, safe_place="Nhà tạm lánh"
    )
    assert fresh(case).state == CaseState.RESCUED

    handoff = hand_over(police, case, social)
    assert case.reference in desk.see(reverse("referrals:inbox"))
    desk.press(reverse("referrals:package", args=[handoff.uid]))
    desk.fill(
        reverse("referrals:receive", args=[handoff.uid]), condition="well", belongings="Ba lô"
    )
    police.fill(reverse("referrals:sign", args=[handoff.uid]))
    desk.fill(reverse("referrals:sign", args=[handoff.uid]))
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.SIGNED
    assert fresh(case).responsible_agency == social
    police.see(of(case, "caseflow:contact"), status=404)

    needs: dict[str, Any] = {f"need_{kind.value}": "some" for kind in ServiceKind}
    desk.fill(of(case, "support:assess"), happened_on=today, findings="", **needs)
    desk.fill(of(case, "support:draft"))
    desk.fill(of(case, "support:add_item"), kind="medical", provider=social.pk, planned_on=today)
    desk.fill(of(case, "support:agree"), agreed_on=today)
    desk.fill(step(case, "begin_support"))
    assert fresh(case).state == CaseState.SUPPORTED

    item = PlanItem.objects.get(case=case)
    desk.fill(
        reverse("support:settle", args=[case.reference, item.uid]),
        outcome="delivered",
        happened_on=today,
    )
    desk.fill(of(case, "support:follow_up"), planned_on=today)
    follow_up = FollowUp.objects.get(case=case)
    desk.fill(
        reverse("support:follow_up_done", args=[case.reference, follow_up.uid]),
        result="well",
        done_on=today,
    )
    scores: dict[str, Any] = {f"score_{dimension.value}": "4" for dimension in Dimension}
    for moment in Moment:
        desk.fill(of(case, "support:measure"), moment=moment.value, measured_on=today, **scores)
    desk.fill(step(case, "reintegrate"), grounds="Đã ổn định")
    proposal = Proposal.objects.get(case=case)
    decide = reverse("caseflow:decide", args=[case.reference, proposal.uid])
    chief.see(decide)
    chief.press(decide, status=302, approve="1")

    assert fresh(case).state == CaseState.REINTEGRATED
    assert verify().findings == []
    assert "0 violations" in invariants()


def test_a_declined_first_receiver_leaves_the_giver_responsible(browser: Browser) -> None:
    border = factories.user(at=factories.agency(AgencyKind.BORDER_GUARD))
    full = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    free = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    giver = Desk(browser(border))
    no, yes = (
        Desk(browser(factories.user(Role.SOCIAL_WORKER, at=place))) for place in (full, free)
    )
    case = factories.case(border, route=Route.BORDER)
    holder = case.responsible_agency

    first = hand_over(giver, case, full)
    again = no.fill(reverse("referrals:decline", args=[first.uid]), status=422, reason=" ")
    assert "Lý do không nhận được" in again
    no.fill(reverse("referrals:decline", args=[first.uid]), reason="Hết chỗ")
    assert fresh(case).responsible_agency == holder
    no.see(reverse("referrals:handoff", args=[first.uid]), status=404)

    second = hand_over(giver, case, free)
    yes.fill(reverse("referrals:receive", args=[second.uid]), condition="unknown")
    assert fresh(case).responsible_agency == free


def test_refusing_to_share_is_respected(browser: Browser) -> None:
    officer = factories.user()
    case = factories.case(officer)
    desk = Desk(browser(officer))
    social = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    typed: dict[str, Any] = {
        "kind": "transfer",
        "receiver": social.pk,
        "purpose": "support",
        "extent": "least",
        "basis": "none",
    }

    page = desk.fill(of(case, "referrals:hand_over"), **typed, answer="refuses", status=422)
    assert "Chưa có đồng ý" in page
    assert not Handoff.objects.filter(case=case).exists()

    desk.fill(of(case, "referrals:hand_over"), **typed, answer="agrees")
    handoff = Handoff.objects.get(case=case)
    desk.press(reverse("referrals:preview", args=[handoff.uid]))
    assert handoff.consent is not None
    consents.withdraw_consent(handoff.consent, by=officer, now=timezone.now())
    page = desk.fill(reverse("referrals:send", args=[handoff.uid]), status=409)

    assert "Chưa có đồng ý" in page
    assert Handoff.objects.get(pk=handoff.pk).state == HandoffState.DRAFTED


def test_ruled_out_and_reconsidered(browser: Browser) -> None:
    officer = factories.user()
    desk = Desk(browser(officer))
    case = factories.case(officer)
    today = timezone.localdate()

    desk.fill(step(case, "rule_out"), reason="Chưa đủ", happened_on=today, person_told="on")
    assert fresh(case).state == CaseState.NOT_CONFIRMED
    desk.fill(step(case, "reconsider"), reason="Có tin mới", happened_on=today)

    case = fresh(case)
    assert case.state == CaseState.VERIFIED
    assert case.responsibilities.filter(ended_at__isnull=True).count() == 1
    assert "0 violations" in invariants()


def test_the_minutes_name_nobody_and_the_annex_is_recorded(browser: Browser) -> None:
    officer = factories.user()
    desk = Desk(browser(officer))
    case = factories.case(officer, identity=Identity(full_name="Lò Thị Bí Mật"))
    handoff = hand_over(desk, case, factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    minutes = reverse("referrals:minutes", args=[handoff.uid])

    assert "Bí Mật" not in desk.see(minutes)
    assert "Bí Mật" in desk.press(minutes)
    scan = reverse("referrals:scan", args=[handoff.code])
    assert desk.client.get(scan).status_code == 302


def test_the_report_and_its_file_hold_counts_only(browser: Browser) -> None:
    social = factories.agency(AgencyKind.SOCIAL_AFFAIRS)
    chief = Desk(browser(factories.user(Role.SUPERVISOR, at=social)))
    worker = Desk(browser(factories.user(Role.SOCIAL_WORKER, at=social)))
    case = factories.move_to(factories.case(), factories.user(Role.SOCIAL_WORKER, at=social))
    worker.fill(
        of(case, "support:give"),
        kind="essentials",
        provider=social.pk,
        happened_on=timezone.localdate(),
    )
    url = reverse("support:report")

    page = chief.see(url)
    assert "Báo cáo định kỳ" in page
    assert "&lt; 3" in page
    file = chief.client.post(url)
    assert file.headers["Content-Disposition"].startswith("attachment")
    worker.see(url, status=403)
    worker.see(of(case, "support:case_support"))
    worker.see(of(case, "support:plan_paper"))
