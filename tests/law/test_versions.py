"""Versions of the law stay as they were loaded, and limits are explained by the one they began under."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from caseflow import clocks, law, regimes
from caseflow.law.loader import HERE
from caseflow.models import Clock, Regime
from caseflow.refusals import WrongMoment
from tests import factories
from tests.law.scene import worker
from tests.pages.conftest import Browser

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

RULE = "house.needs_assessment"


class Office:
    """House rules of an office, written anew whenever it wants."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = (HERE / "house_rules.toml").read_text(encoding="utf-8")

    def write(self, old: str, new: str, *, version: int) -> None:
        """Change the file and its version number, and read it."""
        assert old in self.text
        self.text = self.text.replace(old, new)
        self.text = re.sub(r"(?m)^version = \d+$", f"version = {version}", self.text)
        self.path.write_text(self.text, encoding="utf-8")
        law.reload()


@pytest.fixture
def office(settings: Any, tmp_path: Path) -> Iterator[Office]:
    settings.HOUSE_RULES_FILE = str(tmp_path / "own.toml")
    try:
        made = Office(tmp_path / "own.toml")
        made.write("", "", version=1)
        yield made
    finally:
        del settings.HOUSE_RULES_FILE
        law.reload()


def load() -> str:
    out = io.StringIO()
    call_command("load_law", stdout=out)
    return out.getvalue()


def found() -> list[str]:
    return [
        error.msg
        for error in checks.run_checks(databases=["default"])
        if error.id == "caseflow.E005"
    ]


def test_what_runs_is_explained_and_ended_by_the_version_it_began_under(office: Office) -> None:
    case = factories.case(worker())
    limit = case.clocks.get(rule=RULE)
    before = clocks.why(limit)
    first = limit.regime_id

    office.write("Đánh giá nhu cầu lần đầu", "Đánh giá nhanh", version=2)
    office.write('code = "house.needs_assessment"', 'code = "house.quick_assessment"', version=2)
    office.write('["needs_assessed", "support_started"]', '["support_started"]', version=2)
    shown = load()

    kept = Clock.objects.filter(regime_id=first).count()
    words = f"house: version 2 loaded, {kept} running limits keep the version they have"
    assert f"{words}, sha256 {law.regime('house').digest}" in shown
    assert "2024: version 1 was loaded before" in shown
    limit = Clock.objects.get(pk=limit.pk)
    assert (limit.regime_id, clocks.why(limit)) == (first, before)
    assert str(limit.ruling().label) == "Đánh giá nhu cầu lần đầu"
    later = factories.case(worker()).clocks.get(rule="house.quick_assessment")
    assert later.regime.version == 2
    assert clocks.meet(case, "needs_assessed", at=timezone.now()) >= 1
    assert Clock.objects.get(pk=limit.pk).met_at == timezone.now()
    assert clocks.meet(later.case, "needs_assessed", at=timezone.now()) == 0


def test_loading_is_told_to_the_log_once(office: Office) -> None:
    office.write("length = 24", "length = 12", version=2)

    load()
    load()

    event = AuditEvent.objects.get(act="law.loaded")
    assert law.regime("house").digest.encode() in bytes(event.entry)
    assert Regime.objects.filter(code="house").count() == 2


NEXT = "a changed file gets the next version, 4"
REFUSED = [
    (1, f"house: version 1 was loaded with another text than the file has now; {NEXT}"),
    (2, f"house: the file says version 2, but version 3 is loaded; {NEXT}"),
]


@pytest.mark.parametrize(("version", "words"), REFUSED)
def test_a_changed_file_needs_the_next_number(office: Office, version: int, words: str) -> None:
    office.write("length = 24", "length = 12", version=3)
    load()
    assert found() == []
    office.write("length = 12", "length = 6", version=version)

    with pytest.raises(CommandError, match=words):
        load()

    assert found() == [f"The law file {words}."]
    assert Regime.objects.filter(code="house").count() == 2


def test_a_server_says_that_a_new_version_is_not_loaded(office: Office) -> None:
    office.write("length = 24", "length = 12", version=2)

    assert found() == ["The law file house: version 2 is not loaded."]


def test_an_older_file_that_was_loaded_once_may_come_back(office: Office) -> None:
    plain = office.text
    office.write("length = 24", "length = 12", version=2)
    load()
    office.text = plain
    office.write("", "", version=1)

    assert found() == []
    assert "house: version 1 was loaded before" in load()


def test_every_file_comes_back_from_its_canonical_text() -> None:
    for each in regimes.files():
        assert law.stored(each.canonical) == each
    with pytest.raises(law.LawError):
        law.stored(regimes.files()[0].canonical.replace(":", ": "))


@pytest.mark.parametrize("verb", [
    "UPDATE caseflow_regime SET version = 9", "DELETE FROM caseflow_regime", "again",
])  # fmt: skip
def test_a_loaded_version_is_neither_changed_nor_taken_away(verb: str) -> None:
    on_server = connection.vendor == "postgresql"
    again = (
        "TRUNCATE caseflow_regime CASCADE"
        if on_server
        else "REPLACE INTO caseflow_regime SELECT * FROM caseflow_regime"
    )
    before = list(Regime.objects.order_by("pk").values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again if verb == "again" else verb)
    for refused in ("update", "delete", "bulk_update"):
        with pytest.raises(TypeError):
            getattr(Regime.objects.all(), refused)()

    assert before
    assert list(Regime.objects.order_by("pk").values()) == before


def test_a_limit_of_no_known_rule_is_named(office: Office) -> None:
    limit = factories.case(worker()).clocks.get(rule=RULE)
    limit.rule = "house.nothing"

    with pytest.raises(law.LawError, match=r"house\.nothing"):
        limit.ruling()
    assert law.label("house.nothing") == "house.nothing"


def test_more_days_follow_the_version_the_limit_began_under(office: Office) -> None:
    limit = factories.case(worker()).clocks.get(rule=RULE)
    office.write(f'code = "{RULE}"', f'code = "{RULE}"\npausable = true', version=2)
    load()

    with pytest.raises(WrongMoment):
        clocks.require_pausable(limit, now=timezone.now())
    younger = factories.case(worker()).clocks.get(rule=RULE)
    clocks.require_pausable(younger, now=timezone.now() + timedelta(minutes=1))


def test_the_page_lists_versions_and_what_two_of_them_say_otherwise(
    office: Office, browser: Browser
) -> None:
    first = law.regime("house").digest
    office.write("length = 24", "length = 12", version=2)
    load()
    second = law.regime("house").digest
    desk = browser(worker())

    plain = desk.get(reverse("caseflow:law")).content.decode()
    chosen = desk.get(reverse("caseflow:law"), {"tu": first, "den": second}).content.decode()
    odd = desk.get(reverse("caseflow:law"), {"tu": first, "den": "9" * 64}).content.decode()

    assert first in plain
    assert second in plain
    assert "Quy ước nội bộ, bản 2" in plain
    compared = chosen.partition('id="h-differences"')[2]
    assert "24 giờ (Đơn vị được bàn giao)" in compared
    assert "12 giờ (Đơn vị được bàn giao)" in compared
    assert "Ai quyết định" not in compared
    assert "Ai quyết định" in odd.partition('id="h-differences"')[2]
