"""What the person asks about the own data: limits of data law begin with it and end with the answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import data_requests as actions
from caseflow.choices import DataAnswer, DataChannel, DataRequestKind
from caseflow.models import Case, Clock, DataRequest, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from tests import factories
from tests.law.scene import worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def keeper() -> User:
    return worker()


@pytest.fixture
def case(keeper: User) -> Case:
    return factories.case(keeper, received_at=timezone.now() - timedelta(days=40))


def asked(case: Case, by: User, **other: Any) -> DataRequest:
    fields: dict[str, Any] = {
        "kind": DataRequestKind.SEE,
        "channel": DataChannel.IN_PERSON,
        "happened_on": TODAY,
        "text": "Muốn xem lời kể",
    }
    return actions.record_data_request(case, **fields | other, by=by, now=timezone.now())


def answered(request: DataRequest, by: User, answer: DataAnswer, **other: Any) -> DataRequest:
    fields: dict[str, Any] = {"answered_on": TODAY, "text": "Đã hẹn ngày xem"}
    return actions.answer_data_request(
        request, answer=answer, **fields | other, by=by, now=timezone.now()
    )


def limits(request: DataRequest) -> dict[str, Clock]:
    return {clock.rule: clock for clock in Clock.objects.filter(about_uid=request.uid)}


KINDS = [
    (DataRequestKind.SEE, "data.access_done", 10),
    (DataRequestKind.CORRECT, "data.access_done", 10),
    (DataRequestKind.SUPPLY, "data.access_done", 10),
    (DataRequestKind.WITHDRAW, "data.withdrawal_done", 15),
    (DataRequestKind.RESTRICT, "data.withdrawal_done", 15),
    (DataRequestKind.OBJECT, "data.withdrawal_done", 15),
    (DataRequestKind.DELETE, "data.deletion_done", 20),
    (DataRequestKind.PROTECT, "data.protection_done", 15),
]


@pytest.mark.parametrize(("kind", "rule", "days"), KINDS)
def test_each_kind_has_the_days_of_the_decree(
    case: Case, keeper: User, kind: DataRequestKind, rule: str, days: int
) -> None:
    found = limits(asked(case, keeper, kind=kind))

    assert set(found) == {"data.first_answer", rule}
    assert timezone.localdate(found[rule].due_at) == TODAY + timedelta(days=days)
    # Tuesday 24/11 is taken off in the whole country.
    assert timezone.localdate(found["data.first_answer"].due_at) == date(2026, 11, 26)

    request = DataRequest.objects.get()
    answered(request, keeper, DataAnswer.FIRST)
    met = {code for code, clock in limits(request).items() if clock.met_at}
    assert met == {"data.first_answer"}
    answered(request, keeper, DataAnswer.DONE)
    assert all(clock.met_at for clock in limits(request).values())


def test_the_last_answer_is_also_the_first(case: Case, keeper: User) -> None:
    other = asked(case, keeper)
    request = answered(asked(case, keeper), keeper, DataAnswer.REFUSED, text="Hại người khác")

    assert (request.first_answered_on, request.settled_on) == (TODAY, TODAY)
    assert all(clock.met_at for clock in limits(request).values())
    assert not any(clock.met_at for clock in limits(other).values())
    acts = AuditEvent.objects.filter(act__startswith="data_request.").order_by("pk")
    assert [event.act.partition(".")[2] for event in acts] == ["recorded", "recorded", "answered"]


def test_before_the_decree_there_is_no_limit(browser: Browser, keeper: User) -> None:
    old = factories.case(keeper, received_at=datetime(2025, 12, 1, 9, tzinfo=timezone.get_current_timezone()))  # fmt: skip

    request = asked(old, keeper, happened_on=date(2025, 12, 31))

    assert not limits(request)
    page = browser(keeper).get(reverse("caseflow:data_requests", args=[old.reference]))
    assert "Luật chưa ghi hạn cho ngày nhận này." in page.content.decode()


ODD: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"happened_on": TODAY + timedelta(days=1)}, WrongInput),
    ({"happened_on": date(2026, 1, 1)}, WrongInput),
]


@pytest.mark.parametrize(("odd", "refusal"), ODD)
def test_odd_requests(
    case: Case, keeper: User, odd: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        asked(case, keeper, **odd)
    with pytest.raises(OutOfReach):
        asked(case, factories.user())


def test_odd_answers(case: Case, keeper: User) -> None:
    request = asked(case, keeper, happened_on=TODAY - timedelta(days=2))

    for odd in (
        {"answer": DataAnswer.REFUSED, "text": " "},
        {"answer": DataAnswer.DONE, "answered_on": TODAY - timedelta(days=3)},
        {"answer": DataAnswer.DONE, "answered_on": TODAY + timedelta(days=1)},
    ):
        with pytest.raises(WrongInput):
            answered(request, keeper, **odd)
    answered(request, keeper, DataAnswer.FIRST)
    with pytest.raises(WrongMoment):
        answered(request, keeper, DataAnswer.FIRST)
    answered(request, keeper, DataAnswer.DONE)
    with pytest.raises(WrongMoment):
        answered(request, keeper, DataAnswer.DONE)


def test_pages_take_down_and_answer(browser: Browser, case: Case, keeper: User) -> None:
    desk = browser(keeper)
    address = reverse("caseflow:data_requests", args=[case.reference])
    form = {"kind": "delete", "channel": "letter", "happened_on": "23/11/2026", "text": "Xoá ảnh"}

    assert desk.post(address, form | {"kind": "sell"}).status_code == 422
    assert desk.post(address, form).status_code == 302
    request = DataRequest.objects.get()
    answer = reverse("caseflow:data_answer", args=[case.reference, request.uid])
    shown = desk.get(address).content.decode()
    assert answer in shown
    assert "Nghị định 356/2025/NĐ-CP Điều 5; T" in shown
    assert "Xoá ảnh" not in shown
    said = {"answer": "refused", "answered_on": "23/11/2026", "text": ""}
    assert desk.post(answer, said).status_code == 422
    assert desk.post(answer, said | {"text": "Luật buộc giữ"}).status_code == 302
    assert desk.post(answer, said | {"text": "Luật buộc giữ"}).status_code == 409
    shown = desk.get(address).content.decode()
    assert "Từ chối, có lý do, 23/11/2026" in shown
    assert answer not in shown
