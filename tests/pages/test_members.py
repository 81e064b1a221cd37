"""The people of an agency, looked after by its administrator: joined, moved, gone, let in again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import members, records
from caseflow.choices import Role
from caseflow.models import Agency, Case, Notice, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from tests import factories
from tests.journeys.desk import Desk
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@dataclass
class Office:
    """An agency with one below it, its administrator at a desk and an officer."""

    own: Agency
    below: Agency
    admin: User
    officer: User
    desk: Desk

    def url(self, name: str, *, of: User | None = None) -> str:
        """A page about the people, or about one of them."""
        return reverse(f"caseflow:{name}", args=[self.own.code, *([of.uid] if of else [])])


@pytest.fixture
def office(browser: Browser) -> Office:
    own = factories.agency()
    admin = factories.user(Role.UNIT_ADMIN, at=own)
    officer = factories.user(Role.OFFICER, at=own)
    return Office(own, factories.agency(parent=own), admin, officer, Desk(browser(admin)))


def standing(user: User) -> tuple[Agency, Role] | None:
    found = User.objects.get(pk=user.pk).get_standing()
    return (found.agency, found.role) if found else None


def password_on(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


def events(act: str) -> int:
    return AuditEvent.objects.filter(act=act).count()


def test_somebody_new_gets_a_password_that_is_shown_once(office: Office) -> None:
    assert office.url("members") in office.desk.see(reverse("caseflow:running"))
    assert office.url("member_add") in office.desk.see(office.url("members"))
    before = events("member.joined")

    page = office.desk.fill(
        office.url("member_add"), status=200, name="Trần Gõ", username="tran.go", role="officer"
    )

    password, user = password_on(page), User.objects.get(username="tran.go")
    assert user.check_password(password)
    assert standing(user) == (office.own, Role.OFFICER)
    assert events("member.joined") == before + 1
    listed = office.desk.see(office.url("members"))
    assert "Trần Gõ" in listed
    assert password not in listed


def test_a_user_name_is_given_once(office: Office) -> None:
    typed: dict[str, Any] = {"name": "Trần Gõ", "role": "officer"}

    taken = office.desk.fill(
        office.url("member_add"), status=409, username=office.officer.username, **typed
    )
    wrong = office.desk.fill(office.url("member_add"), status=422, username="trần gõ", **typed)

    assert "Tên đăng nhập này đã được dùng" in taken
    assert "không có khoảng trắng" in wrong
    assert "Trần Gõ" in taken
    assert "Trần Gõ" in wrong


def test_another_role_and_another_agency(office: Office, browser: Browser) -> None:
    at_work = browser(office.officer)
    page = office.url("member", of=office.officer)
    assert page in office.desk.see(office.url("members"))

    office.desk.fill(page, agency=office.own.code, role="supervisor")
    assert standing(office.officer) == (office.own, Role.SUPERVISOR)
    assert at_work.get(reverse("caseflow:case_list")).status_code == 302

    office.desk.fill(page, agency=office.below.code, role="supervisor")
    assert standing(office.officer) == (office.below, Role.SUPERVISOR)
    office.desk.see(page, status=404)


def test_whoever_leaves_leaves_no_case_behind(office: Office) -> None:
    cases = [factories.case(office.officer) for _each in range(2)]
    for case in cases:
        records.assign(case, to=office.officer, by=office.officer, now=timezone.now())
    colleague = factories.user(Role.OFFICER, at=office.own)
    records.assign(cases[1], to=colleague, by=office.officer, now=timezone.now())

    office.desk.press(office.url("member_end", of=office.officer), status=302)

    assert standing(office.officer) is None
    assert [Case.objects.get(pk=case.pk).assigned_to for case in cases] == [None, colleague]
    told = Notice.objects.get(kind="case.unassigned")
    assert (told.case, told.agency, told.supervisors_only) == (cases[0], office.own, True)
    assert (events("case.unassigned"), events("member.left")) == (1, 1)

    office.desk.press(office.url("member_end", of=office.officer), status=409)
    office.desk.fill(
        office.url("member", of=office.officer), agency=office.own.code, role="officer"
    )
    assert standing(office.officer) == (office.own, Role.OFFICER)


@pytest.mark.parametrize(("role", "keeps"), [(Role.SUPERVISOR, True), (Role.AUDITOR, False)])
def test_a_case_is_kept_in_roles_that_work_with_cases(
    office: Office, role: Role, keeps: bool
) -> None:
    case = factories.case(office.officer)
    records.assign(case, to=office.officer, by=office.officer, now=timezone.now())

    members.move_member(
        office.officer, agency=office.own, role=role, by=office.admin, now=timezone.now()
    )

    assert (Case.objects.get(pk=case.pk).assigned_to is not None) == keeps


def test_a_new_password_and_no_second_factor(office: Office, browser: Browser) -> None:
    Authenticator.objects.create(user=office.officer, type=Authenticator.Type.TOTP, data={})
    at_work = browser(office.officer)

    page = office.desk.press(office.url("member_reset", of=office.officer))

    user = User.objects.get(pk=office.officer.pk)
    assert user.check_password(password_on(page))
    assert not Authenticator.objects.filter(user=user).exists()
    assert at_work.get(reverse("caseflow:case_list")).status_code == 302
    assert events("member.reset") == 1


def test_nobody_looks_after_oneself(office: Office) -> None:
    now, admin = timezone.now(), office.admin
    assert office.url("member", of=admin) not in office.desk.see(office.url("members"))
    office.desk.see(office.url("member", of=admin), status=403)
    for name in ("member_end", "member_reset"):
        assert "tự quản lý" in office.desk.press(office.url(name, of=admin), status=403)

    with pytest.raises(WrongRole):
        members.move_member(admin, agency=office.below, role=Role.AUDITOR, by=admin, now=now)
    with pytest.raises(WrongRole):
        members.end_member(admin, by=admin, now=now)
    with pytest.raises(WrongRole):
        members.reset_member(admin, by=admin, now=now)
    assert standing(admin) == (office.own, Role.UNIT_ADMIN)


def test_people_of_other_agencies_are_out_of_reach(office: Office) -> None:
    now, stranger = timezone.now(), factories.user()
    elsewhere = Agency.objects.get(memberships__user=stranger)
    told: dict[str, Any] = {"by": office.admin, "now": now}

    with pytest.raises(OutOfReach):
        members.move_member(stranger, agency=office.own, role=Role.OFFICER, **told)
    with pytest.raises(OutOfReach):
        members.move_member(office.officer, agency=elsewhere, role=Role.OFFICER, **told)
    with pytest.raises(OutOfReach):
        members.add_member(elsewhere, username="moi", name="Mới", role=Role.OFFICER, **told)
    with pytest.raises(OutOfReach):
        members.reset_member(stranger, **told)
    office.desk.see(office.url("member", of=stranger), status=404)
    with pytest.raises(WrongRole):
        members.end_member(
            office.officer, by=factories.user(Role.SUPERVISOR, at=office.own), now=now
        )


def test_nothing_changed_and_too_late(office: Office) -> None:
    told: dict[str, Any] = {"by": office.admin, "now": timezone.now()}
    with pytest.raises(WrongInput):
        members.move_member(office.officer, agency=office.own, role=Role.OFFICER, **told)
    members.end_member(office.officer, **told)
    with pytest.raises(WrongMoment):
        members.reset_member(office.officer, **told)
