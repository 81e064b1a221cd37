"""Notices by e-mail and text message: references and rules only, each once, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import letters, notices
from caseflow.actions import people
from caseflow.actions.intake import Identity
from caseflow.choices import Cadence, Role
from caseflow.models import Agency, Case, Letter, User
from tests import factories
from tests.pages.conftest import Browser, browser

__all__ = ["browser"]
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NAME, PHONE = "Lò Thị Bí Mật", "0912345678"


class Outbox:
    """A provider of text messages that keeps them."""

    sent: ClassVar[list[tuple[str, str, list[str]]]] = []

    def send(self, *, to: str, subject: str, lines: Sequence[str], message_id: str) -> None:
        self.sent.append((to, message_id, list(lines)))


class Broken:
    """A provider that is never there."""

    def send(self, *, to: str, subject: str, lines: Sequence[str], message_id: str) -> None:
        raise ConnectionError(to)


@pytest.fixture(autouse=True)
def mailing(settings: Any) -> None:
    settings.NOTICES_BY_EMAIL = True
    Outbox.sent.clear()


@pytest.fixture
def case() -> Case:
    return factories.case(identity=Identity(full_name=NAME, phone=PHONE))


def reader(agency: Agency, role: Role = Role.OFFICER, cadence: Cadence = Cadence.AT_ONCE) -> User:
    person = factories.user(role, at=agency)
    return people.choose_letters(
        person, email=f"{person.username}@donvi.example", phone="0900 000 000",
        cadence=cadence, by=person, now=timezone.now(),
    )  # fmt: skip


def tell(case: Case, dedup: str = "one", kind: str = "clock.late", **more: Any) -> None:
    clock = case.clocks.running().order_by("due_at").first()
    notices.tell(
        kind, case=case, agency=case.responsible_agency, clock=clock,
        dedup=dedup, now=timezone.now(), **more,
    )  # fmt: skip


def post(after: timedelta = timedelta()) -> int:
    now = timezone.now() + after
    letters.address(now)
    return letters.deliver(now)


def test_the_desk_is_written_to_once_with_reference_and_rule_and_nothing_more(case: Case) -> None:
    person = reader(case.responsible_agency)
    tell(case)

    assert post() == 1
    assert post() == 0

    (message,) = mail.outbox
    assert message.to == [person.work_email]
    assert case.reference in message.body
    assert "Quá hạn" in message.body
    whole = f"{message.subject} {message.body} {message.extra_headers}"
    for personal in (NAME, PHONE, "Lò", "nạn nhân", "mua bán"):
        assert personal not in whole


def test_a_notice_to_one_person_goes_to_that_person_only(case: Case) -> None:
    mine = reader(case.responsible_agency)
    reader(case.responsible_agency)
    tell(case, user=mine)

    post()

    assert [message.to for message in mail.outbox] == [[mine.work_email]]


def test_supervisors_notices_go_to_supervisors(case: Case) -> None:
    reader(case.responsible_agency)
    chief = reader(case.responsible_agency, Role.SUPERVISOR)
    notices.tell_supervisors(
        "clock.late", case=case, agency=case.responsible_agency, dedup="s", now=timezone.now()
    )

    post()

    assert [message.to for message in mail.outbox] == [[chief.work_email]]


def test_several_notices_that_are_due_are_one_message(case: Case) -> None:
    reader(case.responsible_agency)
    for number in range(letters.LINES + 5):
        tell(case, dedup=str(number))

    assert post() == letters.LINES + 5

    (message,) = mail.outbox
    assert message.body.count(case.reference) == letters.LINES
    assert "Và 5 thông báo khác" in message.body


def test_a_daily_reader_gets_one_message_in_the_morning(case: Case) -> None:
    reader(case.responsible_agency, cadence=Cadence.DAILY)
    tell(case, dedup="a")
    tell(case, dedup="b")

    assert post() == 0  # it is eight o'clock
    assert post(timedelta(hours=23)) == 0
    assert post(timedelta(hours=23, minutes=30)) == 2
    assert len(mail.outbox) == 1


def test_whoever_wants_none_or_left_gets_none(case: Case) -> None:
    reader(case.responsible_agency, cadence=Cadence.NEVER)
    gone = reader(case.responsible_agency)
    people.leave_agency(gone, by=None, now=timezone.now())
    tell(case)

    assert post() == 0


def test_without_a_mail_server_nothing_piles_up(case: Case, settings: Any) -> None:
    settings.NOTICES_BY_EMAIL = False
    reader(case.responsible_agency)
    tell(case)

    assert post() == 0
    assert not Letter.objects.exists()


def test_text_messages_go_by_the_provider_of_the_settings(case: Case, settings: Any) -> None:
    settings.SMS_CHANNEL = "tests.caseflow.test_letters.Outbox"
    settings.NOTICES_BY_EMAIL = False
    reader(case.responsible_agency)
    tell(case)

    post()

    ((to, _id, lines),) = Outbox.sent
    assert to == "0900 000 000"
    assert case.reference in lines[0]


def test_a_provider_that_fails_is_tried_ever_later_and_given_up(case: Case, settings: Any) -> None:
    settings.SMS_CHANNEL = "tests.caseflow.test_letters.Broken"
    settings.NOTICES_BY_EMAIL = False
    reader(case.responsible_agency)
    tell(case)
    now = timezone.now()
    letters.address(now)
    tried = []
    while Letter.objects.filter(gave_up_at__isnull=True).exists():
        letters.deliver(now)
        letter = Letter.objects.get()
        tried.append(letter.due_at - now)
        now = letter.due_at

    assert len(tried) == letters.MAX_ATTEMPTS
    assert tried == sorted(tried)
    assert letters.deliver(now + timedelta(days=9)) == 0


def test_a_crash_between_sending_and_marking_sends_the_same_message_again(case: Case) -> None:
    reader(case.responsible_agency)
    tell(case)
    post()
    Letter.objects.update(sent_at=None)  # as if the process had died before the mark

    assert post() == 0  # still reserved
    assert post(letters.RESERVED + timedelta(seconds=1)) == 1

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_everybody_chooses_for_themselves_on_a_page(browser: Browser, case: Case) -> None:
    person = factories.user(at=case.responsible_agency)
    client = browser(person)
    url = reverse("caseflow:letters")

    assert client.get(url).status_code == 200
    refused = client.post(url, {"cadence": "daily"})
    bad = client.post(url, {"cadence": "daily", "work_email": "khong-phai-thu"})
    done = client.post(url, {"cadence": "daily", "work_email": "a@donvi.example"})

    assert refused.status_code == 422
    assert "Ghi thư hoặc điện thoại công vụ" in refused.content.decode()
    assert "khong-phai-thu" in bad.content.decode()
    assert done.status_code == 302
    person.refresh_from_db()
    assert (person.work_email, person.cadence) == ("a@donvi.example", Cadence.DAILY)
    event = AuditEvent.objects.get(act="member.letters_chosen")
    assert b"donvi.example" not in bytes(event.entry)
