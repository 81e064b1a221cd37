"""The version in use is what was loaded by whom it says: a forged row, a lost file or an odd one changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from audit import growing, guard
from caseflow import law, regimes
from caseflow.actions import regimes as actions
from caseflow.choices import Role
from caseflow.models import Clock, Regime, User
from tests import factories
from tests.journeys.desk import Desk
from tests.law.disk import NAME, RULE, Disk
from tests.law.scene import desk_of, worker
from tests.pages.conftest import Browser
from tests.support.test_invariants import violations

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

BASIS = "Công văn 12/UBND-VX"


def put(disk: Disk, days: int, by: User) -> Regime:
    disk.allow(days, version=regimes.newest_by_code()["house"].version + 1)
    seen = law.on_disk(NAME).digest
    return actions.put_in_use(NAME, digest=seen, basis=BASIS, by=by, now=timezone.now())


def said() -> str:
    """What the nightly check says of the versions of the law."""
    return " ".join(violations()["versions_of_the_law_are_whole"])


def forge(sql: str, *values: Any) -> None:
    """What the owner of the database can do: the trigger is lifted, a row is changed."""
    names = growing.triggers("caseflow_regime", connection.vendor)
    on = " ON caseflow_regime" if connection.vendor == "postgresql" else ""
    with guard.relaxed(), connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {next(iter(names))}{on}")
        cursor.execute(sql, values)


def test_a_changed_text_is_not_taken_up_and_is_named(
    disk: Disk, keeper: User, browser: Browser, caplog: Any
) -> None:
    row = put(disk, 7, keeper)
    text = row.canonical.replace('"length":7', '"length":700')
    assert text != row.canonical
    forge("UPDATE caseflow_regime SET canonical = %s WHERE id = %s", text, row.pk)

    assert not regimes.take_up()

    assert law.rule(RULE).length == 3
    assert "not the text that was loaded" in caplog.text
    (words,) = [each for each in regimes.shortcomings() if "cannot read" in each]
    assert "not the text that was loaded" in words
    page = Desk(browser(keeper)).see(f"{reverse('caseflow:law')}?tu={row.digest}&den={row.digest}")
    assert "house, bản 2: không đúng nội dung đã nạp" in page
    disk.allow(9, version=3)
    assert "Đưa vào dùng" in Desk(browser(keeper)).see(reverse("caseflow:regime_put", args=[NAME]))
    assert "its text is not the one that was loaded" in said()


FORGED = ["basis = 'Công văn 13'", "loaded_by_id = %s"]


@pytest.mark.parametrize("change", FORGED)
def test_a_forged_loader_or_basis_is_named(disk: Disk, keeper: User, change: str) -> None:
    row, other = put(disk, 6, keeper), worker()
    assert violations() == {}
    values = [other.pk] if "%s" in change else []

    forge(f"UPDATE caseflow_regime SET {change} WHERE id = %s", *values, row.pk)

    assert "who loaded it, or on what basis, is not what the log says" in said()


def test_with_a_lost_or_broken_file_the_loaded_version_is_used(disk: Disk, keeper: User) -> None:
    put(disk, 6, keeper)
    disk.path.write_text("length = ", encoding="utf-8")
    law.reload()

    assert regimes.take_up()
    assert law.rule(RULE).length == 6
    disk.path.unlink()
    law.reload()
    assert regimes.take_up()
    assert law.rule(RULE).length == 6
    assert [each.name for each in regimes.waiting() if each.mistake] == [NAME]


def test_a_rule_that_is_gone_breaks_no_page(disk: Disk, keeper: User, browser: Browser) -> None:
    social = worker()
    factories.case(social)
    Clock.objects.filter(rule=RULE).update(due_at=timezone.now() - timedelta(days=1))
    disk.write(f'code = "{RULE}"', 'code = "house.another"', version=2)
    seen = law.on_disk(NAME).digest
    actions.put_in_use(NAME, digest=seen, basis=BASIS, by=keeper, now=timezone.now())
    assert regimes.take_up()
    chief = factories.user(Role.SUPERVISOR, at=desk_of(social))

    for page in ("caseflow:lanes", "caseflow:board", "caseflow:case_list"):
        Desk(browser(chief)).see(reverse(page))


def test_who_was_late_reads_why_and_keeps_what_was_typed(
    disk: Disk, keeper: User, browser: Browser
) -> None:
    desk = browser(factories.user(Role.UNIT_ADMIN))
    form = reverse("caseflow:regime_put", args=[NAME])
    put(disk, 6, keeper)

    answer = desk.post(form, {"basis": "Công văn 99", "digest": law.on_disk(NAME).digest})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tệp này không có bản mới để đưa vào dùng." in page
    assert "Công văn 99" in page
    assert "Tệp trên máy chủ là bản đang dùng." in page
    assert "theo bản mới" not in page


@pytest.mark.parametrize("basis", ["\u200b", " \u200b\u2060 "])
def test_what_nobody_sees_is_no_basis(
    disk: Disk, keeper: User, browser: Browser, basis: str
) -> None:
    disk.allow(6, version=2)
    form = reverse("caseflow:regime_put", args=[NAME])

    answer = browser(keeper).post(form, {"basis": basis, "digest": law.on_disk(NAME).digest})

    assert answer.status_code == 422
    assert not Regime.objects.filter(code="house", version=2).exists()
