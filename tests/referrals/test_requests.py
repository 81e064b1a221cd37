"""A desk that knows a reference only asks its holder: nothing tells it whether there is such a file."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access, references
from caseflow.actions import consents
from caseflow.choices import AgencyKind, ConsentAnswer, ConsentBasis, Role
from caseflow.models import Agency, Case, Notice, User
from caseflow.refusals import OutOfReach, TooOften, WrongInput, WrongMoment, WrongRole
from caseflow.throttle import REQUESTS
from referrals import actions
from referrals.choices import RequestAnswer
from referrals.models import HandoverRequest
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOBODYS = references.make_reference("HC", 2026, 9876)
ASK = "/ban-giao/yeu-cau/lap/"
WHY = "Mẹ chị Lò gọi đến"


@pytest.fixture
def scene() -> Scene:
    return Scene()


def ask(scene: Scene, reference: str = "", by: User | None = None) -> HandoverRequest | None:
    actions.ask_for_case(
        reference or scene.case.reference, reason=WHY, by=by or scene.stranger, now=timezone.now()
    )
    return HandoverRequest.objects.order_by("-pk").first()


def asked(scene: Scene) -> HandoverRequest:
    made = ask(scene)
    assert made is not None
    return made


def answer_of(client: Client, reference: str) -> tuple[int, str, str]:
    """Status, where it leads and what the page there says, without what changes each time."""
    sent = client.post(ASK, {"reference": reference, "reason": WHY})
    page = client.get(sent.headers["Location"]).content.decode()
    return sent.status_code, sent.headers["Location"], page.replace(reference, "")


def test_a_file_of_nobody_and_one_of_somebody_answer_the_same(
    browser: Browser, scene: Scene
) -> None:
    standing = scene.stranger.get_standing()
    assert standing is not None
    colleague = factories.user(Role.SOCIAL_WORKER, at=standing.agency)
    one, other = browser(scene.stranger), browser(colleague)

    known, unknown = answer_of(one, scene.case.reference), answer_of(other, NOBODYS)

    def body(page: str) -> str:
        return page[page.index("<main") : page.index("</main")]

    assert known[:2] == unknown[:2] == (302, reverse("referrals:requests"))
    assert body(known[2]) == body(unknown[2])
    assert answer_of(one, scene.case.reference)[:2] == known[:2], "asked again"
    assert HandoverRequest.objects.count() == 1
    assert (
        Notice.objects.filter(agency=scene.case.responsible_agency, kind="request.made").count()
        == 1
    )
    assert AuditEvent.objects.filter(act="request.unmatched").count() == 1
    assert access.reach(scene.stranger, scene.case) is None


def test_guessing_is_stopped_and_mistyping_is_named(scene: Scene) -> None:
    with pytest.raises(WrongInput):
        ask(scene, "HC26-0001-!")
    with pytest.raises(WrongMoment):
        ask(scene, by=scene.officer)
    overseer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))
    with pytest.raises(WrongRole):
        ask(scene, by=overseer)
    with pytest.raises(OutOfReach):
        ask(scene, by=factories.user(Role.AUDITOR))
    guesser = factories.user()
    for serial in range(1, REQUESTS[0][0] + 1):
        ask(scene, references.make_reference("HC", 2026, 9000 + serial), by=guesser)
    with pytest.raises(TooOften):
        ask(scene, by=guesser)
    assert not HandoverRequest.objects.exists()


def test_the_holder_declines_in_words_that_only_who_asked_reads(
    browser: Browser, scene: Scene
) -> None:
    request = asked(scene)
    holder, asker = Desk(browser(scene.officer)), Desk(browser(scene.stranger))
    url = reverse("referrals:request", args=[request.uid])
    read = reverse("referrals:request_answer", args=[request.uid])
    asker.see(url, status=404)
    assert scene.case.reference in holder.see(reverse("referrals:requests"))
    page = holder.see(url)
    assert WHY not in page
    assert reverse("referrals:request_decline", args=[request.uid]) in page

    holder.fill(reverse("referrals:request_decline", args=[request.uid]), answer="Đang xác minh")
    holder.fill(
        reverse("referrals:request_decline", args=[request.uid]), status=409, answer="Lần nữa"
    )

    told = Notice.objects.get(kind="request.declined")
    assert told.agency == request.agency
    assert scene.case.reference in asker.see(reverse("referrals:requests"))
    assert "Đang xác minh" not in asker.see(url)
    assert "Đang xác minh" in asker.press(read)
    seen = AuditEvent.objects.get(act="request.read")
    assert b"request.answer" in seen.entry
    Desk(browser(scene.worker)).see(url, status=404)
    holder.press(read, status=404)
    assert access.reach(scene.stranger, Case.objects.get(pk=scene.case.pk)) is None


def test_a_handoff_sent_to_who_asked_is_the_answer(browser: Browser, scene: Scene) -> None:
    request = asked(scene)
    desk = Desk(browser(scene.officer))
    page = desk.see(reverse("referrals:request", args=[request.uid]))
    give = reverse("referrals:hand_over", args=[scene.case.reference])
    assert f"{give}?nhan={request.agency.code}" in page
    assert f'value="{request.agency.pk}" selected' in desk.see(f"{give}?nhan={request.agency.code}")

    handoff = scene.sent(receiver=request.agency)

    request = HandoverRequest.objects.get(pk=request.pk)
    assert (request.verdict, request.handoff) == (RequestAnswer.GIVEN, handoff)
    assert scene.case.reference in Desk(browser(scene.stranger)).see(reverse("referrals:requests"))
    with pytest.raises(WrongMoment):
        actions.decline_request(request, answer="Thôi", by=scene.officer, now=timezone.now())


def test_the_next_holder_answers(scene: Scene) -> None:
    request = asked(scene)
    consents.record_consent(
        scene.case, answer=ConsentAnswer.AGREES, basis=ConsentBasis.NONE, by=scene.officer,
        now=timezone.now(),
    )  # fmt: skip
    scene.received()

    with pytest.raises(OutOfReach):
        actions.decline_request(request, answer="Không", by=scene.officer, now=timezone.now())
    actions.decline_request(request, answer="Ở đây rồi", by=scene.worker, now=timezone.now())
    assert HandoverRequest.objects.get(pk=request.pk).answered_by == scene.worker


def test_a_desk_of_the_holder_reads_why(browser: Browser, scene: Scene) -> None:
    request = asked(scene)
    client = browser(scene.officer)
    page = client.get(reverse("referrals:request", args=[request.uid]))
    masked = page.context["masked"][0]

    opened = client.post(
        reverse("caseflow:reveal", args=[scene.case.reference]),
        {**dict(masked["hidden"]), "reason": "contact"},
    )

    assert WHY in opened.content.decode()
    assert isinstance(request.agency, Agency)
