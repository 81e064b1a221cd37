"""Alarms of the log stand in the inbox of who reads the log and of who must act, once, and go out as letters."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit import alarms, tasks, triggers
from audit.models import AuditEvent
from caseflow import letters, notices
from caseflow.actions import people
from caseflow.choices import Cadence, Role
from caseflow.models import Agency, Notice, User
from tests import factories
from tests.audit.bending import backup_back, events
from tests.audit.test_attacks import said
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
PAGE = "/thong-bao/"


@pytest.fixture
def top() -> Agency:
    """An agency with none above it."""
    return factories.agency()


@pytest.fixture
def auditor(top: Agency) -> User:
    """Who reads the log."""
    return factories.user(Role.AUDITOR, at=top)


def told(user: User) -> list[str]:
    """Kinds of the notices before somebody."""
    return [notice.kind for notice in notices.for_user(user)]


def test_a_witness_that_fell_silent_is_told_to_who_reads_the_log_and_who_runs_it(
    top: Agency, auditor: User
) -> None:
    below = factories.agency(parent=top)
    witness = factories.agency(parent=top)
    runs_all = factories.user(Role.UNIT_ADMIN, at=top)
    runs_witness = factories.user(Role.UNIT_ADMIN, at=witness)
    others = [
        factories.user(Role.UNIT_ADMIN, at=below),
        *(
            factories.user(role, at=at)
            for role in (Role.OFFICER, Role.SUPERVISOR)
            for at in (top, witness)
        ),
    ]

    for _time in range(3):
        alarms.sound("silent", timezone.now(), about=witness.code)

    for person in (auditor, runs_all, runs_witness):
        assert told(person) == ["log.silent"], person
    assert [told(person) for person in others] == [[]] * 5
    alarms.end("silent", timezone.now(), about=witness.code)
    alarms.sound("silent", timezone.now(), about=witness.code)
    assert told(auditor) == ["log.silent"] * 2


def test_what_is_only_about_the_log_goes_to_the_top(top: Agency, auditor: User) -> None:
    runs_all = factories.user(Role.UNIT_ADMIN, at=top)
    runs_part = factories.user(Role.UNIT_ADMIN, at=factories.agency(parent=top))

    for kind in ("contradiction", "unstamped"):
        alarms.sound(kind, timezone.now())

    assert (
        Counter(told(auditor))
        == Counter(told(runs_all))
        == {"log.contradiction": 1, "log.unstamped": 1}
    )
    assert told(runs_part) == []


def test_a_restored_backup_is_in_the_inbox(auditor: User) -> None:
    events(7)
    tasks.sequence()
    events(260)
    tasks.sequence()
    with triggers.lifted():
        backup_back()

    assert said("sequence_trail --once")[0] == 1

    assert told(auditor) == ["log.contradiction"]


def test_hundreds_of_bad_events_are_one_notice_a_day(auditor: User) -> None:
    now = timezone.now()

    for number in range(1, 6):
        alarms.sound("bad_event", now, about=str(number), event=number)
    alarms.sound("bad_event", now + timedelta(days=1), about="9", event=9)

    assert len(alarms.current()) == 6
    assert told(auditor) == ["log.bad_event"] * 2


def test_the_page_leads_auditors_to_the_log_and_tells_administrators_what_to_do(
    browser: Browser, top: Agency, auditor: User
) -> None:
    admin = factories.user(Role.UNIT_ADMIN, at=top)
    factories.case(factories.user(at=top))
    alarms.sound("diverged", timezone.now(), about="vks")

    page = browser(auditor).get(PAGE).content.decode()
    assert "Nhật ký: một nhân chứng đã ký một nhật ký khác" in page
    assert f'href="{reverse("audit:trail")}"' in page.split("<main")[1]
    assert "Trang nhật ký nói rõ hơn" in page
    seen_by_admin = browser(admin).get(PAGE).content.decode()
    assert "Hãy kiểm tra máy chủ và nhân chứng" in seen_by_admin
    assert reverse("audit:trail") not in seen_by_admin
    assert browser(auditor).post(PAGE).status_code == 302
    assert notices.for_user(auditor).get().read_at is not None
    assert notices.for_user(admin).get().read_at is None
    assert AuditEvent.objects.filter(act="notices.read").count() == 1


def test_who_becomes_an_officer_no_longer_sees_them(top: Agency, auditor: User) -> None:
    alarms.sound("unstamped", timezone.now())
    now = timezone.now() + timedelta(hours=1)

    auditor.memberships.update(role=Role.OFFICER, started_at=now)

    assert told(auditor) == []


def test_a_letter_says_what_and_nothing_else(auditor: User, settings: Settings) -> None:
    settings.NOTICES_BY_EMAIL = True
    now = timezone.now()
    people.choose_letters(
        auditor, email="kt@donvi.example", phone="", cadence=Cadence.AT_ONCE, by=auditor, now=now
    )
    alarms.sound("silent", now, about="vien-kiem-sat")

    letters.address(now)
    assert letters.deliver(now) == 1

    (letter,) = mail.outbox
    assert letter.to == ["kt@donvi.example"]
    assert "Nhật ký: một nhân chứng không còn xác nhận" in letter.body
    assert "vien-kiem-sat" not in letter.body


def test_a_notice_about_no_case_needs_somebody_to_read_it(top: Agency) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(kind="log.silent", agency=top, created_at=timezone.now(), dedup="x")
