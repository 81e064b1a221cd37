"""Erasing: two people and a decision, every copy unreadable, the log whole, nobody brought back."""

from __future__ import annotations

import sqlite3
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from audit.verify import verify
from caseflow import erasing, notices, outbox
from caseflow.actions import erasure as actions, reading as reading_actions
from caseflow.choices import AgencyKind, CaseState, ErasureBasis, Role
from caseflow.models import Case, Erasure, SearchToken, User
from caseflow.refusals import OutOfReach, WrongInput, WrongMoment, WrongRole
from caseflow.sealing import keys
from caseflow.sealing.errors import Erased
from caseflow.sealing.keyring import KeyringKey
from tests import factories
from tests.pages.conftest import browser  # noqa: F401 - a fixture
from tests.sealing.stored import opened

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NUMBER = "12/QĐ-TA"


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, settings: Settings) -> Path:
    """A ledger of this test's own."""
    settings.ERASURE_LEDGER = tmp_path / "erased.txt"
    path: Path = settings.ERASURE_LEDGER
    return path


@pytest.fixture
def officer() -> User:
    """Somebody of the responsible agency."""
    return factories.user()


@pytest.fixture
def case(officer: User) -> Case:
    """An ended case."""
    return factories.case_in(CaseState.NOT_CONFIRMED, by=officer)


def second(case: Case) -> User:
    """A supervisor of the same agency."""
    return factories.user(Role.SUPERVISOR, at=case.responsible_agency)


def asked(case: Case, by: User, **fields: Any) -> Erasure:
    """A request to erase."""
    terms: dict[str, Any] = {"basis": ErasureBasis.COURT, "decision": NUMBER}
    return actions.ask_to_erase(case, **(terms | fields), by=by, now=timezone.now())


def erased(case: Case, by: User) -> Erasure:
    """Asked, approved, carried out."""
    erasure = actions.approve_erasure(asked(case, by), by=second(case), now=timezone.now())
    outbox.relay(timezone.now())
    return Erasure.objects.get(pk=erasure.pk)


def test_after_two_people_agreed_nothing_personal_opens_and_the_log_is_whole(
    case: Case, officer: User, ledger: Path
) -> None:
    told = case.person
    assert SearchToken.objects.filter(case=case).exists()

    erasure = erased(case, officer)

    assert erasure.done_at is not None
    assert erasure.final_on == date(2026, 12, 7)
    with pytest.raises(Erased):
        opened(told)
    with pytest.raises(Erased):
        opened_decision(case)
    assert not SearchToken.objects.filter(case=case).exists()
    assert not any(bytes(row.wrapped) for row in KeyringKey.objects.filter(scope_id=case.uid))
    assert [str(found) for found in verify(with_rows=True).findings if found.row] == []
    assert list(erasing.read_ledger()) == [case.uid]
    assert "commitments" in bytes(AuditEvent.objects.get(act="case.erased").entry).decode()


def opened_decision(case: Case) -> Any:
    """What another sealed row of the case says."""
    from caseflow.sealing import reading

    with reading.opened("test"):
        return case.decisions.get().reason


def test_statistics_stay(case: Case, officer: User) -> None:
    columns = ("sex", "age_band", "province", "route", "state", "received_at")
    before = Case.objects.values(*columns).get(pk=case.pk)
    erased(case, officer)
    assert Case.objects.values(*columns).get(pk=case.pk) == before


def test_nobody_finds_the_person_any_more(case: Case, officer: User) -> None:
    from caseflow.sealing import reading

    with reading.opened("test"):
        phone = case.person.phone
    erased(case, officer)
    found = reading_actions.find_people(field="phone", value=phone, by=officer, now=timezone.now())
    assert not found.closeness
    assert not found.elsewhere


REFUSED: dict[str, tuple[type[Exception], Any]] = {
    "open case": (WrongMoment, lambda case, by: asked(factories.case(by), by)),
    "no decision": (WrongInput, lambda case, by: asked(case, by, decision="")),
    "a name as a decision": (WrongInput, lambda case, by: asked(case, by, decision="Lò Thị Mẫu")),
    "asked twice": (WrongMoment, lambda case, by: (asked(case, by), asked(case, by))),
    "somebody else's case": (OutOfReach, lambda case, by: asked(case, factories.user())),
    "administrator": (
        OutOfReach,
        lambda case, by: asked(case, factories.user(Role.UNIT_ADMIN, at=case.responsible_agency)),
    ),
    "same person": (
        WrongRole,
        lambda case, by: approve(asked(case, both := second(case)), both),
    ),
    "no supervisor": (WrongRole, lambda case, by: approve(asked(case, by), factories.user(
        at=case.responsible_agency))),
    "supervisor elsewhere": (OutOfReach, lambda case, by: approve(asked(case, by), factories.user(
        Role.SUPERVISOR, at=factories.agency(AgencyKind.BORDER_GUARD)))),
    "decided before": (WrongMoment, lambda case, by: approve(erased(case, by), second(case))),
}  # fmt: skip


def approve(erasure: Erasure, by: User) -> Erasure:
    """As this person."""
    return actions.approve_erasure(erasure, by=by, now=timezone.now())


@pytest.mark.parametrize("way", REFUSED)
def test_every_other_way_is_refused_and_nothing_is_lost(
    case: Case, officer: User, way: str
) -> None:
    refusal, deed = REFUSED[way]
    with pytest.raises(refusal):
        deed(case, officer)
    if way != "decided before":
        outbox.relay(timezone.now())
        assert opened(case.person).startswith("Lò Thị Mẫu")


def test_a_request_sent_back_erases_nothing_and_may_be_asked_again(
    case: Case, officer: User
) -> None:
    actions.return_erasure(asked(case, officer), by=second(case), now=timezone.now())
    assert outbox.relay(timezone.now()) == 0
    assert opened(case.person).startswith("Lò Thị Mẫu")
    assert erased(case, officer).done_at


def test_carried_out_twice_is_once(case: Case, officer: User, ledger: Path) -> None:
    erasure = erased(case, officer)
    erasing.carry_out([{"erasure": erasure.uid.hex}], timezone.now())
    assert len(ledger.read_text().splitlines()) == 1
    assert AuditEvent.objects.filter(act="case.erased").count() == 1


def again() -> str:
    """What the command says."""
    out = StringIO()
    call_command("erase_case", "again", stdout=out)
    return out.getvalue()


def test_an_older_backup_brings_nobody_back(case: Case, officer: User) -> None:
    kept_keys = list(KeyringKey.objects.filter(scope_id=case.uid).values())
    kept_tokens = list(SearchToken.objects.filter(case=case).values())
    erased(case, officer)

    SearchToken.objects.bulk_create(SearchToken(**row) for row in kept_tokens)
    with pytest.raises(Erased):
        opened(case.person)
    KeyringKey.objects.filter(scope_id=case.uid).delete()
    KeyringKey.objects.bulk_create(KeyringKey(**row) for row in kept_keys)
    keys.forget_opened()
    assert opened(case.person), "with both databases from before, the person is back"

    assert again() == "erased again: 1\n"
    with pytest.raises(Erased):
        opened(case.person)
    assert not SearchToken.objects.filter(case=case).exists()
    assert again() == "erased again: 0\n"


@pytest.mark.parametrize("line", ['{"case": "x"} 00', "nothing", ""])
def test_a_forged_ledger_destroys_nothing(case: Case, ledger: Path, line: str) -> None:
    ledger.write_text(f"{line}\n")
    with pytest.raises(CommandError, match="not genuine"):
        again()
    assert opened(case.person)


def test_the_page_asks_decides_and_tells_when_the_last_backup_is_gone(
    case: Case,
    officer: User,
    browser: Any,  # noqa: F811 - the fixture
) -> None:
    url = reverse("caseflow:erasure", args=[case.reference])
    answer = browser(officer).post(
        url, {"basis": "request", "decision": NUMBER, "understood": "on"}
    )
    assert answer.status_code == 302
    supervisor = browser(second(case))
    assert NUMBER in supervisor.get(url).content.decode()
    assert supervisor.post(url, {"answer": "approve"}).status_code == 302
    outbox.relay(timezone.now())
    page = supervisor.get(url).content.decode()
    assert "7/12/2026" in page
    assert "Khoá đã huỷ lúc" in page


def test_the_case_page_leads_there_and_says_how_it_stands(
    case: Case,
    officer: User,
    browser: Any,  # noqa: F811 - the fixture
) -> None:
    link = f'href="{reverse("caseflow:erasure", args=[case.reference])}"'
    desk = browser(officer)

    def shown() -> str:
        page: str = desk.get(reverse("caseflow:case", args=[case.reference])).content.decode()
        assert link in page
        return page

    assert "Đề nghị xoá dữ liệu cần bảo vệ" in shown()
    erasure = asked(case, officer)
    assert "Xem đề nghị xoá dữ liệu" in shown()
    approve(erasure, second(case))
    assert "Xem việc xoá dữ liệu" in shown()


def test_supervisors_are_told_that_a_request_waits(case: Case, officer: User) -> None:
    asked(case, officer)

    told = notices.for_user(second(case)).get(kind="erasure.waiting")
    assert told.supervisors_only
    assert told.case == case


def test_an_open_case_offers_no_erasure(officer: User, browser: Any) -> None:  # noqa: F811
    open_case = factories.case(officer)

    page = browser(officer).get(reverse("caseflow:case", args=[open_case.reference]))

    assert reverse("caseflow:erasure", args=[open_case.reference]) not in page.content.decode()


@pytest.mark.skipif(project.ON_POSTGRES, reason="about SQLite files")
def test_no_byte_of_the_key_is_left_in_the_file_of_keys(tmp_path: Path) -> None:
    """With the settings of the product: no write-ahead log, deleted means overwritten."""
    from settings.base import embedded

    path = tmp_path / "keyring.sqlite3"
    begin = embedded(path, "DELETE")["OPTIONS"]["init_command"]
    file = sqlite3.connect(path)
    file.executescript(begin)
    file.execute("CREATE TABLE keyring_key (id INTEGER PRIMARY KEY, wrapped BLOB)")
    wrapped = bytes(range(200, 256))
    file.execute("INSERT INTO keyring_key (wrapped) VALUES (?)", [wrapped])
    file.commit()
    assert wrapped in path.read_bytes()
    file.execute("UPDATE keyring_key SET wrapped = x''")
    file.commit()
    file.close()
    assert all(wrapped not in each.read_bytes() for each in tmp_path.iterdir())
