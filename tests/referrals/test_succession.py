"""An agency is dissolved while people are on the way to it, from it, and between it and its heir."""

from __future__ import annotations

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.actions import agencies
from caseflow.choices import AgencyKind, Certainty, GrantBasis, Level, Role
from caseflow.models import Agency, Case, CaseGroupGrant, Clock, Notice, User
from referrals import actions
from referrals.choices import HandoffState
from referrals.models import Handoff, HandoverRequest
from tests import factories
from tests.referrals.scene import Scene
from tests.support.test_support import invariants

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def scene() -> Scene:
    return Scene()


def succeed(old: Agency, heir: Agency) -> None:
    now = timezone.now()
    agencies.succeed_agency(
        old, heir, on=timezone.localdate(now), legal_basis="Nghị quyết mẫu",
        certainty=Certainty.UNVERIFIED, by=None, now=now,
    )  # fmt: skip


def fresh(handoff: Handoff) -> Handoff:
    return Handoff.objects.get(pk=handoff.pk)


def test_what_was_sent_to_a_dissolved_agency_reaches_its_successor(scene: Scene) -> None:
    handoff = scene.sent()
    heir = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))

    succeed(handoff.receiver, heir.get_standing().agency)  # type: ignore[union-attr]

    assert access.reach(scene.worker, scene.case) is None
    actions.open_package(handoff, by=heir, now=timezone.now())
    scene.receive(fresh(handoff), by=heir)
    assert access.reach(heir, Case.objects.get(pk=scene.case.pk)) == Level.WORK
    assert "0 violations" in invariants()


def test_the_paper_of_a_dissolved_giver_is_signed_by_its_successor(scene: Scene) -> None:
    handoff = scene.received()
    heir = factories.user()

    succeed(handoff.sender, heir.get_standing().agency)  # type: ignore[union-attr]

    actions.sign(handoff, by=scene.worker, now=timezone.now())
    assert actions.sign(handoff, by=heir, now=timezone.now()).state == HandoffState.SIGNED


def test_ended_files_of_a_dissolved_agency_are_its_successors(scene: Scene) -> None:
    closed = factories.close(scene.case, proposer=scene.officer, now=timezone.now())
    heir = factories.user()

    succeed(closed.responsible_agency, heir.get_standing().agency)  # type: ignore[union-attr]

    closed = Case.objects.get(pk=closed.pk)
    assert access.reach(heir, closed) == Level.WORK
    assert factories.reopen(closed, proposer=heir, now=timezone.now()).is_open
    assert "0 violations" in invariants()


@pytest.mark.parametrize("state", ["drafted", "sent", "opened"])
@pytest.mark.parametrize("dissolved", ["sender", "receiver"])
def test_a_handoff_between_an_agency_and_its_successor_does_not_stay_open(
    scene: Scene, state: str, dissolved: str
) -> None:
    handoff = scene.draft() if state == "drafted" else scene.sent()
    if state == "opened":
        actions.open_package(handoff, by=scene.worker, now=timezone.now())
    old, heir = handoff.sender, handoff.receiver
    if dissolved == "receiver":
        old, heir = heir, old

    succeed(old, heir)

    case = Case.objects.get(pk=scene.case.pk)
    assert fresh(handoff).state == HandoffState.WITHDRAWN
    assert case.responsible_agency == heir
    assert not case.holds.exists()
    assert not Clock.objects.running().filter(about_uid=handoff.uid).exists()
    assert AuditEvent.objects.filter(act="handoff.stepped", actor="system").count() == 1
    assert "0 violations" in invariants()


def test_a_grant_goes_on_once_and_both_sides_of_it_are_recorded(scene: Scene) -> None:
    old, heir = factories.agency(), factories.agency()
    member = factories.user(at=heir)
    now = timezone.now()
    terms = {"level": Level.TRAIL, "basis": GrantBasis.HELPER, "by": scene.officer, "now": now}
    access.grant(scene.case, to=old, **terms)  # type: ignore[arg-type]
    access.grant(scene.case, to=heir, **terms)  # type: ignore[arg-type]

    succeed(old, heir)

    live = CaseGroupGrant.objects.filter(content_object=scene.case, revoked_at__isnull=True)
    assert [given.group for given in live] == [heir.grantees]
    assert access.reach(member, scene.case) == Level.TRAIL
    acts = AuditEvent.objects.filter(actor="system", act__startswith="access.")
    assert sorted(acts.values_list("act", flat=True)) == ["access.granted", "access.revoked"]


def ask(scene: Scene, by: User) -> HandoverRequest:
    actions.ask_for_case(
        scene.case.reference, reason="Mẹ chị Lò gọi đến", by=by, now=timezone.now()
    )
    made: HandoverRequest = HandoverRequest.objects.order_by("-pk")[0]
    return made


def agency_of(user: User) -> Agency:
    standing = user.get_standing()
    assert standing is not None
    return standing.agency


@pytest.mark.parametrize("answered", [False, True])
def test_who_takes_over_hears_what_the_dissolved_agency_had_asked(
    scene: Scene, answered: bool
) -> None:
    request, heir = ask(scene, scene.stranger), factories.user()
    if answered:
        actions.decline_request(
            request, answer="Đang điều trị", by=scene.officer, now=timezone.now()
        )

    succeed(agency_of(scene.stranger), agency_of(heir))

    if not answered:
        assert not HandoverRequest.objects.visible_to(heir).exists(), (
            "nothing is told while it waits"
        )
        actions.decline_request(
            request, answer="Đang điều trị", by=scene.officer, now=timezone.now()
        )
        assert Notice.objects.filter(kind="request.declined", agency=agency_of(heir)).count() == 1
    assert actions.read_answer(request, by=heir, now=timezone.now()) == "Đang điều trị"
    assert AuditEvent.objects.filter(act="request.succeeded").count() == 1
    assert "0 violations" in invariants()


def test_what_both_had_asked_for_is_answered_to_the_successor(scene: Scene) -> None:
    heir = factories.user()
    old, own = ask(scene, scene.stranger), ask(scene, heir)

    succeed(agency_of(scene.stranger), agency_of(heir))
    actions.decline_request(own, answer="Đang điều trị", by=scene.officer, now=timezone.now())
    actions.decline_request(old, answer="Đang điều trị", by=scene.officer, now=timezone.now())

    assert actions.read_answer(own, by=heir, now=timezone.now()) == "Đang điều trị"
    assert "0 violations" in invariants()
