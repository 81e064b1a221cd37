"""A signed and cosigned log, and the application's role on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from audit import signing, tasks
from tests.audit.bending import WITNESS, cosign, events

ROLE = f"tb_app_{os.getpid()}"


@pytest.fixture
def log() -> None:
    """266 events of two cases in the tree, signed at 6 and at 266, cosigned; four more wait."""
    ours = signing.current()
    assert ours is not None
    Path(settings.AUDIT_POLICY_FILE).write_text(
        f"log {ours.key.vkey}\nwitness vks {WITNESS.key.vkey}\nquorum vks\n"
    )
    events(3)
    events(3, case=2)
    tasks.sequence()
    cosign()
    events(260)
    tasks.sequence()
    cosign()
    events(4)


@pytest.fixture
def as_application() -> Iterator[None]:
    """Both connections belong to the application's role, as the owner set it up."""
    for alias in ("default", "keyring"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
        said = StringIO()
        call_command("database_roles", ROLE, database=alias, stdout=said)
        assert f"for {ROLE}" in said.getvalue()
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET SESSION AUTHORIZATION {ROLE}")
    yield
    for alias in ("default", "keyring"):
        with connections[alias].cursor() as cursor:
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(
                f'GRANT ALL ON DATABASE "{connections[alias].settings_dict["NAME"]}" TO PUBLIC'
            )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE {ROLE}")
