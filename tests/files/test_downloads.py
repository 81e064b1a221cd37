"""Giving files out: with a reason, recorded before the first byte, harmless, to those in reach only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import access
from caseflow.choices import CaseState, GrantBasis, Level
from caseflow.models import Case, User
from tests import factories
from tests.files.papers import PDF, added, address, fetch, send, stored
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def events(act: str) -> int:
    """How many events of this kind there are."""
    return AuditEvent.objects.filter(act=act).count()


def test_without_a_reason_nothing_is_given_and_with_one_it_is_written_down(
    desk: Client, case: Case
) -> None:
    file = added(desk, case)

    asked = desk.get(address(case, file))
    refused = desk.post(address(case, file), {})
    before = events("personal.revealed")
    given = fetch(desk, file)
    after = events("personal.revealed")  # before the first byte is read
    again = fetch(desk, file)

    assert (asked.status_code, refused.status_code) == (200, 422)
    assert (before, after) == (0, 1)
    seen = desk.get(reverse("caseflow:seen", args=[case.reference])).content.decode()
    assert "nội dung tệp" in seen.lower()
    assert b"".join(given) == b"".join(again) == PDF
    entry = bytes(AuditEvent.objects.filter(act="personal.revealed").latest("pk").entry).decode()
    assert '"file.content"' in entry
    assert file.uid.hex in entry
    assert '"reason":"contact"' in entry


def test_what_is_given_cannot_do_anything_where_it_is_opened(desk: Client, case: Case) -> None:
    answer = fetch(desk, added(desk, case, name="Lò Thị Mẫu.html"))

    headers = answer.headers
    assert b"".join(answer) == PDF
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["Content-Disposition"].startswith('attachment; filename="tai-lieu-')
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "ẫu" not in repr(headers)


def test_the_name_is_covered_until_it_is_opened_with_a_reason(desk: Client, case: Case) -> None:
    file = added(desk, case, name="Giấy ra viện.pdf")
    field = f"file.name:{file.uid.hex}"

    page = desk.get(address(case)).content.decode()
    answer = desk.post(
        reverse("caseflow:reveal", args=[case.reference]), {"field": field, "reason": "contact"}
    )

    assert "Tệp PDF" in page
    assert "Giấy ra viện" not in page
    assert "Giấy ra viện" in answer.content.decode()


def test_who_does_not_write_here_reaches_no_file(
    desk: Client, browser: Browser, case: Case, officer: User
) -> None:
    file = added(desk, case)
    packaged = factories.user()
    standing = packaged.get_standing()
    assert standing is not None
    access.grant(
        case, to=standing.agency, level=Level.PACKAGE, basis=GrantBasis.HANDOFF,
        labels=["person.full_name"], by=officer, now=timezone.now(),
    )  # fmt: skip

    for person in (packaged, factories.user()):
        other = browser(person)
        assert other.get(address(case)).status_code == 404
        assert other.get(address(case, file)).status_code == 404
        assert fetch(other, file).status_code == 404
        assert send(other, case).status_code == 404
    assert "Tài liệu" not in browser(packaged).get(
        reverse("caseflow:case", args=[case.reference])
    ).content.decode()  # fmt: skip
    assert case.files.count() == len(stored()) == 1
    assert not events("personal.revealed")


def test_a_file_of_another_case_is_not_found_under_this_one(
    desk: Client, case: Case, officer: User
) -> None:
    elsewhere = factories.case_in(CaseState.RECEIVED, by=officer)
    file = added(desk, elsewhere)

    answer: Any = desk.post(
        reverse("caseflow:file", args=[case.reference, file.uid]), {"reason": "contact"}
    )

    assert answer.status_code == 404
