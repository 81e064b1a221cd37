"""The page, the health answer and the figures of clock and outbox."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import escalation, outbox
from caseflow.choices import CaseState, Role
from caseflow.models import OutboxEntry, Reminder, User
from tests import factories
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def dead() -> OutboxEntry:
    """A piece of work that was given up."""
    case = factories.case()
    outbox.put([outbox.Entry("no.such.topic", case.uid, "dead")], now=timezone.now())
    now = timezone.now()
    for _attempt in range(outbox.MAX_ATTEMPTS):
        outbox.relay(now)
        now = OutboxEntry.objects.get().available_at
    return OutboxEntry.objects.get()


@pytest.fixture
def keeper() -> User:
    return factories.user(Role.UNIT_ADMIN)


def beat() -> None:
    escalation.sweep(timezone.now())
    outbox.relay(timezone.now())


def test_health_is_quiet_when_all_is_well_and_names_codes_when_not(client: Client) -> None:
    url = reverse("caseflow:status")
    silent = client.get(url)
    beat()
    well = client.get(url)

    assert (silent.status_code, silent.json()) == (
        503, {"troubles": ["sweep_silent", "relay_silent"]},
    )  # fmt: skip
    assert (well.status_code, well.json()) == (200, {"troubles": []})


def test_figures_need_the_token(client: Client, settings: object) -> None:
    url = reverse("caseflow:metrics")
    assert client.get(url).status_code == 404
    settings.METRICS_TOKEN = "bí mật"  # type: ignore[attr-defined]
    assert client.get(url, headers={"Authorization": "Bearer x"}).status_code == 404

    settings.METRICS_TOKEN = "dai-va-kho-doan"  # type: ignore[attr-defined]
    answer = client.get(url, headers={"Authorization": "Bearer dai-va-kho-doan"})

    assert answer.status_code == 200
    assert "tiepbuoc_outbox_waiting 0.0" in answer.content.decode()
    assert "tiepbuoc_sweep_silent_seconds -1.0" in answer.content.decode()


def test_the_keeper_sees_what_was_given_up_and_lets_it_be_tried_again(
    browser: Browser, keeper: User, dead: OutboxEntry
) -> None:
    client = browser(keeper)
    page = client.get(reverse("caseflow:running")).content.decode()
    assert "no.such.topic" in page
    assert "KeyError" in page

    again = client.post(reverse("caseflow:try_again", args=[dead.uid]))
    twice = client.post(reverse("caseflow:try_again", args=[dead.uid]))

    assert again.status_code == 302
    assert twice.status_code == 409
    assert OutboxEntry.objects.get().dead_at is None
    assert AuditEvent.objects.filter(act="outbox.revived").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.UNIT_ADMIN])
def test_nobody_else_does(browser: Browser, dead: OutboxEntry, role: Role) -> None:
    client = browser(factories.user(role))

    assert client.get(reverse("caseflow:running")).status_code == 403
    assert client.post(reverse("caseflow:try_again", args=[dead.uid])).status_code == 403


def test_the_command_exits_with_trouble(dead: OutboxEntry) -> None:
    out = io.StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("clock_status", stdout=out)

    assert ended.value.code == 1
    assert "outbox_dead: 1" in out.getvalue()
    assert "trouble: outbox_dead" in out.getvalue()


def test_the_command_is_content_when_the_clock_runs() -> None:
    beat()
    out = io.StringIO()

    call_command("clock_status", stdout=out)

    assert "trouble" not in out.getvalue()


def test_one_round_without_a_broker(keeper: User) -> None:
    case = factories.case_in(CaseState.IDENTIFIED)
    clock = case.clocks.running().order_by("-due_at").first()
    assert clock is not None
    Reminder.objects.exclude(clock=clock).delete()
    clock.started_at = timezone.now() - timedelta(minutes=9)
    clock.due_at = timezone.now() - timedelta(minutes=1)
    clock.save(update_fields=["started_at", "due_at"])
    Reminder.objects.filter(clock=clock).update(at=clock.due_at)
    out = io.StringIO()

    call_command("run_clock", "--once", stdout=out)

    assert "reminders raised: 1, outbox entries done: 1" in out.getvalue()
