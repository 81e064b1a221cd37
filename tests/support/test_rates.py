"""Amounts of a province: who records them, which one holds on a day, what stays of a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.choices import AgencyKind, CaseState, Certainty, Role
from caseflow.models import User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from support import actions as support, showing
from support.actions import rates
from support.choices import RateKind, ServiceKind
from support.forms import RateForm
from support.models import Rate
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db

FIRST, LAST, NEXT = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def admin() -> User:
    return factories.user(Role.UNIT_ADMIN, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))


def added(admin: User, **other: Any) -> Rate:
    fields: dict[str, Any] = {
        "kind": RateKind.MEALS,
        "amount": 60_000,
        "valid_from": FIRST,
        "valid_to": None,
        "legal_basis": "Nghị quyết 5/NQ-HĐND",
        "certainty": Certainty.TEXT,
    }
    return rates.add_rate(**fields | other, by=admin, now=timezone.now())


def ended(rate: Rate, admin: User, on: date = LAST) -> Rate:
    return rates.end_rate(rate.uid, valid_to=on, by=admin, now=timezone.now())


def test_the_amount_is_that_of_the_day(admin: User) -> None:
    ended(added(admin), admin)
    added(admin, amount=75_000, valid_from=NEXT)

    province = admin.get_standing().agency.province  # type: ignore[union-attr]  # hired above
    tariff = showing.Tariff([province])

    found = [tariff.on(province, RateKind.MEALS, day) for day in (FIRST, LAST, NEXT)]
    assert [rate and rate.amount for rate in found] == [60_000, 60_000, 75_000]
    assert tariff.on(province, RateKind.MEALS, date(2025, 12, 31)) is None
    assert "60.000 đồng mỗi người mỗi ngày" in tariff.words(province, "essentials", LAST)
    assert "Nghị quyết 5/NQ-HĐND; T" in tariff.words(province, "essentials", LAST)
    assert tariff.words(province, "travel", LAST) == "chưa ghi mức"
    assert not tariff.words(province, "psychological", LAST)


@pytest.mark.parametrize(
    ("first", "last"), [(FIRST, FIRST), (LAST, None), (date(2025, 1, 1), None), (LAST, NEXT)]
)
def test_two_of_a_kind_never_hold_on_one_day(admin: User, first: date, last: date | None) -> None:
    rate = ended(added(admin), admin)

    with pytest.raises(WrongMoment):
        added(admin, valid_from=first, valid_to=last)
    if settings.ON_POSTGRES:
        twin = {field.name: getattr(rate, field.name) for field in Rate._meta.local_fields}
        for name in ("id", "uid"):
            del twin[name]
        with pytest.raises(DatabaseError), transaction.atomic():
            Rate.objects.create(**twin | {"valid_from": first, "valid_to": last})

    added(admin, kind=RateKind.HARDSHIP, valid_from=first, valid_to=last)
    assert Rate.objects.count() == 2


def test_a_mistake_is_corrected_by_a_new_row(admin: User) -> None:
    wrong = ended(added(admin), admin)

    right = rates.correct_rate(
        wrong.uid, amount=66_000, valid_from=FIRST, valid_to=None, legal_basis="Nghị quyết 6",
        certainty=Certainty.SECONDARY, by=admin, now=timezone.now(),
    )  # fmt: skip

    assert list(Rate.objects.standing()) == [right]
    assert right.corrects == wrong
    assert Rate.objects.get(pk=wrong.pk).amount == 60_000
    with pytest.raises(WrongMoment):
        ended(wrong, admin)
    acts = AuditEvent.objects.filter(act__startswith="rate.").order_by("pk")
    assert [event.act for event in acts] == ["rate.added", "rate.ended", "rate.corrected"]


REFUSED = [
    ({"amount": 0}, WrongInput),
    ({"legal_basis": " "}, WrongInput),
    ({"certainty": Certainty.UNVERIFIED}, WrongInput),
    ({"valid_to": date(2025, 1, 1)}, WrongInput),
]


@pytest.mark.parametrize(("odd", "refusal"), REFUSED)
def test_what_cannot_be_recorded(admin: User, odd: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        added(admin, **odd)
    assert not Rate.objects.exists()


def test_only_administrators_of_the_province(admin: User) -> None:
    rate = added(admin)
    elsewhere = factories.agency(AgencyKind.SOCIAL_AFFAIRS, province="001")

    with pytest.raises(OutOfReach):
        ended(rate, factories.user(Role.UNIT_ADMIN, at=elsewhere))
    with pytest.raises(WrongRole):
        added(factories.user(Role.SUPERVISOR))
    with pytest.raises(WrongInput):
        ended(rate, admin, date(2025, 1, 1))


def test_pages_add_end_and_correct(browser: Browser, admin: User) -> None:
    desk = browser(admin)
    form = {
        "kind": "meals", "amount": "60000", "valid_from": "01/01/2026", "valid_to": "",
        "legal_basis": "Nghị quyết 5", "certainty": "T",
    }  # fmt: skip
    empty = desk.get(reverse("support:rates")).content.decode()
    assert empty.count("Hôm nay chưa có mức nào được ghi.") == len(RateKind)

    assert desk.post(reverse("support:rate_add"), form | {"amount": "0"}).status_code == 422
    assert desk.post(reverse("support:rate_add"), form).status_code == 302
    again = desk.post(reverse("support:rate_add"), form)
    assert (again.status_code, "Nghị quyết 5" in again.content.decode()) == (409, True)
    rate = Rate.objects.get()
    assert "60000" in desk.get(reverse("support:rate_correct", args=[rate.uid])).content.decode()
    answer = desk.post(reverse("support:rate_end", args=[rate.uid]), {"valid_to": "30/06/2026"})
    assert answer.status_code == 302
    answer = desk.post(reverse("support:rate_correct", args=[rate.uid]), form | {"amount": "1"})
    assert answer.status_code == 302

    shown = desk.get(reverse("support:rates")).content.decode()
    assert "đã sửa thành mức khác" in shown
    assert "01/01/2026 – …: 1 đồng mỗi người mỗi ngày" in shown


def test_the_support_tab_shows_the_amount_of_the_day(browser: Browser) -> None:
    worker = factories.user(Role.SOCIAL_WORKER, at=factories.agency(AgencyKind.SOCIAL_AFFAIRS))
    case = factories.move_to(factories.case_in(CaseState.RESCUED), worker)
    home = case.responsible_agency
    added(factories.user(Role.UNIT_ADMIN, at=home))
    support.give_service(
        case, kind=ServiceKind.ESSENTIALS, provider=home, happened_on=timezone.localdate(),
        note="", by=worker, now=timezone.now(),
    )  # fmt: skip

    page = browser(worker).get(reverse("support:case_support", args=[case.reference]))

    assert "Tiền ăn tại cơ sở: 60.000 đồng mỗi người mỗi ngày (Nghị quyết 5/NQ-HĐND; T)" in (
        page.content.decode()
    )


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("60000", 60_000), ("60.000", 60_000), ("1.500.000", 1_500_000), (" 60 000 ", 60_000),
     ("1,5", None), ("1.50", None), ("60.0000", None), ("-5", None), ("0", None), ("sáu", None),
     ("9" * 25, None), ("", None)],
)  # fmt: skip
def test_an_amount_is_taken_as_people_write_it_or_refused(typed: str, amount: int | None) -> None:
    form = RateForm({"amount": typed})

    assert not form.is_valid(), "the rest is missing"
    assert form.cleaned_data.get("amount") == amount
    assert ("amount" in form.errors) == (amount is None)
