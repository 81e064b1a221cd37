"""The desk list: order, groups, filters, codes, pages by key, and never a name."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from caseflow import access, reports
from caseflow.choices import AgeBand, AgencyKind, CaseState, GrantBasis, Interpreter, Level, Role
from caseflow.models import Case, User
from caseflow.reports import Filters
from caseflow.reports.lists import CHILD, ENDED, LANGUAGE, OTHERS, OURS
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

LIST = "/ho-so/"


def due(case: Case, at: datetime | None) -> Case:
    Case._base_manager.filter(pk=case.pk).update(next_due_at=at)
    return case


@pytest.fixture
def desk(officer: User) -> dict[str, Case]:
    """One case in each group."""
    now = timezone.now()
    return {
        "late": due(factories.case(officer), now - timedelta(hours=3)),
        "soon": due(factories.case(officer), now + timedelta(hours=3)),
        "on_time": due(factories.case(officer), now + timedelta(days=3)),
        "undated": due(factories.case(officer), None),
    }


def found(user: User, **asked: object) -> list[tuple[str, str]]:
    standing = user.get_standing()
    assert standing is not None
    parts = reports.segments(user, standing, Filters(**asked), timezone.now())  # type: ignore[arg-type]
    return [(group, case.reference) for group, case in reports.case_page(parts).rows]


def test_the_list_goes_from_late_to_in_time(officer: User, desk: dict[str, Case]) -> None:
    assert found(officer) == [
        ("late", desk["late"].reference),
        ("soon", desk["soon"].reference),
        ("on_time", desk["on_time"].reference),
        ("on_time", desk["undated"].reference),
    ]


def test_the_page_shows_groups_codes_and_no_names(
    browser: Browser, officer: User, desk: dict[str, Case]
) -> None:
    page = browser(officer).get(LIST).content.decode()

    assert page.index("Quá hạn <span") < page.index("Đến hạn trong 24 giờ <span")
    assert all(case.reference in page for case in desk.values())
    assert "Lò Thị Mẫu" not in page
    assert "Báo lý do trễ" in page
    assert "Quá hạn 3 giờ" in page


def test_a_case_elsewhere_stands_last_with_no_needs_and_no_limit_of_ours(
    browser: Browser, officer: User
) -> None:
    case = due(factories.case(age_band=AgeBand.FROM_13), timezone.now() - timedelta(days=3))
    access.grant(
        case, to=officer, level=Level.TRAIL, basis=GrantBasis.FORMER, by=officer, now=timezone.now()
    )

    page = browser(officer).get(LIST).content.decode()

    assert found(officer) == [("elsewhere", case.reference)]
    assert found(officer, waiting=OTHERS) == found(officer)
    assert found(officer, waiting=OURS) == []
    assert "0 hồ sơ đang mở" in page
    assert "Quá hạn 3 ngày" not in page
    row = page[page.index(case.reference) :]
    assert "Trẻ em" not in row
    assert found(officer, attention=CHILD) == []


def test_every_filter_narrows(officer: User) -> None:
    child = factories.case(officer, age_band=AgeBand.FROM_13)
    speaker = factories.case(officer, interpreter=Interpreter.HMONG)
    verified = factories.case_in(CaseState.VERIFIED, by=officer)
    ended = factories.case_in(CaseState.CLOSED, by=officer)
    mine = factories.case(officer)
    Case._base_manager.filter(pk=mine.pk).update(assigned_to=officer)

    def codes(**asked: object) -> set[str]:
        return {code for _group, code in found(officer, **asked)}

    assert codes(attention=CHILD) == {child.reference}
    assert codes(attention=LANGUAGE) == {speaker.reference}
    assert codes(step="verified") == {verified.reference}
    assert codes(step=ENDED) == {ended.reference}
    assert codes(mine=True) == {mine.reference}
    assert codes(waiting=OTHERS) == set()
    assert ended.reference not in codes(waiting=OURS)


def test_pages_by_key_show_every_case_once(officer: User) -> None:
    now = timezone.now()
    for number in range(9):
        at = None if number % 3 == 0 else now + timedelta(hours=(number - 4) * 12)
        due(factories.case(officer), at)
    standing = officer.get_standing()
    assert standing is not None
    parts = reports.segments(officer, standing, Filters(), now)
    seen: list[str] = []
    cursor = ""

    while True:
        page = reports.case_page(parts, cursor, size=2)
        seen += [case.reference for _group, case in page.rows]
        cursor = page.cursor
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("cursor", ["x", "1-2", "9999-9-9", "0-99999999999999999999-1", "-1-0-0"])
def test_a_spoiled_cursor_breaks_nothing(browser: Browser, officer: User, cursor: str) -> None:
    assert browser(officer).get(LIST, {"tu": cursor}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(browser: Browser, officer: User) -> None:
    client = browser(officer)
    for number in range(3):
        due(factories.case(officer), timezone.now() + timedelta(days=number))
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(9):
        due(factories.case(officer), timezone.now() + timedelta(days=number - 4))

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(few) <= 45
    # Groups that were empty before now fetch the open stretch of their rows.
    assert len(many) <= len(few) + 2


@pytest.mark.parametrize("typed", ["{0}", "{1}", "{2}"])
def test_a_code_or_its_number_opens_the_case(browser: Browser, officer: User, typed: str) -> None:
    case = factories.case(officer)
    code = case.reference
    asked = typed.format(code, code.lower().replace("-", " "), code.split("-")[1])

    answer = browser(officer).get(LIST, {"q": asked})

    assert answer.status_code == 302
    assert answer["Location"] == reverse("caseflow:case", args=[code])


def test_a_number_that_fits_two_cases_lists_both(browser: Browser) -> None:
    here, there = factories.agency(), factories.agency(reference_prefix="BV")
    both = [factories.case(factories.user(at=desk)) for desk in (here, there)]
    overseer = factories.user(Role.SUPERVISOR, at=factories.agency(AgencyKind.STEERING_138))

    page = browser(overseer).get(LIST, {"q": both[0].reference.split("-")[1]}).content.decode()

    assert all(case.reference in page for case in both)


@pytest.mark.parametrize("typed", ["HC26-9999-A", "0000", "9" * 40, "abc", "%"])
def test_a_code_that_leads_nowhere_says_so(browser: Browser, officer: User, typed: str) -> None:
    answer = browser(officer).get(LIST, {"q": typed})

    assert answer.status_code == 200
    assert "Không có hồ sơ nào có mã này" in answer.content.decode()


def test_the_code_of_a_case_beyond_reach_leads_nowhere(browser: Browser, officer: User) -> None:
    other = factories.case()

    page = browser(officer).get(LIST, {"q": other.reference}).content.decode()

    assert "Không có hồ sơ nào có mã này" in page


def test_the_first_page_of_each_role(browser: Browser) -> None:
    assert browser(factories.user(Role.OFFICER)).get("/")["Location"] == LIST
    assert browser(factories.user(Role.AUDITOR)).get("/")["Location"] == reverse("audit:trail")
    assert browser(factories.user(Role.UNIT_ADMIN)).get("/")["Location"] == reverse(
        "caseflow:agencies"
    )
