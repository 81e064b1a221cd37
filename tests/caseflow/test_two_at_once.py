"""Two people with the same page open: the second one is told, and nobody undoes the other unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import records
from caseflow.choices import ContactKind, Risk, Sex
from caseflow.models import Case, User
from caseflow.refusals import Stale
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def keeper() -> User:
    return factories.user()


@pytest.fixture
def case(keeper: User) -> Case:
    return factories.case(keeper, risk=Risk.POSSIBLE, sex=Sex.FEMALE)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_the_second_description_of_a_file_is_stale(case: Case, keeper: User) -> None:
    now = timezone.now()
    records.describe_case(case, values={"risk": Risk.HIGH}, by=keeper, now=now, version=1)

    with pytest.raises(Stale):
        records.describe_case(case, values={"sex": Sex.MALE}, by=keeper, now=now, version=1)

    again = fresh(case)
    assert (again.risk, again.sex, again.version) == (Risk.HIGH, Sex.FEMALE, 2)
    told = AuditEvent.objects.get(act="case.described")
    assert told.uid == again.last_event_uid


def test_two_pages_of_descriptions_do_not_undo_each_other(
    browser: Browser, case: Case, keeper: User
) -> None:
    client = browser(keeper)
    url = reverse("caseflow:describe", args=[case.reference])
    drawn = {name: getattr(case, name) for name in records.DESCRIPTIVE}
    first = {**drawn, "version": "1", "risk": Risk.HIGH.value}
    second = {**drawn, "version": "1", "sex": Sex.MALE.value}

    assert client.post(url, first).status_code == 302
    assert client.post(url, second).status_code == 409

    assert fresh(case).risk == Risk.HIGH


def test_the_second_correction_of_what_is_protected_is_stale(case: Case, keeper: User) -> None:
    now, seen = timezone.now(), case.person.row_ver
    records.amend_person(case, values={"phone": "0900000001"}, by=keeper, now=now, version=seen)

    with pytest.raises(Stale):
        records.amend_person(case, values={"phone": "0900000002"}, by=keeper, now=now, version=seen)


def test_a_contact_of_last_week_is_not_the_last_contact(case: Case, keeper: User) -> None:
    now = timezone.now()
    for days in (1, 7):
        records.note_contact(
            case,
            kind=ContactKind.CALL,
            text="x",
            happened_at=now - timedelta(days=days),
            by=keeper,
            now=now,
        )

    assert fresh(case).last_contact_at == now - timedelta(days=1)
