"""The person's data are seen or lost: 72 hours run from when it was found, until the authority is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import data_breaches as actions, data_requests, proposals
from caseflow.choices import CloseReason, DataChannel, DataRequestKind, Role, Step
from caseflow.models import Case, Clock, DataBreach, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment
from tests import factories
from tests.law.scene import worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return worker()


@pytest.fixture
def case(keeper: User) -> Case:
    return factories.case(keeper, received_at=timezone.now() - timedelta(days=40))


def told(breach: DataBreach, by: User, **fields: Any) -> DataBreach:
    now = timezone.now()
    given = {"notified_at": now, "person_told_on": None, "notice": "Văn bản 12"} | fields
    return actions.settle_breach(breach, **given, by=by, now=now)


def limit(breach: DataBreach) -> Clock:
    return Clock.objects.get(about_uid=breach.uid)


def test_72_hours_from_when_it_was_found(case: Case, keeper: User) -> None:
    now = timezone.now()
    breach = factories.breach(
        case, keeper, happened_on=timezone.localdate() - timedelta(days=9),
        found_at=now - timedelta(hours=5),
    )  # fmt: skip

    running = limit(breach)
    assert running.rule == "data.breach_notice"
    assert running.due_at == now + timedelta(hours=67)
    assert running.met_at is None

    told(breach, keeper)
    assert limit(breach).state_at(now) == "met"
    acts = AuditEvent.objects.filter(act__startswith="data_breach.").values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["data_breach.recorded", "data_breach.notified"]


def test_told_too_late_stays_late(case: Case, keeper: User) -> None:
    breach = factories.breach(
        case, keeper, happened_on=timezone.localdate() - timedelta(days=9),
        found_at=timezone.now() - timedelta(hours=80),
    )  # fmt: skip
    told(breach, keeper)
    assert limit(breach).state_at(timezone.now()) == "met_late"


def test_where_the_person_was_the_person_is_told_too(case: Case, keeper: User) -> None:
    breach = factories.breach(case, keeper, traces=True)
    with pytest.raises(WrongInput):
        told(breach, keeper)
    told(breach, keeper, person_told_on=timezone.localdate())
    with pytest.raises(WrongMoment):
        told(breach, keeper)


@pytest.mark.parametrize(
    "fields",
    [
        {"found_at": timedelta(hours=1)},
        {"found_at": timedelta(days=-2)},
    ],
)
def test_odd_times_are_refused(case: Case, keeper: User, fields: dict[str, timedelta]) -> None:
    with pytest.raises(WrongInput):
        factories.breach(
            case, keeper, **{name: timezone.now() + shift for name, shift in fields.items()}
        )
    assert not DataBreach.objects.exists()


def test_before_it_was_found_nobody_was_told(case: Case, keeper: User) -> None:
    breach = factories.breach(case, keeper)
    with pytest.raises(WrongInput):
        told(breach, keeper, notified_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(WrongInput):
        told(breach, keeper, person_told_on=timezone.localdate() + timedelta(days=1))


def test_nobody_else_writes_there(case: Case) -> None:
    with pytest.raises(OutOfReach):
        factories.breach(case, worker())


def test_the_page_shows_until_when_and_what_was_typed_stays(
    case: Case, keeper: User, browser: Browser
) -> None:
    page = reverse("caseflow:data_breaches", args=[case.reference])
    desk = browser(keeper)
    typed = {
        "kind": "leaked", "happened_on": "23/11/2026", "found_at": "23/11/2030 07:30",
        "text": "Ảnh bị gửi nhầm cho người quen",
    }  # fmt: skip
    refused = desk.post(page, typed)
    assert refused.status_code == 422
    assert "Ảnh bị gửi nhầm" in refused.content.decode()

    written = desk.post(page, typed | {"found_at": "23/11/2026 07:30"}, follow=True)
    shown = written.content.decode()
    assert "Điều 23" in shown
    assert "Ảnh bị gửi nhầm" not in shown
    notice = reverse("caseflow:breach_notice", args=[case.reference, DataBreach.objects.get().uid])
    assert notice in shown
    desk.post(notice, {"notified_at": "23/11/2026 07:45", "notice": "Số 12"})
    assert "Đã thông báo lúc" in desk.get(page).content.decode()


def test_what_was_asked_before_the_end_runs_again_after_it(case: Case, keeper: User) -> None:
    now = timezone.now()
    request = data_requests.record_data_request(
        case, kind=DataRequestKind.SEE, channel=DataChannel.PHONE,
        happened_on=timezone.localdate(), text="Xin xem", by=keeper, now=now,
    )  # fmt: skip
    chief = factories.user(Role.SUPERVISOR, at=case.responsible_agency)
    for step, reason in ((Step.CLOSE, CloseReason.WITHDREW), (Step.REOPEN, None)):
        proposal = proposals.propose(
            Case.objects.get(pk=case.pk), step=step, grounds="Vì sao", close_reason=reason,
            by=keeper, now=now,
        )  # fmt: skip
        proposals.approve(proposal, by=chief, now=now)

    states = {clock.state_at(now) for clock in Clock.objects.filter(about_uid=request.uid)}
    assert states == {"running"}
