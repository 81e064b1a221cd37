"""Writers and sequencers side by side on PostgreSQL, killed at random: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from audit import ledger, tasks
from audit.models import AuditEvent, Leaf
from audit.verify import verify

pytestmark = [
    pytest.mark.skipif(not settings.ON_POSTGRES, reason="needs PostgreSQL (TB_TEST_DB=postgres)"),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
ROOT = Path(__file__).resolve().parent.parent.parent
START = """
import sys
from django.conf import settings
for alias, name in zip(("default", "keyring"), sys.argv[1:3]):
    settings.DATABASES[alias]["NAME"] = name
settings.AUDIT_KEY_FILE, settings.AUDIT_SIGNING_KEY_FILE, settings.AUDIT_STATE_FILE = sys.argv[3:6]
import django
django.setup()
"""
WRITER = """
import random
from uuid import UUID
from django.db import transaction
from django.utils import timezone
from audit import trail
while True:
    with transaction.atomic():
        uids = [
            trail.record("contact.noted", actor=trail.SYSTEM, at=timezone.now(),
                         case=UUID(int=random.randrange(5)), data={"kind": "call"})
            for _ in range(random.randrange(1, 4))
        ]
    print(*[uid.hex for uid in uids], flush=True)
"""
WHOLE = re.compile(r"\b[0-9a-f]{32}\b")
SEQUENCER = """
from audit import tasks
while True:
    tasks.one_round()
"""


def start(program: str, said: Path) -> subprocess.Popen[bytes]:
    """A process of its own on the test database; what it says is appended to a file."""
    from django.db import connections

    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "keyring")]
    files = [settings.AUDIT_KEY_FILE, settings.AUDIT_SIGNING_KEY_FILE, settings.AUDIT_STATE_FILE]
    with said.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-c", START + program, *names, *map(str, files)],
            cwd=ROOT, stdout=out,
        )  # fmt: skip


def wait_for(done: Callable[[], bool]) -> None:
    """Processes take a while to start on a busy machine."""
    end = time.monotonic() + 120
    while not done():
        assert time.monotonic() < end, "nobody began to work"
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("writers", "seconds"), [(4, 12), pytest.param(8, 60, marks=pytest.mark.slow)]
)
def test_kills_lose_and_double_nothing(tmp_path: Path, writers: int, seconds: int) -> None:
    said = tmp_path / "said"
    crew = [(WRITER, start(WRITER, said)) for _each in range(writers)]
    crew += [(SEQUENCER, start(SEQUENCER, said)) for _each in range(2)]
    killed = 0
    try:
        wait_for(lambda: AuditEvent.objects.exists() and Leaf.objects.exists())
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(seconds / 10)
            at = random.randrange(len(crew))  # noqa: S311 - any will do
            program, process = crew[at]
            process.kill()
            process.wait()
            crew[at], killed = (program, start(program, said)), killed + 1
    finally:
        for _program, process in crew:
            process.kill()
            process.wait()
    while tasks.one_round().events:
        pass

    # What a process was saying when it was killed is half a line, perhaps joined to another's next.
    promised = {UUID(hex=word) for word in re.findall(WHOLE, said.read_text())}
    kept = dict(AuditEvent.objects.values_list("uid", "pk"))
    places = list(Leaf.objects.values_list("event_id", flat=True))
    assert killed > 2
    assert promised
    assert promised <= kept.keys()
    assert sorted(places) == sorted(kept.values())
    assert len(places) == ledger.size()
    assert verify().findings == []
    assert connection.vendor == "postgresql"
