"""A file, its supervisor, and a stranger who must see it in an emergency."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from caseflow import notices
from caseflow.actions import emergency, reading
from caseflow.choices import (
    AgencyKind,
    Emergency,
    RevealReason,
    Role,
    Verdict,
)
from caseflow.models import Agency, Case, EmergencyView, User
from tests import factories

WHY = "Có người đang đứng trước nhà tạm lánh"


@pytest.fixture
def keeper() -> User:
    return factories.user()


@pytest.fixture
def case(keeper: User) -> Case:
    return factories.case(keeper)


@pytest.fixture
def boss(case: Case) -> User:
    """A supervisor of the agency that answers for the file."""
    return factories.user(Role.SUPERVISOR, at=case.responsible_agency)


@pytest.fixture
def stranger() -> User:
    """An officer of another agency."""
    return factories.user(Role.OFFICER, at=factories.agency(AgencyKind.BORDER_GUARD))


def agency_of(user: User) -> Agency:
    standing = user.get_standing()
    assert standing is not None
    return standing.agency


def open_file(case: Case, by: User, **fields: Any) -> EmergencyView:
    terms: dict[str, Any] = {"kind": Emergency.THREAT, "reason": WHY, **fields}
    return emergency.open_file(case.reference, by=by, now=timezone.now(), **terms)


def judge(view: EmergencyView, by: User, verdict: Verdict = Verdict.JUSTIFIED) -> EmergencyView:
    return emergency.review(view, verdict=verdict, answer="Đã hỏi lại", by=by, now=timezone.now())


def reveal(case: Case, by: User, name: str = "full_name") -> Any:
    values = reading.reveal(
        case, fields=[(case.person, name)], reason=RevealReason.SAFETY, by=by, now=timezone.now()
    )
    return values[(case.person.uid.hex, name)]


def told(user: User) -> list[str]:
    return [notice.kind for notice in notices.for_user(user)]
