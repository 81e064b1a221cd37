"""What was written about support and delays stays covered on every page until it is opened with a reason."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import delays
from caseflow.choices import AgencyKind, CaseState, Role
from caseflow.models import Case, User
from support import actions
from support.choices import FollowUpResult, ItemState, NeedLevel, ServiceKind
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

SUPPORT = {
    "needs.findings": "Cần khám kín",
    "item.note": "Đi cùng chị Kín",
    "item.reason": "Không muốn vì kín",
    "delivery.note": "Thuốc kín",
    "follow_up.note": "Khoẻ, kín",
}
WRITTEN = SUPPORT | {"delay.text": "Trễ vì kín"}


@pytest.fixture
def worker() -> User:
    return factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))


@pytest.fixture
def case(worker: User) -> Case:
    """A file in which every text of support and one reason for delay is written."""
    case = factories.move_to(factories.case_in(CaseState.RESCUED), worker)
    now, today = timezone.now(), timezone.localdate()
    actions.assess_needs(
        case, levels={ServiceKind.MEDICAL: NeedLevel.URGENT}, findings=WRITTEN["needs.findings"],
        happened_on=today, by=worker, now=now,
    )  # fmt: skip
    plan = actions.draft_plan(case, by=worker, now=now)
    item = actions.plan_service(
        plan, kind=ServiceKind.MEDICAL, provider=case.responsible_agency, planned_on=today,
        note=WRITTEN["item.note"], by=worker, now=now,
    )  # fmt: skip
    actions.settle_item(
        item, outcome=ItemState.REFUSED, reason=WRITTEN["item.reason"], happened_on=today,
        by=worker, now=now,
    )  # fmt: skip
    actions.give_service(
        case, kind=ServiceKind.MEDICAL, provider=case.responsible_agency, happened_on=today,
        note=WRITTEN["delivery.note"], by=worker, now=now,
    )  # fmt: skip
    look = actions.plan_follow_up(case, planned_on=today, by=worker, now=now)
    actions.record_follow_up(
        look, result=FollowUpResult.WELL, note=WRITTEN["follow_up.note"], done_on=today,
        by=worker, now=now,
    )  # fmt: skip
    delays.give_delay_reason(
        case.clocks.order_by("pk")[0], text=WRITTEN["delay.text"], by=worker, now=now
    )
    return case


def read(client: Client, case: Case, name: str) -> str:
    page = client.get(reverse(name, args=[case.reference])).content.decode()
    assert not [text for text in WRITTEN.values() if text in html.unescape(page)], name
    return page


def covered(page: str) -> dict[str, str]:
    """What the buttons of a page open: label and the form's value."""
    found = re.findall(r'name="field" value="((?:[a-z_]+\.[a-z_]+):\w{32})"', page)
    return {each.partition(":")[0]: each for each in found}


@pytest.mark.parametrize(
    ("name", "labels"),
    [("caseflow:records", WRITTEN), ("support:case_support", SUPPORT)],
    ids=["records", "support"],
)
def test_every_text_is_covered_and_opens_with_a_reason(
    browser: Browser, worker: User, case: Case, name: str, labels: dict[str, str]
) -> None:
    client = browser(worker)

    buttons = covered(read(client, case, name))

    assert set(labels) <= set(buttons)
    for label in labels:
        before = AuditEvent.objects.filter(act="personal.revealed").count()
        shown = client.post(
            reverse("caseflow:reveal", args=[case.reference]),
            {"field": buttons[label], "reason": "contact", "back": "support"},
        )
        assert WRITTEN[label] in html.unescape(shown.content.decode()), label
        assert reverse("support:case_support", args=[case.reference]) in shown.content.decode()
        assert AuditEvent.objects.filter(act="personal.revealed").count() == before + 1


def test_a_limit_says_that_a_reason_was_given_and_leads_to_it(
    browser: Browser, worker: User, case: Case
) -> None:
    page = read(browser(worker), case, "caseflow:case")

    assert "1 lý do trễ đã ghi" in page
    assert f'href="{reverse("caseflow:records", args=[case.reference])}"' in page


def test_who_only_has_the_trail_sees_none_of_it(browser: Browser, case: Case) -> None:
    overseer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))

    page = read(browser(overseer), case, "caseflow:case")

    assert "lý do trễ đã ghi" not in page
