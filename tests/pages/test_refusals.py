"""What people read when something is refused, and what stands in the log afterwards."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow.actions import people
from caseflow.choices import Role
from caseflow.models import ContactNote, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def note(**more: str) -> dict[str, str]:
    now = timezone.localtime()
    at = {"happened_at_0": now.day, "happened_at_1": now.month, "happened_at_2": now.year}
    return {**at, "happened_at_3": "00:00", "kind": "call", "text": "Đã gọi cho chị", **more}


def plain(answer: Any) -> str:
    """The page without its changing tokens."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode())


def test_an_unknown_reference_and_one_beyond_reach_look_the_same(
    browser: Browser, officer: User
) -> None:
    other = factories.case()
    client = browser(officer)

    unknown = client.get("/ho-so/HC26-9999-A/")
    beyond = client.get(f"/ho-so/{other.reference}/")

    assert unknown.status_code == beyond.status_code == 404
    assert plain(unknown) == plain(beyond)
    assert other.reference not in plain(beyond)


def test_a_refusal_is_recorded_without_what_was_asked(browser: Browser, officer: User) -> None:
    browser(officer).get("/ho-so/HC26-9999-A/?ten=Lò+Thị+Mai")

    event = AuditEvent.objects.get(act="refused.out_of_reach")
    entry = json.loads(bytes(event.entry))
    assert entry["data"] == {"route": "caseflow.case"}
    for asked in (b"9999-A", b"HC26", "Lò".encode(), b"Mai"):
        assert asked not in bytes(event.entry)


def test_signed_out_people_are_not_recorded(client: Client) -> None:
    answer = client.get("/ho-so/HC26-9999-A/")

    assert answer.status_code == 302
    assert not AuditEvent.objects.filter(act__startswith="refused").exists()


def test_a_form_sent_after_the_session_ended_is_kept(client: Client, officer: User) -> None:
    case = factories.case(officer)

    answer = client.post(reverse("caseflow:contact", args=[case.reference]), note())

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên làm việc đã kết thúc" in page
    assert 'value="Đã gọi cho chị"' in page
    assert reverse("account_login") in page
    assert not ContactNote.objects.exists()


def test_a_user_moved_in_mid_form_keeps_the_text_and_reads_why(
    browser: Browser, officer: User
) -> None:
    case = factories.case(officer)
    client = browser(officer)
    url = reverse("caseflow:contact", args=[case.reference])
    assert client.get(url).status_code == 200
    people.join_agency(officer, factories.agency(), Role.OFFICER, by=None, now=timezone.now())

    signed_out = client.post(url, note())
    elsewhere = browser(User.objects.get(pk=officer.pk)).post(url, note())

    assert signed_out.status_code == 403
    assert "chuyển đơn vị" in signed_out.content.decode()
    assert elsewhere.status_code == 404
    assert "Đã gọi cho chị" in elsewhere.content.decode()
    assert not ContactNote.objects.exists()


def test_a_page_for_another_role_says_so(browser: Browser, officer: User) -> None:
    answer = browser(officer).get(reverse("caseflow:board"))

    assert answer.status_code == 403
    assert "dành cho giám sát viên" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.UNIT_ADMIN])
def test_those_who_do_not_work_with_cases_find_none(browser: Browser, role: Role) -> None:
    case = factories.case()
    client = browser(factories.user(role, at=case.responsible_agency))

    assert client.get(reverse("caseflow:case_list")).status_code == 404
    assert client.get(reverse("caseflow:case", args=[case.reference])).status_code == 404
    assert client.get(reverse("caseflow:search")).status_code == 404
    assert client.get("/").status_code == 302
    assert client.get(reverse("caseflow:agencies")).status_code == 200


def test_somebody_between_two_posts_reads_what_to_do(browser: Browser, officer: User) -> None:
    people.leave_agency(officer, by=None, now=timezone.now())
    client = browser(User.objects.get(pk=officer.pk))

    page = client.get("/", follow=True).content.decode()

    assert "Bạn chưa thuộc đơn vị nào" in page


def test_leaving_ends_the_session(browser: Browser, officer: User) -> None:
    client = browser(officer)

    assert client.post(reverse("caseflow:leave")).status_code == 204
    assert client.get(reverse("caseflow:case_list")).status_code == 302


def test_keeping_the_session_shows_nothing(browser: Browser, officer: User) -> None:
    assert browser(officer).get(reverse("caseflow:keep")).content == b""


def test_the_quick_exit_signs_out_without_scripts(browser: Browser, officer: User) -> None:
    client = browser(officer)
    client.get(reverse("caseflow:exit"), headers={"Sec-Fetch-Site": "cross-site"})
    assert client.get(reverse("caseflow:case_list")).status_code == 200

    client.get(reverse("caseflow:exit"), headers={"Sec-Fetch-Site": "same-origin"})

    assert client.get(reverse("caseflow:case_list")).status_code == 302
