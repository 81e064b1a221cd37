"""The support tab: an ended file is read; a service given once is counted once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import AgencyKind, CaseState, Role
from caseflow.models import Case, User
from caseflow.refusals import WrongMoment
from support import actions
from support.choices import ItemState, ServiceKind
from support.forms import ANOTHER
from support.models import ServiceDelivery
from tests import factories
from tests.pages.conftest import Browser
from tests.support.test_support import agreed_plan

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def worker() -> User:
    return factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))


@pytest.fixture
def case(worker: User) -> Case:
    return factories.move_to(factories.case_in(CaseState.RESCUED), worker)


def written(case: Case, by: User, *, on: date) -> ServiceDelivery:
    """An examination somebody wrote down."""
    return actions.give_service(
        case,
        kind=ServiceKind.MEDICAL,
        provider=case.responsible_agency,
        happened_on=on,
        note="",
        by=by,
        now=timezone.now(),
    )


def test_a_service_written_down_and_then_settled_is_one(
    browser: Browser, case: Case, worker: User
) -> None:
    """Given yesterday, written down; today the plan says it is done."""
    _plan, item = agreed_plan(case, worker)
    yesterday = timezone.localdate() - timedelta(days=1)
    given = written(case, worker, on=yesterday)
    client = browser(worker)
    address = reverse("support:settle", args=[case.reference, item.uid])
    typed = {"outcome": "delivered", "happened_on": f"{timezone.localdate():%d/%m/%Y}"}

    unsaid = client.post(address, typed)
    assert unsaid.status_code == 422
    assert "Chọn lần hỗ trợ đã ghi" in unsaid.content.decode()
    assert client.post(address, typed | {"delivery": str(given.uid)}).status_code == 302

    item.refresh_from_db()
    assert (item.state, item.settled_on) == (ItemState.DELIVERED, yesterday)
    assert list(case.deliveries.values_list("item", flat=True)) == [item.pk]


def test_a_service_settled_and_then_written_down_is_one(
    browser: Browser, case: Case, worker: User
) -> None:
    """The plan said yesterday that it was given; what was done there is written down today."""
    _plan, item = agreed_plan(case, worker)
    yesterday = timezone.localdate() - timedelta(days=1)
    settled: dict[str, Any] = {"outcome": ItemState.DELIVERED, "reason": "", "by": worker}
    actions.settle_item(item, happened_on=yesterday, now=timezone.now(), **settled)
    given = case.deliveries.get()
    client = browser(worker)
    address = reverse("support:give", args=[case.reference])
    typed = {
        "kind": "medical",
        "provider": case.responsible_agency_id,
        "happened_on": f"{timezone.localdate():%d/%m/%Y}",
        "note": "Khám tổng quát",
    }

    unsaid = client.post(address, typed)
    assert unsaid.status_code == 422
    assert "Chọn lần hỗ trợ đã ghi" in unsaid.content.decode()
    odd = client.post(address, typed | {"kind": "legal_aid", "delivery": str(given.uid)})
    assert (odd.status_code, "dịch vụ khác" in odd.content.decode()) == (422, True)
    assert client.post(address, typed | {"delivery": str(given.uid)}).status_code == 302

    assert case.deliveries.get().happened_on == yesterday
    assert case.deliveries.filter(note__isnull=False).exists()
    assert AuditEvent.objects.filter(case_uid=case.uid, act="service.described").count() == 1
    assert AuditEvent.objects.filter(case_uid=case.uid, act="service.delivered").count() == 1
    twice = client.post(address, typed | {"delivery": str(given.uid)})
    assert (twice.status_code, "đã có ghi chú" in twice.content.decode()) == (409, True)
    assert client.post(address, typed | {"delivery": ANOTHER}).status_code == 302
    assert case.deliveries.count() == 2
    assert client.post(address, typed | {"kind": "legal_aid"}).status_code == 302


def test_another_occasion_is_written_down_too(browser: Browser, case: Case, worker: User) -> None:
    _plan, item = agreed_plan(case, worker)
    written(case, worker, on=timezone.localdate())
    client = browser(worker)
    address = reverse("support:settle", args=[case.reference, item.uid])
    typed = {"outcome": "delivered", "happened_on": f"{timezone.localdate():%d/%m/%Y}"}

    assert client.post(address, typed | {"delivery": ANOTHER}).status_code == 302

    assert case.deliveries.count() == 2


def test_an_occasion_belongs_to_one_planned_service(case: Case, worker: User) -> None:
    plan, item = agreed_plan(case, worker)
    here, today, now = case.responsible_agency, timezone.localdate(), timezone.now()
    twin = actions.plan_service(
        plan, kind=ServiceKind.MEDICAL, provider=here, planned_on=today, note="", by=worker, now=now
    )
    given = written(case, worker, on=today)
    settled: dict[str, Any] = {
        "outcome": ItemState.DELIVERED,
        "reason": "",
        "happened_on": today,
        "by": worker,
        "now": now,
        "delivery": given.uid,
    }
    actions.settle_item(item, **settled)

    with pytest.raises(WrongMoment):
        actions.settle_item(twin, **settled)


def test_an_ended_file_offers_nothing_to_write(browser: Browser, case: Case, worker: User) -> None:
    _plan, item = agreed_plan(case, worker)
    writing = [
        reverse(f"support:{name}", args=[case.reference])
        for name in ("add_item", "review", "give", "assess", "measure", "follow_up")
    ]
    writing.append(reverse("support:settle", args=[case.reference, item.uid]))
    client, tab = browser(worker), reverse("support:case_support", args=[case.reference])
    page = client.get(tab).content.decode()
    assert [address for address in writing if address not in page] == []

    factories.close(case, proposer=worker, now=timezone.now())

    page = client.get(tab).content.decode()
    assert [address for address in writing if address in page] == []
    assert reverse("support:plan_paper", args=[case.reference]) in page
