"""A file with a safe place and a statement, and a stranger who looks into it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from caseflow.actions import emergency, records
from caseflow.choices import (
    AgencyKind,
    Emergency,
    Role,
    SafetyManner,
)
from caseflow.models import Case, EmergencyView, User
from caseflow.views import presenting
from tests import factories
from tests.pages.conftest import Browser
from tests.telling import statement

NAME = "Lò Thị Mẫu"
WHY = "Có người đang tìm chị ấy"
PLACE = "Nhà tạm lánh số 3"


@pytest.fixture
def case(officer: User) -> Case:
    """A file with a safe place and a statement, kept by the officer's agency."""
    made = factories.case(officer)
    today, now = timezone.localdate(), timezone.now()
    records.record_safety(
        made, manner=SafetyManner.RESCUED, safe_place=PLACE, notes="", happened_on=today,
        by=officer, now=now,
    )  # fmt: skip
    statement(made, officer, text="Chuyện đã kể")
    return made


@pytest.fixture
def stranger(db: None) -> User:
    return factories.user(Role.OFFICER, at=factories.agency(AgencyKind.BORDER_GUARD))


def open_file(case: Case, by: User) -> EmergencyView:
    return emergency.open_file(
        case.reference, kind=Emergency.THREAT, reason=WHY, by=by, now=timezone.now()
    )


def look(browser: Browser, case: Case, by: User, name: str = "full_name") -> None:
    answer = browser(by).post(
        reverse("caseflow:reveal", args=[case.reference]),
        {"field": presenting.reveal_field(case.person, name)[1], "reason": "contact"},
    )
    assert answer.status_code == 200
