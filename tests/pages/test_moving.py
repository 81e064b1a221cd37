"""A file under way between two agencies, as its sender and its receiver see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from caseflow import access, workflow
from caseflow.choices import GrantBasis, Hold, Level
from caseflow.models import Agency, Case, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def moving(officer: User) -> Case:
    """Sent to another agency, not yet received."""
    case = factories.case(officer)
    receiver = factories.agency(name="Cơ sở nhận", short_name="Cơ sở nhận")
    with transaction.atomic():
        workflow.set_hold(workflow.lock(case), Hold.OPEN_TRANSFER, ref=case.uid)
    access.grant(
        case, to=receiver, level=Level.PACKAGE, basis=GrantBasis.HANDOFF, by=officer,
        now=timezone.now(), labels=["person.full_name"],
    )  # fmt: skip
    due = timezone.now() + timedelta(days=2)
    Case._base_manager.filter(pk=case.pk).update(next_due_at=due)
    return case


def test_the_sender_sees_where_it_waits(browser: Browser, officer: User, moving: Case) -> None:
    client = browser(officer)

    listed = client.get(reverse("caseflow:case_list")).content.decode()
    page = client.get(reverse("caseflow:case", args=[moving.reference])).content.decode()

    assert "Cơ sở nhận" in listed
    assert 'id="waiting"' in listed
    assert "Xem bàn giao" in listed
    assert "chờ bên nhận xác nhận" in page
    assert "Đang bàn giao" in page


def test_what_was_not_sent_yet_waits_for_nobody_else(
    browser: Browser, officer: User, moving: Case
) -> None:
    moving.group_grants.all().delete()

    listed = browser(officer).get(reverse("caseflow:case_list")).content.decode()

    assert 'id="waiting"' not in listed
    assert "chưa gửi" in listed


def test_the_receiver_sees_the_package_and_its_needs(
    browser: Browser, officer: User, moving: Case
) -> None:
    receiver = factories.user(at=access_agency(moving))

    page = browser(receiver).get(reverse("caseflow:case", args=[moving.reference])).content.decode()

    assert "Thông tin cần bảo vệ" in page
    assert "Lò Thị Mẫu" not in page
    assert "Việc tiếp theo:" not in page
    assert "Ghi thêm vào hồ sơ" not in page


def access_agency(case: Case) -> Agency:
    """The agency the file was sent to."""
    agency: Agency = case.group_grants.get().group.agency
    return agency
