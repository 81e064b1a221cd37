"""The page of the log tells auditors who vouches for it and what is wrong with it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit import alarms, signing, tasks, trail
from audit.models import AuditEvent
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
    settings.AUDIT_POLICY_FILE.write_text(
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
    assert f"nhân chứng đã ký một nhật ký khác {agency.name}" in page
    assert AuditEvent.objects.filter(act="trail.viewed").count() == 1


def test_an_unsigned_log_says_so(auditor: Client) -> None:
    settings.AUDIT_POLICY_FILE.unlink(missing_ok=True)

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
