"""What waits is counted up to 99, and marking it read is a deed of its own, for the whole desk."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import notices
from caseflow.models import Notice, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

PAGE = "/thong-bao/"


def told(officer: User, count: int) -> None:
    """So many notices on the officer's desk."""
    case = factories.case(officer)
    tellings = [
        notices.Telling("clock.late", case, case.responsible_agency, f"late {number}")
        for number in range(count)
    ]
    notices.tell_all(tellings, now=timezone.now())


@pytest.mark.parametrize(("count", "badge"), [(3, "3"), (99, "99"), (120, "99+")])
def test_a_badge_counts_to_ninety_nine(
    browser: Browser, officer: User, count: int, badge: str
) -> None:
    told(officer, count)

    page = browser(officer).get(reverse("caseflow:notices")).content.decode()

    assert f'<span class="vh">, </span>{badge}<span class="vh">' in page


def test_marking_all_read_is_recorded_once(browser: Browser, officer: User) -> None:
    told(officer, 3)
    client = browser(officer)
    assert "Đánh dấu tất cả đã đọc" in client.get(PAGE).content.decode()

    for _twice in range(2):
        assert client.post(PAGE).status_code == 302

    assert not Notice.objects.filter(read_at__isnull=True).exists()
    assert AuditEvent.objects.filter(act="notices.read").count() == 1
    assert "Đánh dấu tất cả đã đọc" not in client.get(PAGE).content.decode()


def test_reading_the_page_marks_nothing(browser: Browser, officer: User) -> None:
    told(officer, 1)

    browser(officer).get(PAGE)

    assert Notice.objects.filter(read_at__isnull=True).count() == 1


def test_older_notices_follow_page_by_page_and_none_is_left_out(
    browser: Browser, officer: User
) -> None:
    told(officer, 130)
    client, address, pages, shown = browser(officer), PAGE, 0, 0
    while address:
        page = client.get(address).content.decode()
        shown += page.count('class="a-link"')
        pages += 1
        address = html.unescape(page).partition("/thong-bao/?cu-hon=")[2].partition('"')[0]
        address = f"{PAGE}?cu-hon={address}" if address else ""

    assert (pages, shown) == (3, Notice.objects.count())
    assert client.get(f"{PAGE}?cu-hon=khong-phai").status_code == 200
