"""A reference or code nobody has takes the work of one that exists out of reach, statement by statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from audit.verify import verify
from caseflow import references
from caseflow.choices import Role
from caseflow.models import Notice
from referrals import actions
from referrals.models import HandoverRequest
from tests import factories
from tests.pages.conftest import Browser
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NOBODYS = references.make_reference("HC", 2026, 8888)
NAMED = re.compile(
    r"^(SELECT|INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM|ROLLBACK TO|RELEASE|SAVEPOINT)"
    r"(?:.*? FROM)? ?\"?(\w*)", re.DOTALL,
)  # fmt: skip


@pytest.fixture
def scene() -> Scene:
    return Scene()


def named(sql: str) -> str:
    """What a statement does to which table."""
    found = NAMED.match(sql)
    assert found, sql
    verb, table = found.groups()
    return verb if verb in ("SAVEPOINT", "RELEASE", "ROLLBACK TO") else f"{verb} {table}"


def work_of(deed: Callable[[], Any]) -> list[str]:
    """The names of its statements, in their order."""
    with CaptureQueriesContext(connection) as heard:
        deed()
    return [named(query["sql"]) for query in heard.captured_queries]


def asking(scene: Scene, reference: str) -> Callable[[], None]:
    """By somebody who has not asked before."""
    asker = factories.user(Role.SOCIAL_WORKER, at=scene.stranger.get_standing().agency)  # type: ignore[union-attr]
    return lambda: actions.ask_for_case(reference, reason="Mẹ gọi", by=asker, now=timezone.now())


def test_asking_for_a_case_takes_the_same_statements_whether_there_is_one(scene: Scene) -> None:
    factories.case(scene.officer)  # the newest, about which nobody asks

    known = work_of(asking(scene, scene.case.reference))
    again = work_of(asking(scene, scene.case.reference))
    unknown = work_of(asking(scene, NOBODYS))

    assert len(known) == len(again) == len(unknown) > 10
    assert Counter(known) == Counter(again) == Counter(unknown)
    undone = known.index("ROLLBACK TO")
    assert known[:undone][:5] == unknown[:undone][:5]
    request = HandoverRequest.objects.get()
    assert request.case == scene.case
    assert Notice.objects.filter(kind="request.made").count() == 1
    acts = AuditEvent.objects.filter(act__startswith="request.").values_list("act", flat=True)
    assert list(acts) == ["request.made", "request.repeated", "request.unmatched"]
    assert verify(with_rows=True).findings == []


def test_asking_where_no_case_is_open_finds_nothing_to_hide(scene: Scene) -> None:
    factories.close(scene.case, proposer=scene.officer, now=timezone.now())
    asking(scene, NOBODYS)()
    assert not HandoverRequest.objects.exists()
    assert AuditEvent.objects.filter(act="request.unmatched").count() == 1


def test_the_page_that_asks_takes_the_same_statements(scene: Scene, browser: Browser) -> None:
    factories.case(scene.officer)
    url = reverse("referrals:request_ask")

    def sent(reference: str) -> Counter[str]:
        at = scene.stranger.get_standing().agency  # type: ignore[union-attr]
        desk = browser(factories.user(Role.SOCIAL_WORKER, at=at))
        form = dict(desk.get(url).context["hidden"]) | {"reference": reference, "reason": "Mẹ gọi"}
        return Counter(work_of(lambda: desk.post(url, form)))

    assert sent(scene.case.reference) == sent(NOBODYS)


def get(name: str, *args: object) -> Callable[[Client], Any]:
    return lambda desk: desk.get(reverse(name, args=args))


def post(name: str, *args: object) -> Callable[[Client], Any]:
    return lambda desk: desk.post(reverse(name, args=args))


@pytest.mark.parametrize("page", ["case", "scan", "handoff", "package", "own_answer", "request"])
def test_a_page_out_of_reach_takes_the_work_of_one_that_is_not_there(
    scene: Scene, browser: Browser, page: str
) -> None:
    handoff, request = scene.sent(), scene.requested()
    outsider = factories.user(Role.SOCIAL_WORKER)
    there, nowhere = {
        "case": (get("caseflow:case", scene.case.reference), get("caseflow:case", NOBODYS)),
        "scan": (get("referrals:scan", handoff.code), get("referrals:scan", "ZZZZZZZZ")),
        "handoff": (get("referrals:handoff", handoff.uid), get("referrals:handoff", uuid4())),
        "package": (post("referrals:package", handoff.uid), post("referrals:package", uuid4())),
        "own_answer": (
            post("referrals:own_answer", handoff.uid), post("referrals:own_answer", uuid4()),
        ),
        "request": (get("referrals:request", request.uid), get("referrals:request", uuid4())),
    }[page]  # fmt: skip
    desk = browser(outsider)
    nowhere(desk)  # what a session does once is done

    answers: list[Any] = []
    known = work_of(lambda: answers.append(there(desk)))
    unknown = work_of(lambda: answers.append(nowhere(desk)))

    assert [answer.status_code for answer in answers] == [404, 404]
    assert known == unknown
