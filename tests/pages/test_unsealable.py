"""What people see when something sealed does not open: a sentence, never the bytes, never a crash."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from audit.models import AuditEvent
from caseflow.actions import reading as reading_actions, records
from caseflow.actions.reading import DAMAGED, ERASED
from caseflow.models import Case, User
from caseflow.sealing import keys
from caseflow.sealing.errors import Outdated, SealError, Unavailable
from caseflow.sealing.keyring import KeyringKey
from caseflow.sealing.transit import FIRST
from caseflow.views import presenting
from tests import factories
from tests.pages.conftest import Browser
from tests.sealing.stored import raw, write

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def asked(case: Case, *names: str) -> dict[str, Any]:
    """A reveal of these fields of the person."""
    return {
        "field": [presenting.reveal_field(case.person, name)[1] for name in names],
        "reason": "contact",
    }


def reveal(browser: Browser, officer: User, case: Case, *names: str) -> Any:
    """The page after the reveal."""
    url = reverse("caseflow:reveal", args=[case.reference])
    return browser(officer).post(url, asked(case, *names))


def test_a_damaged_cell_is_a_sentence_and_an_event(browser: Browser, officer: User) -> None:
    case = factories.case(officer)
    write(case.person, "full_name", raw(case.person)[:-1])

    page = reveal(browser, officer, case, "full_name")

    assert page.status_code == 200
    assert str(DAMAGED) in page.content.decode()
    event = AuditEvent.objects.get(act="seal.failed")
    assert event.case_uid == case.uid
    assert b"person.full_name" in bytes(event.entry)


def test_an_erased_case_says_so(browser: Browser, officer: User) -> None:
    case = factories.case(officer)
    keys.destroy_scope(keys.KIND_CASE, case.uid)

    page = reveal(browser, officer, case, "full_name", "phone")

    assert page.content.decode().count(str(ERASED)) == 2
    assert not AuditEvent.objects.filter(act="seal.failed").exists()


def test_one_damaged_file_does_not_end_a_search(officer: User) -> None:
    damaged, sound = factories.case(officer), factories.case(officer)
    for case in (damaged, sound):
        records.amend_person(
            case, values={"full_name": "Vàng Thị Sính"}, by=officer, now=case.recorded_at
        )
    write(damaged.person, "full_name", raw(damaged.person)[:-1])

    found = reading_actions.find_people(
        field="full_name", value="vàng thị sính", by=officer, now=sound.recorded_at
    )

    assert list(found.closeness) == [sound.pk]


WRONG: dict[str, tuple[Exception, int, str]] = {
    "key server away": (Unavailable("x"), 503, "Nơi giữ khoá đang không trả lời"),
    "saved meanwhile": (Outdated("x"), 409, "đã thay đổi từ khi bạn mở trang"),
    "damaged": (SealError("x"), 409, "đã hỏng hoặc bị sửa"),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_trouble_with_seals_has_its_page(
    browser: Browser, officer: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    error, status, words = WRONG[name]
    case = factories.case(officer)

    def fails(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(reading_actions, "reveal", fails)
    page = reveal(browser, officer, case, "full_name")

    assert page.status_code == status
    assert words in page.content.decode()
    assert AuditEvent.objects.filter(act="seal.failed").exists() == (name == "damaged")


def test_keys_away_means_try_again_and_not_a_crash(
    browser: Browser, officer: User, settings: Settings, tmp_path: Path
) -> None:
    case = factories.case(officer)
    KeyringKey.objects.filter(scope_id=case.uid).update(kek_id=FIRST + 1, wrapped=b"vault:v1:AA")
    settings.KEY_PROVIDERS = ["file", "vault"]
    settings.VAULT_ADDR, settings.VAULT_KEY = "http://127.0.0.1:9", "transit/k"
    settings.VAULT_TOKEN_PATH = str(tmp_path / "token")
    keys.forget_opened()

    page = reveal(browser, officer, case, "full_name")

    assert page.status_code == 503
    assert "Nơi giữ khoá" in page.content.decode()
