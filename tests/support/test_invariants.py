"""`check_invariants` says 0 after real work, and exits 1 naming each thing broken by hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from audit import guard, triggers
from caseflow.choices import CaseState, Route
from caseflow.models import Case
from caseflow.sealing.models import KeyringKey
from support.invariants import CHECKS
from tests import factories
from tests.referrals.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

LATER = "'2031-01-01 00:00:00+00'"
OPEN = "(SELECT id FROM caseflow_case WHERE state = 'received' ORDER BY id LIMIT 1)"
ENDED = "(SELECT id FROM caseflow_case WHERE state = 'closed' ORDER BY id LIMIT 1)"
ON_CASE = " ON caseflow_case" if connection.vendor == "postgresql" else ""
ON_LOG = " ON audit_event" if connection.vendor == "postgresql" else ""
LOG_TRIGGER = (
    "audit_event_no_change" if connection.vendor == "postgresql" else "audit_event_no_delete"
)

BREAKS = {
    "a limit that was silenced": ("limits_remind", "DELETE FROM caseflow_reminder"),
    "nobody responsible": (
        "one_responsible_agency",
        f"UPDATE caseflow_responsibility SET ended_at = {LATER} WHERE case_id = {OPEN}",
    ),
    "somebody responsible for an ended file": (
        "one_responsible_agency",
        f"UPDATE caseflow_responsibility SET ended_at = NULL WHERE case_id = {ENDED}",
    ),
    "the copy names another agency": (
        "one_responsible_agency",
        (
            "UPDATE caseflow_case SET responsible_agency_id = "
            f"(SELECT MAX(id) FROM caseflow_agency) WHERE id = {OPEN}"
        ),
    ),
    "the last event is gone": (
        "every_step_has_its_event",
        (
            "DELETE FROM audit_event WHERE uid = "
            f"(SELECT last_event_uid FROM caseflow_case WHERE id = {OPEN})"
        ),
    ),
    "a state moved by hand": (
        "every_step_has_its_event",
        (
            "UPDATE caseflow_case SET state = 'verified' WHERE id = "
            "(SELECT MAX(id) FROM caseflow_case WHERE state = 'received')"
        ),
    ),
    "a version moved by hand": (
        "every_step_has_its_event",
        f"UPDATE caseflow_case SET version = version + 1 WHERE id = {OPEN}",
    ),
    "a handoff moved by hand": (
        "every_step_has_its_event",
        "UPDATE referrals_handoff SET state = 'opened' WHERE state = 'sent'",
    ),
    "a fact is wrong": (
        "facts_and_holds",
        f"INSERT INTO caseflow_casefact (case_id, kind, holds) VALUES ({OPEN}, 'plan_agreed', true)",
    ),
    "a hold is missing": ("facts_and_holds", "DELETE FROM caseflow_casehold"),
    "a hold too many": (
        "facts_and_holds",
        (
            "INSERT INTO caseflow_casehold (case_id, kind, ref) "
            f"VALUES ({ENDED}, 'open_transfer', '{uuid4().hex}')"
        ),
    ),
    "another province": (
        "copies_agree",
        f"UPDATE caseflow_case SET province = '004' WHERE id = {OPEN}",
    ),
    "a grant sorts elsewhere": (
        "copies_agree",
        f"UPDATE caseflow_casegroupgrant SET case_received_at = {LATER}",
    ),
    "another due date": ("next_due_copies", f"UPDATE caseflow_case SET next_due_at = {LATER}"),
    "a clock of an ended file": (
        "nothing_is_due_in_an_ended_file",
        f"UPDATE caseflow_clock SET stopped_at = NULL WHERE case_id = {ENDED}",
    ),
    "no person": ("what_was_sent_is_kept", f"DELETE FROM caseflow_person WHERE case_id = {OPEN}"),
    "no package": ("what_was_sent_is_kept", "DELETE FROM referrals_package"),
    "groups differ": ("one_post_for_everybody", "DELETE FROM caseflow_user_groups"),
    "a right of one's own": (
        "rights_are_those_of_the_roles",
        (
            "INSERT INTO caseflow_user_user_permissions (user_id, permission_id)"
            " SELECT (SELECT min(id) FROM caseflow_user), (SELECT min(id) FROM auth_permission)"
        ),
    ),
    "a right of a group": (
        "rights_are_those_of_the_roles",
        (
            "INSERT INTO auth_group_permissions (group_id, permission_id)"
            " SELECT (SELECT min(id) FROM auth_group), min(id) FROM auth_permission"
            " WHERE codename = 'read_trail'"
        ),
    ),
    "a right without a grant": (
        "rights_are_those_of_the_roles",
        (
            "INSERT INTO guardian_userobjectpermission"
            " (object_pk, content_type_id, permission_id, user_id)"
            " SELECT '1', min(content_type_id), min(id), (SELECT min(id) FROM caseflow_user)"
            " FROM auth_permission"
        ),
    ),
    "another law": (
        "versions_of_the_law_are_whole",
        "UPDATE caseflow_regime SET canonical = canonical || ' '",
    ),
    "no state trigger": ("triggers_stand", f"DROP TRIGGER caseflow_case_state_guard{ON_CASE}"),
    "no log trigger": ("triggers_stand", f"DROP TRIGGER {LOG_TRIGGER}{ON_LOG}"),
}


@pytest.fixture
def work() -> None:
    """A file under way to another agency, one just received, one ended."""
    scene = Scene()
    scene.sent()
    factories.case(scene.officer)
    factories.case_in(CaseState.CLOSED, route=Route.SELF_REPORT)
    factories.agency()


def broken_by(sql: str) -> None:
    """By hand, with whatever guards a hand would have to remove first."""
    with guard.relaxed(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in ("caseflow_case", "referrals_handoff", "audit_event", "caseflow_regime"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        elif not sql.startswith("DROP"):
            for table in ("caseflow_case", "referrals_handoff"):
                cursor.execute(f"DROP TRIGGER {table}_state_guard")
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'caseflow_regime'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            for name in triggers.SQLITE_LOG:
                cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql)


@pytest.mark.parametrize("broken", BREAKS)
def test_each_thing_broken_by_hand_is_named(
    work: None, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check, sql = BREAKS[broken]
    before = counted(capsys)
    assert set(before.values()) == {0}

    broken_by(sql)

    assert counted(capsys)[check] > 0, broken
    transaction.set_rollback(True)


def test_a_case_without_its_key_and_a_key_without_its_case_are_named(
    work: None, capsys: pytest.CaptureFixture[str]
) -> None:
    case = Case.objects.order_by("pk").first()
    assert case is not None
    kept = KeyringKey.objects.get(scope_id=case.uid)
    KeyringKey.objects.filter(pk=kept.pk).update(
        scope_id=uuid4(), created=timezone.now() - timedelta(hours=25)
    )

    assert counted(capsys)["every_case_has_its_key"] == 2


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """Violations by check, as the command prints them; it must exit 1 when there are any."""
    code = 0
    try:
        call_command("check_invariants")
    except SystemExit as end:
        code = int(str(end.code))
    lines = [line.split(": ") for line in capsys.readouterr().out.splitlines() if ": " in line]
    found = {name: int(number) for name, number in lines if number.isdigit() and name != "cases"}
    assert code == (1 if any(found.values()) else 0)
    return found


def violations() -> dict[str, list[str]]:
    """What each check finds, without those that find nothing."""
    found = {check.__name__: list(check()) for check in CHECKS}
    return {name: each for name, each in found.items() if each}
