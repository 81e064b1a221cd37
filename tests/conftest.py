"""What every test stands on: keys, a fixed instant, both databases, a log that can be emptied."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from hypothesis import settings as settings_of_hypothesis
from playwright.sync_api import Browser

from audit import keys as log_keys, signing, worker
from caseflow.management.commands.compilemessages import compile_stale
from caseflow.sealing import keys as data_keys, provider, setup
from tests import chromium as real_browser, databases, laws

NOW = "2026-11-23T08:00:00+07:00"
"""The Monday on which every test happens."""
TICKING = ("browser", "ticking", "postgres", "network")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
BOTH = ["default", "keyring"]
OTHER_DATABASE = "about SQLite" if settings.ON_POSTGRES else "needs PostgreSQL"
"""How the reason of a skip begins that the run on the other database makes good."""

settings_of_hypothesis.register_profile("steady", deadline=None)  # a busy machine is no failure
settings_of_hypothesis.load_profile("steady")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # browsers are driven inside an event loop


def pytest_configure(config: pytest.Config) -> None:
    """Key files of this run, and the English catalogue as it is written."""
    compile_stale()
    if not Path(settings.KEY_FILE).exists():
        provider.create_file(Path(settings.KEY_FILE))
    if not Path(settings.AUDIT_KEY_FILE).exists():
        log_keys.create(Path(settings.AUDIT_KEY_FILE), first_year=2019, years=12)
    if not Path(settings.AUDIT_SIGNING_KEY_FILE).exists():
        signing.create(Path(settings.AUDIT_SIGNING_KEY_FILE), "tests.example/nhat-ky")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever may use the database may use both aliases; who uses none is tried on SQLite alone."""
    without: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and not DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            if not issubclass(getattr(item, "cls", None) or object, TransactionTestCase):
                without.append(item)
            continue
        kwargs = {"databases": BOTH, **(marker.kwargs if marker else {})}
        item.add_marker(pytest.mark.django_db(**kwargs), append=False)
    if settings.ON_POSTGRES:
        config.hook.pytest_deselected(items=without)
        left_out = set(without)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With TB_REQUIRE_ALL=1 nothing may be missing: a skip for want of a service is a failure."""
    report = yield
    if (
        report.skipped
        and os.environ.get("TB_REQUIRE_ALL") == "1"
        and not hasattr(report, "wasxfail")
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(OTHER_DATABASE):
            report.outcome = "failed"
            report.longrepr = f"TB_REQUIRE_ALL=1, but this was skipped: {reason}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Databases as the migrations make them: copied where they were made before."""
    with django_db_blocker.unblock():
        copied = databases.lay()
        made = setup_databases(verbosity=0, interactive=False, keepdb=copied)
        if not copied:
            databases.keep()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_us() -> Iterator[None]:
    """Tests with real commits empty their tables afterwards; the log allows it only here."""
    case: Any = TransactionTestCase
    emptied = case._fixture_teardown

    def teardown(self: Any) -> None:
        for alias in self._databases_names(include_mirrors=False):
            databases.empty(connections[alias])

    case._fixture_teardown = teardown
    yield
    case._fixture_teardown = emptied


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The fixed instant; `clock.move_to(...)` and `clock.shift(...)` move it. Markers let it run."""
    if any(request.node.get_closest_marker(name) for name in TICKING):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture(autouse=True)
def fresh_worker_and_keys(clock: object, request: pytest.FixtureRequest) -> Iterator[None]:
    """Event numbers, opened keys, rate limits and the language of one test do not reach the next."""
    worker.retire()
    translation.deactivate()
    data_keys.forget_opened()
    Path(settings.AUDIT_STATE_FILE).unlink(missing_ok=True)
    cache.clear()
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_index_keys")
    yield
    worker.retire()
    data_keys.forget_opened()
    Path(settings.AUDIT_POLICY_FILE).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One real browser for all tests of a worker; every test opens contexts of its own."""
    executable = real_browser.path()
    if executable is None:
        pytest.skip("needs Chromium (apt-get install chromium)")
    with real_browser.launched(executable) as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, to be evaluated in a page; `scripts/fetch_axe.py` fetches it."""
    found = sorted((settings.BASE_DIR / "var" / "axe").glob("axe-*.min.js"))
    if not found:
        pytest.skip("needs axe-core (python scripts/fetch_axe.py)")
    source: str = found[-1].read_text()
    return source


@pytest.fixture
def _index_keys(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("django_db")
    transactional = marker is not None and marker.kwargs.get("transaction")
    request.getfixturevalue("transactional_db" if transactional else "db")
    setup.create_missing()
    laws.lay()
