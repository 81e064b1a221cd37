"""More days for a limit: asked for with a reason, given once by a supervisor who is somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import clocks, workdays
from caseflow.actions import proposals
from caseflow.choices import Role
from caseflow.models import Case, Clock, Notice, Proposal, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

FORM = {"days": "10", "grounds": "Chờ cơ quan khác trả lời"}


@pytest.fixture
def case(officer: User) -> Case:
    return factories.case(officer)


@pytest.fixture
def limit(case: Case) -> Clock:
    """Twenty days to delete, which may be lengthened once by twenty (Decree 356/2025 Art. 5)."""
    [clock] = clocks.start(case, "data_deletion_requested", at=timezone.now())
    return clock


def page(clock: Clock) -> str:
    reference = clock.case.reference
    return reverse("caseflow:extension", kwargs={"reference": reference, "clock": clock.uid})


def decision(proposal: Proposal) -> str:
    return reverse(
        "caseflow:decide",
        kwargs={"reference": proposal.case.reference, "proposal": proposal.uid},
    )


def ask(clock: Clock, by: User, days: int = 10) -> Proposal:
    return proposals.propose_extension(
        clock, days=days, grounds="Chờ cơ quan khác trả lời", by=by, now=timezone.now()
    )


def due(clock: Clock) -> datetime:
    return Clock.objects.get(pk=clock.pk).due_at


def test_the_limit_moves_when_another_person_approves_and_not_before(
    browser: Browser, officer: User, supervisor: User, case: Case, limit: Clock
) -> None:
    desk, chief = browser(officer), browser(supervisor)
    address = reverse("caseflow:case", kwargs={"reference": case.reference})
    assert page(limit) in desk.get(address).content.decode()

    assert desk.post(page(limit), FORM).status_code == 302

    proposal = case.proposals.get()
    assert due(limit) == limit.due_at
    card = desk.get(address).content.decode()
    assert decision(proposal) in card
    assert page(limit) not in card
    assert "Việc tiếp theo: chờ giám sát viên" not in card
    assert "Gia hạn 10 ngày" in chief.get(reverse("caseflow:board")).content.decode()
    assert Notice.objects.filter(kind="proposal.waiting", case=case).count() == 1
    shown = chief.get(decision(proposal)).content.decode()
    assert "Gia hạn 10 ngày" in shown
    assert str(clocks.why(limit).label) in shown
    assert "Chờ cơ quan khác" not in shown

    assert chief.post(decision(proposal), {"approve": "1"}).status_code == 302

    moved = Clock.objects.get(pk=limit.pk)
    assert moved.due_at == limit.due_at + timedelta(days=10)
    assert moved.extended_count == 1
    told, first, enough, last = clocks.why(moved).lines[-4:]
    assert told.startswith("Được gia hạn từ hết ")
    assert told.endswith(f"{workdays.local_day(limit.due_at):%d/%m/%Y}.")
    assert first.startswith("Ngày đầu tiên được tính: ")
    assert enough.startswith("Đủ 10 ngày: ")
    assert last.endswith(f"{workdays.local_day(moved.due_at):%d/%m/%Y}.")
    acts = AuditEvent.objects.filter(case_uid=case.uid, act__startswith="clock.ext")
    assert [event.act for event in acts.order_by("pk")] == [
        "clock.extension_proposed",
        "clock.extended",
    ]


def test_a_returned_proposal_leaves_the_limit_and_may_be_made_again(
    browser: Browser, officer: User, supervisor: User, limit: Clock
) -> None:
    proposal = ask(limit, officer)
    chief = browser(supervisor)

    assert chief.post(decision(proposal), {"answer": ""}).status_code == 422
    assert chief.post(decision(proposal), {"answer": "Đủ thời gian"}).status_code == 302

    assert due(limit) == limit.due_at
    assert AuditEvent.objects.filter(act="clock.extension_returned").count() == 1
    assert Notice.objects.filter(kind="proposal.returned", user=officer).count() == 1
    again = chief.post(decision(proposal), {"approve": "1"})
    assert again.status_code == 409
    assert "đã được trả lời" in again.content.decode()
    ask(limit, officer)


def as_it_is(_clock: Clock, _chief: User) -> None:
    pass


def knows_none(clock: Clock, _chief: User) -> None:
    Clock.objects.filter(pk=clock.pk).update(rule="data.first_answer")


def asked(clock: Clock, chief: User) -> None:
    ask(clock, chief)


def given(clock: Clock, chief: User) -> None:
    other = factories.user(Role.SUPERVISOR, at=clock.agency)
    proposals.approve(ask(clock, chief), by=other, now=timezone.now())


def met(clock: Clock, _chief: User) -> None:
    clocks.meet(clock.case, "data_deletion_done", at=timezone.now())


def passed(clock: Clock, _chief: User) -> None:
    Clock.objects.filter(pk=clock.pk).update(due_at=timezone.now() - timedelta(hours=1))


def ended(clock: Clock, chief: User) -> None:
    factories.close(clock.case, proposer=chief, now=timezone.now())


STATES: list[tuple[Callable[[Clock, User], None], int, str]] = [
    (as_it_is, 302, ""),
    (knows_none, 409, "không cho gia hạn"),
    (asked, 409, "đang chờ duyệt"),
    (given, 409, "không gia hạn lần nữa"),
    (met, 409, "không còn chạy"),
    (passed, 409, "báo lý do trễ"),
    (ended, 409, "Hồ sơ đã kết thúc"),
]


@pytest.mark.parametrize("who", ["officer", "supervisor", "auditor", "stranger"])
@pytest.mark.parametrize(("state", "status", "sentence"), STATES)
def test_who_may_ask_when(  # noqa: PLR0917 - people, a state and what is expected
    browser: Browser,
    officer: User,
    supervisor: User,
    limit: Clock,
    who: str,
    state: Callable[[Clock, User], None],
    status: int,
    sentence: str,
) -> None:
    people = {
        "officer": officer,
        "supervisor": supervisor,
        "auditor": factories.user(Role.AUDITOR, at=limit.agency),
        "stranger": factories.user(),
    }
    state(limit, supervisor)
    before = due(limit)

    answer = browser(people[who]).post(page(limit), FORM)

    inside = who in ("officer", "supervisor")
    assert answer.status_code == (status if inside else 404)
    if inside and sentence:
        shown = answer.content.decode()
        assert sentence in shown
        assert "Chờ cơ quan khác trả lời" in shown, "what was typed is kept"
    assert due(limit) == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("proposer", 403), ("officer", 403), ("supervisor", 302), ("stranger", 404)],
)
def test_who_may_approve(  # noqa: PLR0917 - people and what is expected
    browser: Browser, officer: User, supervisor: User, limit: Clock, who: str, status: int
) -> None:
    proposer = factories.user(Role.SUPERVISOR, at=limit.agency)
    people = {
        "proposer": proposer,
        "officer": officer,
        "supervisor": supervisor,
        "stranger": factories.user(Role.SUPERVISOR),
    }
    proposal = ask(limit, proposer)

    answer = browser(people[who]).post(decision(proposal), {"approve": "1"})

    assert answer.status_code == status
    assert (due(limit) != limit.due_at) == (status == 302)


@pytest.mark.parametrize("state", [met, ended])
def test_what_no_longer_runs_is_not_lengthened_and_can_be_sent_back(
    browser: Browser,
    officer: User,
    supervisor: User,
    limit: Clock,
    state: Callable[[Clock, User], None],
) -> None:
    proposal = ask(limit, officer)
    state(limit, supervisor)
    chief = browser(supervisor)

    refused = chief.post(decision(proposal), {"approve": "1"})

    assert refused.status_code == 409
    assert "không còn chạy" in refused.content.decode()
    assert due(limit) == limit.due_at
    assert chief.post(decision(proposal), {"answer": "Đã xong"}).status_code == 302


def test_what_was_asked_for_in_time_is_given_after_the_limit_and_reminds_again(
    officer: User, supervisor: User, limit: Clock
) -> None:
    proposal = ask(limit, officer)
    passed(limit, supervisor)
    late = due(limit)

    proposals.approve(proposal, by=supervisor, now=timezone.now())

    moved = Clock.objects.get(pk=limit.pk)
    assert moved.due_at > timezone.now() > late
    assert moved.reminder.at > timezone.now()


@pytest.mark.parametrize(
    "typed", [{"days": "0"}, {"days": "-3"}, {"days": "21"}, {"days": "9" * 40},
              {"days": "mười"}, {"days": ""}, {"grounds": " "}],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_loses_nothing(
    browser: Browser, officer: User, limit: Clock, typed: dict[str, str]
) -> None:
    desk: Client = browser(officer)

    answer = desk.post(page(limit), FORM | typed)

    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    if "days" in typed:
        assert FORM["grounds"] in answer.content.decode()


def test_a_limit_of_another_file_and_a_rule_without_more_days_are_not_offered(
    browser: Browser, officer: User, supervisor: User, case: Case, limit: Clock
) -> None:
    desk, other = browser(officer), factories.case(officer)
    wrong = reverse("caseflow:extension", kwargs={"reference": other.reference, "clock": limit.uid})
    assert desk.get(wrong).status_code == 404

    knows_none(limit, supervisor)

    assert desk.get(page(limit)).status_code == 409
    address = reverse("caseflow:case", kwargs={"reference": case.reference})
    assert page(limit) not in desk.get(address).content.decode()
