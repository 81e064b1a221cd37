"""A PostgreSQL database of its own for a measurement, made by the migrations and removed afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def prepare() -> None:
    """Django with the test settings on PostgreSQL, before anything of ours is imported."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
    os.environ |= {"TB_TEST_DB": "postgres", "TB_TEST_DURABLE": "1"}
    os.environ.setdefault("TB_TEST_TAG", f"bench{os.getpid()}")
    import django  # noqa: PLC0415 - reads the variables above

    django.setup()


@contextmanager
def databases() -> Iterator[None]:
    """Both databases, with keys and index keys."""
    from django.conf import settings  # noqa: PLC0415 - after prepare()
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415 - after prepare()

    from audit import keys as log_keys  # noqa: PLC0415
    from caseflow.actions.regimes import load_regimes  # noqa: PLC0415 - after prepare()
    from caseflow.sealing import provider, setup  # noqa: PLC0415

    provider.create_file(settings.KEY_FILE)
    log_keys.create(settings.AUDIT_KEY_FILE, first_year=2019, years=12)
    made: Any = setup_databases(verbosity=0, interactive=False)
    try:
        setup.create_missing()
        load_regimes(by=None, now=timezone.now())
        yield
    finally:
        teardown_databases(made, verbosity=0)


def url(alias: str) -> str:
    """Where another process finds the database."""
    from django.db import connections  # noqa: PLC0415

    found = connections[alias].settings_dict
    secret = f":{found['PASSWORD']}" if found["PASSWORD"] else ""
    return f"postgres://{found['USER']}{secret}@{found['HOST']}:{found['PORT'] or 5432}/{found['NAME']}"
