"""The support tab: an ended file is read; a service given once is counted once."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.choices import AgencyKind, CaseState, Role
from caseflow.models import Case, User
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
