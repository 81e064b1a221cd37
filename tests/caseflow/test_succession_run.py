"""An agency ends: seen before, agreed by both sides, carried out bit by bit, whole after any kill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.actions import steps, succession
from caseflow.choices import AgencyKind, GrantBasis, Level, Role
from caseflow.holdings import holding
from caseflow.models import (
    AgencySuccession,
    Case,
    Membership,
    Responsibility,
    SuccessionRun,
    User,
)
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from referrals.models import Handoff
from tests import factories
from tests.pages.conftest import Browser, browser
from tests.referrals.scene import Scene
from tests.support.test_support import invariants

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


class Reform:
    """A police agency with three files, a handoff each way, a grant and three people ends."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.old = self.scene.case.responsible_agency
        self.heir = factories.agency(AgencyKind.POLICE)
        self.other_heir = factories.agency(AgencyKind.POLICE)
        self.admin = factories.user(Role.UNIT_ADMIN, at=self.old)
        self.heir_admin = factories.user(Role.UNIT_ADMIN, at=self.heir)
        self.chief = factories.user(Role.SUPERVISOR, at=self.old)
        self.cases = [self.scene.case, *(factories.case(self.scene.officer) for _ in range(2))]
        self.given = self.scene.sent()
        foreign = factories.case(self.scene.worker)
        with transaction.atomic():
            access.grant(
                foreign, to=self.old, level=Level.TRAIL, basis=GrantBasis.HELPER,
                by=self.scene.worker, now=timezone.now(),
            )  # fmt: skip
        self.foreign = foreign

    def prepared(self, **more: Any) -> SuccessionRun:
        now = timezone.now()
        terms: dict[str, Any] = {"successor": self.heir, "on": timezone.localdate(now),
                 "agreement": "12/BB ngày 20/11/2026"}  # fmt: skip
        return succession.prepare(self.old, by=self.admin, now=now, **(terms | more))

    def confirmed(self) -> SuccessionRun:
        return succession.confirm(self.prepared(), by=self.heir_admin, now=timezone.now())


@pytest.fixture
def reform() -> Reform:
    return Reform()


def carry_on() -> int:
    return succession.carry_on(timezone.now())


def assert_everything_moved(reform: Reform, run: SuccessionRun) -> None:
    run.refresh_from_db()
    old = reform.old
    old.refresh_from_db()
    assert run.finished_at is not None
    assert holding(old, timezone.now()).is_empty
    assert not Handoff.objects.waiting().filter(sender=old).exists()
    assert old.valid_to == run.on - timedelta(days=1)
    moved = Case.objects.filter(pk__in=[case.pk for case in reform.cases])
    assert set(moved.values_list("responsible_agency", flat=True)) == {reform.heir.pk}
    assert AuditEvent.objects.filter(act="case.succeeded").count() == len(reform.cases)
    assert AuditEvent.objects.filter(act="succession.finished").count() == 1
    assert Membership.objects.current().filter(agency=reform.heir).count() == 4
    assert access.reach(User.objects.get(pk=reform.scene.officer.pk), reform.foreign) == Level.TRAIL
    assert "0 violations" in invariants()


def test_files_handoffs_clocks_grants_and_people_go_to_the_successor(reform: Reform) -> None:
    run = reform.confirmed()

    carry_on()

    assert_everything_moved(reform, run)
    assert Handoff.objects.get(pk=reform.given.pk).sender == reform.heir
    link = AgencySuccession.objects.get(predecessor=reform.old, successor=reform.heir)
    assert link.legal_basis == "12/BB ngày 20/11/2026"


def test_history_keeps_the_old_name(reform: Reform) -> None:
    reform.confirmed()
    carry_on()

    stretches = Responsibility.objects.filter(case=reform.cases[0]).order_by("pk")

    assert [stretch.agency for stretch in stretches] == [reform.old, reform.heir]
    assert reform.cases[0].receiving_agency == reform.old


def test_ended_files_go_too_and_the_successor_opens_them_again(reform: Reform) -> None:
    now, officer = timezone.now(), reform.scene.officer
    closed = factories.close(reform.cases[1], proposer=officer, now=now)
    doubted = steps.rule_out(
        reform.cases[2], reason="Chưa đủ", person_told=True, happened_on=timezone.localdate(),
        by=officer, now=now,
    )  # fmt: skip
    reform.confirmed()

    carry_on()

    heirs = factories.user(at=reform.heir)
    for case in (closed, doubted):
        assert Case.objects.visible_to(heirs).filter(pk=case.pk).exists()
        assert access.reach(heirs, Case.objects.get(pk=case.pk)) == Level.WORK
        assert not case.responsibilities.filter(ended_at__isnull=True).exists()
        assert [each.agency for each in case.responsibilities.order_by("pk")] == [
            reform.old, reform.heir,
        ]  # fmt: skip
    assert holding(reform.old, timezone.now()).is_empty
    opened = factories.reopen(Case.objects.get(pk=closed.pk), proposer=heirs, now=timezone.now())
    assert opened.responsible_agency == reform.heir
    assert opened.responsibilities.filter(ended_at__isnull=True).count() == 1
    assert "0 violations" in invariants()


def test_an_ended_file_of_a_divided_agency_goes_where_it_was_chosen_to_go(reform: Reform) -> None:
    closed = factories.close(reform.cases[1], proposer=reform.scene.officer, now=timezone.now())
    run = reform.prepared()
    succession.choose(run, {closed.uid: reform.other_heir}, by=reform.chief, now=timezone.now())
    succession.confirm(run, by=reform.heir_admin, now=timezone.now())

    carry_on()

    assert Case.objects.get(pk=closed.pk).responsible_agency == reform.other_heir
    assert access.reach(factories.user(at=reform.heir), Case.objects.get(pk=closed.pk)) is None


def test_a_divided_agency_gives_each_file_to_the_chosen_successor(reform: Reform) -> None:
    run = reform.prepared()
    succession.choose(
        run, {reform.cases[1].uid: reform.other_heir}, by=reform.chief, now=timezone.now()
    )
    succession.confirm(run, by=reform.heir_admin, now=timezone.now())

    carry_on()

    holders = {case.pk: case.responsible_agency for case in Case.objects.all()}
    assert holders[reform.cases[0].pk] == reform.heir
    assert holders[reform.cases[1].pk] == reform.other_heir
    assert reform.old.successions.count() == 2
    assert "0 violations" in invariants()


def test_nothing_moves_before_both_sides_agreed_and_the_day_has_come(reform: Reform) -> None:
    run = reform.prepared(on=timezone.localdate() + timedelta(days=2))
    assert carry_on() == 0
    succession.confirm(run, by=reform.heir_admin, now=timezone.now())
    assert carry_on() == 0

    assert succession.carry_on(timezone.now() + timedelta(days=2)) > 0


def test_who_may_do_what(reform: Reform) -> None:
    now = timezone.now()
    with pytest.raises(WrongRole):
        succession.prepare(reform.old, successor=reform.heir, on=now.date(), agreement="1",
                           by=reform.heir_admin, now=now)  # fmt: skip
    for wrong in ({"successor": reform.old}, {"agreement": " "}):
        with pytest.raises(WrongInput):
            reform.prepared(**wrong)
    run = reform.prepared()
    with pytest.raises(WrongMoment):
        reform.prepared()
    for person in (reform.admin, reform.chief, reform.scene.officer):
        with pytest.raises(WrongRole):
            succession.confirm(run, by=person, now=now)
    with pytest.raises(WrongRole):
        succession.choose(run, {}, by=reform.admin, now=now)
    with pytest.raises(OutOfReach):
        succession.choose(run, {reform.foreign.uid: reform.heir}, by=reform.chief, now=now)
    succession.cancel(run, by=reform.admin, now=now)
    with pytest.raises(WrongMoment):
        succession.confirm(run, by=reform.heir_admin, now=now)


class Killed(BaseException):
    """Stands for the end of the process."""


def killing_at(number: int) -> Callable[..., Any]:
    """Ends everything at this database statement."""
    seen = 0

    def execute(go_on: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Killed
        return go_on(sql, params, many, context)

    return execute


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_killed_at_any_statement_and_started_again_it_ends_right(monkeypatch: Any) -> None:
    monkeypatch.setattr(succession, "BATCH", 1)
    reform = Reform()
    run = reform.confirmed()
    kills = 0
    step = 7
    while True:
        try:
            with connection.execute_wrapper(killing_at(step)):
                carry_on()
        except Killed:
            kills += 1
            step += 7
            for case in Case.objects.open():
                assert case.responsibilities.filter(ended_at__isnull=True).count() == 1
            continue
        break

    assert kills > 5
    assert_everything_moved(reform, run)


def test_both_administrators_do_it_on_pages(browser: Browser, reform: Reform) -> None:
    admin, heir_admin = browser(reform.admin), browser(reform.heir_admin)
    prepare = reverse("caseflow:succession_prepare")
    today = timezone.localdate()
    answer = admin.post(
        prepare,
        {
            "predecessor": reform.old.code, "successor": reform.heir.code,
            "on_0": today.day, "on_1": today.month, "on_2": today.year,
            "agreement": "12/BB ngày 20/11/2026",
        },
    )  # fmt: skip
    url = answer.headers["Location"]

    page = heir_admin.get(url).content.decode()
    assert "Hồ sơ đang mở còn ở đơn vị cũ" in page
    assert "Xác nhận" in page
    assert "Xác nhận</button>" not in admin.get(url).content.decode()
    assert reform.cases[0].reference not in page
    assert heir_admin.post(url, {"deed": "confirm"}).status_code == 302
    carry_on()

    assert "Đã xong" in heir_admin.get(url).content.decode()
    assert browser(factories.user(Role.UNIT_ADMIN)).get(url).status_code == 404
    assert browser(factories.user()).get(prepare).status_code == 403


def test_the_supervisor_chooses_on_a_page(browser: Browser, reform: Reform) -> None:
    run = reform.prepared()
    url = reverse("caseflow:succession_choices", args=[run.uid])
    chief = browser(reform.chief)

    page = chief.get(url).content.decode()
    assert all(case.reference in page for case in reform.cases)
    data = {f"case_{case.uid.hex}": reform.heir.code for case in reform.cases}
    data[f"case_{reform.cases[2].uid.hex}"] = reform.other_heir.code
    assert chief.post(url, data).status_code == 302

    chosen = {choice.case_id: choice.successor for choice in run.choices.all()}
    assert chosen[reform.cases[2].pk] == reform.other_heir
    assert browser(reform.admin).get(url).status_code == 404


def test_supervisors_of_the_agency_that_ends_are_led_to_the_choice(
    browser: Browser, reform: Reform
) -> None:
    chief, board = browser(reform.chief), reverse("caseflow:board")
    run, words = reform.prepared(), "Chọn đơn vị kế nhiệm cho hồ sơ"
    choices = reverse("caseflow:succession_choices", args=[run.uid])

    assert choices in chief.get(board).content.decode()
    page = chief.get(choices).content.decode()

    assert reform.cases[0].reference in page
    assert f"thì sang {reform.heir.label}" in page
    assert "Không còn hồ sơ nào để chọn" in chief.get(f"{choices}?sau={10**9}").content.decode()
    succession.cancel(run, by=reform.admin, now=timezone.now())
    assert words not in chief.get(board).content.decode()
