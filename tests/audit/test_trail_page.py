"""The page of the log tells auditors who vouches for it and what is wrong with it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings as project
from django.db import transaction
from django.test import Client
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from audit import alarms, signing, tasks, trail
from audit.forms import TrailFilterForm
from audit.models import AuditEvent, Checkpoint, Stamp
from caseflow.accounts import PROVEN
from caseflow.choices import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> Client:
    """An auditor's browser."""
    person = factories.user(Role.AUDITOR)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[PROVEN] = person.pk
    session.save()
    return client


def test_seal_witnesses_and_alarms_are_on_the_page(auditor: Client) -> None:
    agency = factories.agency()
    key = signing.signer("vks.example", bytes(32), 4).key
    ours = signing.current()
    assert ours is not None
    project.AUDIT_POLICY_FILE.write_text(
        f"log {ours.key.vkey}\nwitness {agency.code} {key.vkey}\nquorum none\n"
    )
    with transaction.atomic():
        trail.record("sign_in.done", actor=trail.SYSTEM, at=timezone.now())
    tasks.sequence()
    alarms.sound("diverged", timezone.now(), about=agency.code)

    page = auditor.get("/nhat-ky/").content.decode()

    assert "Niêm phong nhật ký" in page
    assert f"{agency.name}:" in page
    assert "chưa xác nhận lần nào" in page
    assert f"nhân chứng đã ký một nhật ký khác: {agency.name}" in page
    assert AuditEvent.objects.filter(act="trail.viewed").count() == 1


def test_an_unsigned_log_says_so(auditor: Client) -> None:
    project.AUDIT_POLICY_FILE.unlink(missing_ok=True)

    page = auditor.get("/nhat-ky/").content.decode()

    assert "Chưa có lần ký nào." in page
    assert "Chưa có đơn vị nào làm nhân chứng." in page


def test_lines_name_case_role_and_agency_and_lead_to_their_like(auditor: Client) -> None:
    officer = factories.user()
    case = factories.case(officer)
    standing = officer.get_standing()
    assert standing is not None
    with transaction.atomic():
        trail.record("sign_in.failed", actor=trail.SYSTEM, at=timezone.now())

    page = auditor.get("/nhat-ky/").content.decode()

    assert case.reference in page
    assert "Hệ thống" in page
    assert not re.search(r">[^<]*\{\w+\}[^<]*<", page), "a title is shown as it is written in code"
    assert f'href="?agency={standing.agency.code}"' in page
    of_officer = auditor.get(f"/nhat-ky/?actor={officer.uid.hex}").content.decode()
    assert case.reference in of_officer
    assert "Hệ thống" not in of_officer


def told(page: str) -> list[str]:
    """The rows of the table."""
    return re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', page, re.DOTALL)


def test_everything_the_log_tells_of_one_file_is_found_by_its_code(auditor: Client) -> None:
    case, other = factories.case(), factories.case()
    typed = case.reference.lower().replace("-", " ")

    page = auditor.get("/nhat-ky/", {"case": typed}).content.decode()

    assert told(page)
    assert all(case.reference in row for row in told(page))
    assert other.reference not in page
    assert f'value="{typed}"' in page
    by_number = auditor.get("/nhat-ky/", {"case": case.uid.hex, "event": "case.stepped"})
    assert len(told(by_number.content.decode())) == 1
    looks = AuditEvent.objects.filter(act="trail.viewed")
    assert {event.case_uid for event in looks} == {case.uid}, "who reads a file's log has seen it"


def test_what_was_looked_for_is_recorded(auditor: Client) -> None:
    officer = factories.user()
    standing = officer.get_standing()
    assert standing is not None
    asked = {"actor": officer.uid.hex, "agency": standing.agency.code, "event": "sign_in.done"}

    auditor.get("/nhat-ky/", asked)
    auditor.get("/nhat-ky/", {"actor": "nobody", "agency": "No-Such"})

    first, second = AuditEvent.objects.filter(act="trail.viewed").order_by("id")
    assert json.loads(bytes(first.entry))["data"] == {
        "event": "sign_in.done", "of_user": officer.uid.hex, "of_agency": standing.agency.code,
        "rows": 0,
    }  # fmt: skip
    assert json.loads(bytes(second.entry))["data"] == {"rows": 0}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"case": "HC26-9999-X"}, "Nhật ký không ghi gì về hồ sơ có mã này."),
        ({"case": "0" * 32}, "Nhật ký không ghi gì về hồ sơ có mã này."),
        ({"since": "2026-11-20", "until": "2026-11-19"}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"since": "32/13/2026"}, "Ghi ngày, tháng, năm, ví dụ 23/11/2026."),
    ],
)
def test_a_slip_of_the_pen_is_said_and_not_answered(
    auditor: Client, asked: dict[str, str], sentence: str
) -> None:
    case = factories.case()

    page = auditor.get("/nhat-ky/", asked).content.decode()

    assert 'class="err"' in page
    assert sentence in page
    assert case.reference not in page, "the whole log is no answer to a question nobody understood"
    assert all(f'value="{value}"' in page for value in asked.values())


def test_pages_lead_on_with_the_same_question(auditor: Client) -> None:
    with transaction.atomic():
        for number in range(120):
            at = timezone.now() - timedelta(minutes=number * 7 % 50)
            trail.record("sign_in.failed", actor=trail.SYSTEM, at=at)
        trail.record("sign_out.done", actor=trail.SYSTEM, at=timezone.now())
    url, rows = "/nhat-ky/?event=sign_in.failed&since=2026-11-22&agency=", []
    while url:
        page = auditor.get(url).content.decode()
        rows += told(page)
        further = re.search(r'<a href="([^"]+)">Xem tiếp', page)
        url = "/nhat-ky/" + unescape(further[1]) if further else ""

    assert len(rows) == 120
    times = [re.findall(r"\d\d:\d\d", row)[0] for row in rows]
    assert times == sorted(times, reverse=True)


def test_time_stamps_are_on_the_page_where_somebody_gives_them(
    auditor: Client, settings: Settings
) -> None:
    assert "dấu thời gian" not in auditor.get("/nhat-ky/").content.decode().lower()
    settings.AUDIT_TSA_URL = "http://127.0.0.1:9/tsa"
    tasks.sequence()
    assert "Chưa có dấu thời gian nào." in auditor.get("/nhat-ky/").content.decode()
    newest = Checkpoint.objects.latest("size")
    now = timezone.now()
    Stamp.objects.create(
        origin=newest.origin, size=newest.size, answer=b"x", at=now, received_at=now
    )

    page = auditor.get("/nhat-ky/").content.decode()

    assert "Dấu thời gian mới nhất: " in page
    assert f"đến sự kiện số {newest.size}." in page


@pytest.mark.parametrize("written", ["05/11/2026", "5/11/26", "05-11-2026", "2026-11-05"])
def test_the_day_stands_before_the_month(auditor: Client, written: str) -> None:
    for day in (4, 5, 6):
        at = datetime(2026, 11, day, 5, tzinfo=UTC)
        trail.record_apart("sign_in.failed", actor=trail.SYSTEM, at=at)

    asked = {"event": "sign_in.failed", "since": written, "until": written}
    page = auditor.get("/nhat-ky/", asked).content.decode()

    [row] = told(page)
    assert "05/11/2026" in row


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_event_is_chosen_by_a_name_of_its_own(language: str) -> None:
    with translation.override(language):
        names = [str(name) for _code, name in TrailFilterForm().fields["event"].choices]  # type: ignore[attr-defined]  # a choice field

    assert [name for name in names if not name or names.count(name) > 1] == []
